package org.turfwalk.app.platform

import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException
import org.turfwalk.core.IncidentState
import org.turfwalk.core.OpId
import org.turfwalk.core.Standing
import org.turfwalk.core.WalkListId

/** What a walker is told while the app is not in front. */
enum class News { ListWithdrawn, IncidentTaken, ShutOut }

/** What of the phone may change by a sync and is worth telling. */
data class Known(
    /** Null where the lists can't be seen: nobody can say then that one has gone. */
    val lists: Set<WalkListId>?,
    val taken: Set<OpId>,
    val isShutOut: Boolean,
) {
    /** What has come about since [before]. */
    fun newsSince(before: Known): Set<News> = buildSet {
        if (isShutOut && !before.isShutOut) {
            // That the lists are gone as well goes without saying.
            add(News.ShutOut)
        } else if (lists != null && before.lists != null && !lists.containsAll(before.lists)) {
            add(News.ListWithdrawn)
        }
        if (!before.taken.containsAll(taken)) add(News.IncidentTaken)
    }

    companion object {
        fun of(device: Device) = Known(
            lists = try {
                device.walkLists().mapTo(HashSet()) { it.id }
            } catch (_: DeviceException.Locked) {
                null
            },
            taken = device.incidents().filter { it.state is IncidentState.Taken }.mapTo(HashSet()) { it.op },
            isShutOut = device.standing() == Standing.SHUT_OUT,
        )
    }
}

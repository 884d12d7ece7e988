package org.turfwalk.ui.walk

import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WalkJob
import org.turfwalk.core.ListSummary
import org.turfwalk.core.Course
import org.turfwalk.core.WalkListId
import org.turfwalk.core.Whereabouts
import org.turfwalk.ui.door.Recorder

/**
 * What the pages of one walk share: where the walker is and what was recorded last. Used on the
 * errands' thread.
 */
class Trip(private val device: Device, val list: WalkListId, val nowMs: () -> Long) {
    var whereabouts: Whereabouts = Whereabouts.Start
    val recorder = Recorder(device, this)
    private var known: ListSummary? = null

    /** The list as last read. */
    val summary: ListSummary get() = known ?: course().list.summary

    val channel: Channel get() = if (summary.job == WalkJob.FLYER) Channel.FLYER else Channel.DOOR

    /** Reads the list as it lies before the walker. */
    fun course(): Course = device.course(list, whereabouts, nowMs()).also { known = it.list.summary }

    /** What [target] is called, when it is a person at [stop]. */
    fun nameOf(stop: StopView, target: Target): String? {
        val person = target as? Target.Person ?: return null
        val people = stop.doors.asSequence().flatMap { device.door(it, channel, nowMs()).people }
        return people.find { it.person.key == person.v1 }?.person?.name
    }
}

/** The trips of one app: each goes on where it was while the app lives. */
class Trips(private val device: () -> Device, private val nowMs: () -> Long) {
    private val trips = HashMap<WalkListId, Trip>()

    fun of(list: WalkListId): Trip = trips.getOrPut(list) { Trip(device(), list, nowMs) }
}

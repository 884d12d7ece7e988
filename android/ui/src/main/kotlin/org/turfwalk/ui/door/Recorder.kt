package org.turfwalk.ui.door

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.turfwalk.core.Attempt
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.DoorId
import org.turfwalk.core.Note
import org.turfwalk.core.OpId
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WalkListId

/** What was recorded last, on disk; it can be undone until the next. */
data class Recorded(
    val stop: StopView,
    /** The door, when it was at a single one. */
    val door: DoorId?,
    /** One, or one for each door of the stop. */
    val attempts: List<Attempt>,
    val ops: List<OpId>,
) {
    val outcome: Outcome get() = attempts.last().outcome
}

/** Writes a list's attempts and holds the last one, for the undo that every screen of the walk shows. */
class Recorder(
    private val device: Device,
    val list: WalkListId,
    val channel: Channel,
    private val nowMs: () -> Long,
) {
    private val lastRecorded = MutableStateFlow<Recorded?>(null)
    val last: StateFlow<Recorded?> = lastRecorded

    /** Records the same of each of [targets] at [stop]; on disk when this returns. */
    fun record(stop: StopView, door: DoorId?, targets: List<Target>, outcome: Outcome, note: Note? = null): Recorded {
        val attempts = targets.map { Attempt(it, channel, outcome, nowMs(), list, note) }
        val recorded = Recorded(stop, door, attempts, attempts.map(device::record))
        lastRecorded.value = recorded
        return recorded
    }

    /** Takes the last one back; what it was, if there was one. */
    fun undo(): Recorded? {
        val recorded = lastRecorded.value ?: return null
        recorded.ops.forEach(device::retract)
        lastRecorded.value = null
        return recorded
    }

    /** Adds a remark to the last one. */
    fun note(note: Note) {
        val recorded = lastRecorded.value ?: return
        val attempts = recorded.attempts.map { it.copy(note = note) }
        val ops = recorded.ops.zip(attempts) { earlier, attempt -> device.correct(earlier, attempt) }
        lastRecorded.value = recorded.copy(attempts = attempts, ops = ops)
    }
}

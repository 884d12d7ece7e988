package org.turfwalk.ui.door

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.turfwalk.core.Attempt
import org.turfwalk.core.Device
import org.turfwalk.core.Note
import org.turfwalk.core.OpId
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.ui.walk.Trip

/** What was recorded last, on disk; it can be undone until the next. */
data class Recorded(
    val stop: StopView,
    /** One, or one for each door of the stop. */
    val attempts: List<Attempt>,
    val ops: List<OpId>,
    /** Those that a note has corrected since: taking a correction back alone would bring them to life again. */
    val corrected: List<OpId> = emptyList(),
) {
    val outcome: Outcome get() = attempts.last().outcome
}

/** Writes a walk's attempts and holds the last one, for the undo that every page of the walk shows. */
class Recorder(private val device: Device, private val trip: Trip) {
    private val lastRecorded = MutableStateFlow<Recorded?>(null)
    val last: StateFlow<Recorded?> = lastRecorded

    /** Records the same of each of [targets] at [stop]; on disk when this returns. A note that waits goes along. */
    fun record(stop: StopView, targets: List<Target>, outcome: Outcome, remark: Note? = null): Recorded {
        val attempts = targets.map { Attempt(it, trip.channel, outcome, trip.nowMs(), trip.list, remark) }
        val recorded = Recorded(stop, attempts, attempts.map(device::record))
        lastRecorded.value = recorded
        return recorded
    }

    /** Takes the last one back; what it was, if there was one. */
    fun undo(): Recorded? {
        val recorded = lastRecorded.value ?: return null
        (recorded.ops + recorded.corrected).forEach(device::retract)
        lastRecorded.value = null
        return recorded
    }

    /** Adds a remark to what was just recorded of [target]; whether there was something. */
    fun note(target: Target, note: Note): Boolean {
        val recorded = lastRecorded.value?.takeIf { it.attempts.any { attempt -> attempt.target == target } } ?: return false
        val attempts = recorded.attempts.map { it.copy(note = note) }
        val ops = recorded.ops.zip(attempts) { earlier, attempt -> device.correct(earlier, attempt) }
        lastRecorded.value = recorded.copy(attempts = attempts, ops = ops, corrected = recorded.corrected + recorded.ops)
        return true
    }
}

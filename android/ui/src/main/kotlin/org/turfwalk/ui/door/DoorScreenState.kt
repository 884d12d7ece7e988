package org.turfwalk.ui.door

import org.turfwalk.core.AttemptRow
import org.turfwalk.core.DoorState
import org.turfwalk.core.DoorView
import org.turfwalk.core.Draft
import org.turfwalk.core.Entrance
import org.turfwalk.core.Hold
import org.turfwalk.core.Note
import org.turfwalk.core.PersonKey
import org.turfwalk.core.StopView
import org.turfwalk.core.Target

/** A question between the two taps of an outcome. */
sealed interface Asking {
    /** Which of the others? */
    data object More : Asking

    /** Which of these was it? */
    data class Who(val kind: OutcomeKind, val targets: List<Target>) : Asking

    /** A word about it, which [target]'s outcome needs. */
    data class Word(val kind: OutcomeKind, val target: Target) : Asking
}

/** Everything that the door's screen shows. */
data class DoorScreenState(
    val stop: StopView,
    val view: DoorView? = null,
    /** The building that the door is in, when it is in one. */
    val entrance: Entrance? = null,
    /** Who was chosen; nobody for whoever opens. */
    val chosen: PersonKey? = null,
    val offered: List<OutcomeKind> = emptyList(),
    val asking: Asking? = null,
    val hasScript: Boolean = false,
    /** Talks begun here and not yet recorded. */
    val drafts: List<Draft> = emptyList(),
    /** A remark that goes along with the next outcome of whom it is about. */
    val note: Note? = null,
    /** What was recorded last on this walk, with its undo. */
    val recorded: Recorded? = null,
    /** When this was read, in milliseconds since 1970. */
    val nowMs: Long = 0,
) {
    /** The receipt of what was recorded at this stop. */
    val receipt: Recorded? get() = recorded?.takeIf { it.stop.number == stop.number }

    /** Whether there is nothing more to do here. */
    val isDealtWith: Boolean get() = view?.state == DoorState.DONE || view?.hold is Hold.LeaveAlone

    /** Names of those who live here, by what outcomes are recorded of. */
    val names: Map<Target, String>
        get() = view?.people.orEmpty().associate { Target.Person(it.person.key) to it.person.name }

    /** What was tried before, newest first. */
    val history: List<AttemptRow> get() = view?.attempts.orEmpty().asReversed()

    /** Those within one tap. */
    val first: List<OutcomeKind> get() = offered.filter { it in firstKinds }

    val more: List<OutcomeKind> get() = offered.filterNot { it in firstKinds }

    private companion object {
        val firstKinds = OutcomeKind.entries.take(4)
    }
}

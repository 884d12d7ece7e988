package org.turfwalk.ui.door

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Device
import org.turfwalk.core.DoorId
import org.turfwalk.core.DoorState
import org.turfwalk.core.Draft
import org.turfwalk.core.Entrance
import org.turfwalk.core.Note
import org.turfwalk.core.PersonKey
import org.turfwalk.core.ScriptId
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.ui.Errands

/** Where the door's screen leads. */
interface DoorWays {
    /** All that can be done at this stop is done, or the walker goes on. */
    fun leave(stop: UInt)

    /** The talk with [target], by the list's script. */
    fun talk(stop: StopView, target: Target)

    /** A wish to be left alone, of [target]. */
    fun doNotContact(stop: StopView, target: Target)
}

/** One door of a stop: who lives there, what was said, and what came of it now. */
class DoorModel(
    private val device: Device,
    stop: StopView,
    private var door: DoorId,
    private val script: ScriptId?,
    private val recorder: Recorder,
    private val errands: Errands,
    private val nowMs: () -> Long,
    private val ways: DoorWays,
) {
    private val shown = MutableStateFlow(DoorScreenState(stop, hasScript = script != null))
    val state: StateFlow<DoorScreenState> = shown

    fun load(): Job = errands.run { show() }

    /** Chooses a person, or nobody again. */
    fun choose(person: PersonKey) {
        shown.update { it.copy(chosen = person.takeIf { key -> key != it.chosen }) }
        errands.run { offer() }
    }

    /** The first tap of an outcome, and most often the only one. */
    fun pick(kind: OutcomeKind): Job = errands.run {
        val view = shown.value.view ?: return@run
        when (val whom = whom(kind, view, shown.value.chosen)) {
            Whom.Nobody -> Unit
            is Whom.One -> go(kind, whom.target)
            is Whom.Which -> shown.update { it.copy(asking = Asking.Who(kind, whom.targets)) }
        }
    }

    /** Answers [Asking.Who]. */
    fun pickWho(target: Target): Job = errands.run {
        val asking = shown.value.asking as? Asking.Who ?: return@run
        go(asking.kind, target)
    }

    /** Answers [Asking.Word]. */
    fun tell(word: String): Job = errands.run {
        val asking = shown.value.asking as? Asking.Word ?: return@run
        if (word.isNotBlank()) record(asking.kind, asking.target, word.trim())
    }

    fun stopAsking() = shown.update { it.copy(asking = null) }

    /** Goes on with a talk that was begun. */
    fun resume(draft: Draft) = ways.talk(shown.value.stop, draft.target)

    /** A remark: it joins what was just recorded here, or else goes along with the next outcome. */
    fun note(note: Note): Job = errands.run {
        if (recorder.last.value?.door == door) {
            recorder.note(note)
        } else {
            shown.update { it.copy(note = note) }
        }
        show()
    }

    /** Takes back what was recorded last, and shows the door where it was. */
    fun undo(): Job = errands.run {
        val undone = recorder.undo() ?: return@run
        undone.door?.let { door = it }
        show()
    }

    /** Another door of the same building. */
    fun goTo(next: DoorId): Job = errands.run {
        door = next
        shown.update { it.copy(chosen = null, note = null, asking = null) }
        show()
    }

    fun leave() = ways.leave(shown.value.stop.number)

    private fun go(kind: OutcomeKind, target: Target) {
        val stop = shown.value.stop
        when {
            kind == OutcomeKind.CANVASSED && shown.value.hasScript -> leading { ways.talk(stop, target) }
            kind == OutcomeKind.DO_NOT_CONTACT -> leading { ways.doNotContact(stop, target) }
            kind.asks != null -> shown.update { it.copy(asking = Asking.Word(kind, target)) }
            else -> record(kind, target, "")
        }
    }

    private fun leading(elsewhere: () -> Unit) {
        stopAsking()
        elsewhere()
    }

    private fun record(kind: OutcomeKind, target: Target, told: String) {
        recorder.record(shown.value.stop, door, listOf(target), kind.outcome(told), shown.value.note)
        shown.update { it.copy(asking = null, note = null) }
        show()
        goOn(target)
    }

    /** On to whom one may still meet: here, at the next door of the building, or at the next stop. */
    private fun goOn(target: Target) {
        val now = shown.value
        val view = now.view ?: return
        val others = view.people.any { it.hold == null && Target.Person(it.person.key) != target }
        if (target is Target.Person && view.state != DoorState.DONE && others) return
        val next = now.entrance?.let { nextAfter(it, door) }
        if (next == null) return leave()
        door = next
        shown.update { it.copy(chosen = null) }
        show()
    }

    private fun show() {
        val stop = shown.value.stop
        val view = device.door(door, recorder.channel, nowMs())
        val targets = view.people.map { Target.Person(it.person.key) } + Target.Door(door)
        shown.update {
            it.copy(
                view = view,
                entrance = if (stop.building == null) null else device.entrance(recorder.list, stop.number),
                drafts = device.drafts().filter { draft -> draft.target in targets },
                recorded = recorder.last.value,
            )
        }
        offer()
    }

    private fun offer() {
        val now = shown.value
        val view = now.view ?: return
        val offered = OutcomeKind.entries.filter { whom(it, view, now.chosen) != Whom.Nobody }
        shown.update { it.copy(offered = offered) }
    }
}

/** The next door of the building, in knocking order, that nobody has tried. */
fun nextAfter(entrance: Entrance, door: DoorId): DoorId? {
    val doors = entrance.floors.flatMap { it.doors }
    val from = doors.indexOfFirst { it.id == door } + 1
    return (doors.drop(from) + doors.take(from)).firstOrNull { it.state == StopState.OPEN && it.id != door }?.id
}

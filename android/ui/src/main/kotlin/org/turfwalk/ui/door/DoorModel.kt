package org.turfwalk.ui.door

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Device
import org.turfwalk.core.DoorId
import org.turfwalk.core.DoorView
import org.turfwalk.core.Draft
import org.turfwalk.core.Note
import org.turfwalk.core.PersonKey
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.Whereabouts
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.walk.Trip

/** One door of a stop: who lives there, what was said, and what came of it now. */
class DoorModel(
    private val device: Device,
    stop: StopView,
    private var door: DoorId,
    private val trip: Trip,
    private val errands: Errands,
    private val go: (Page) -> Unit,
    /** Back to where one came from: the walk or the building. */
    back: () -> Unit,
    /** On to the walk. */
    private val leave: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(DoorScreenState(stop))
    val state: StateFlow<DoorScreenState> = shown
    private val recorder = trip.recorder

    val actions = DoorActions(
        back = back,
        choose = { choose(it) },
        pick = { pick(it) },
        pickWho = { pickWho(it) },
        tell = { tell(it) },
        showMore = ::showMore,
        stopAsking = ::stopAsking,
        resume = ::resume,
        undo = { undo() },
        toNext = { toNext() },
        writeNote = ::writeNote,
        doNotContact = ::doNotContact,
        putRight = ::putRight,
        addPerson = ::addPerson,
        addDoor = ::addDoor,
        reportIncident = ::reportIncident,
        theirData = ::theirData,
    )

    /** The last thing recorded that this page has seen, and at which door. */
    private var seen = recorder.last.value
    private var seenAt = door

    override fun load(): Job = errands.run {
        show()
        // A talk or a wish was recorded on the page that this one led to.
        val last = recorder.last.value
        if (last != null && last.ops != seen?.ops && last.stop.number == stop.number) goOn(last.attempts.last().target)
    }

    /** Chooses a person, or nobody again. */
    fun choose(person: PersonKey): Job = errands.run {
        shown.update { it.copy(chosen = person.takeIf { key -> key != it.chosen }) }
        show()
    }

    /** The first tap of an outcome, and most often the only one. */
    fun pick(kind: OutcomeKind): Job = errands.run {
        val view = shown.value.view ?: return@run
        when (val whom = whom(kind, view, shown.value.chosen)) {
            Whom.Nobody -> Unit
            is Whom.One -> take(kind, whom.target)
            is Whom.Which -> shown.update { it.copy(asking = Asking.Who(kind, whom.targets)) }
        }
    }

    /** Answers [Asking.Who]. */
    fun pickWho(target: Target): Job = errands.run {
        val asking = shown.value.asking as? Asking.Who ?: return@run
        take(asking.kind, target)
    }

    /** Answers [Asking.Word]. */
    fun tell(word: String): Job = errands.run {
        val asking = shown.value.asking as? Asking.Word ?: return@run
        if (word.isNotBlank()) record(asking.kind, asking.target, word.trim())
    }

    fun showMore() = shown.update { it.copy(asking = Asking.More) }

    /** From a question back to the page. */
    override fun stepBack(): Boolean {
        if (shown.value.asking == null) return false
        stopAsking()
        return true
    }

    fun stopAsking() = shown.update { it.copy(asking = null) }

    /** Goes on with a talk that was begun. */
    fun resume(draft: Draft) = go(Page.Script(trip.list, stop, draft.target))

    fun writeNote() = go(Page.Note(trip.list, stop, about()))

    fun doNotContact() = go(Page.DoNotContact(trip.list, stop, about()))

    /** Whose: of who was chosen, or lives alone here, or of all. */
    fun putRight() {
        val alone = shown.value.view?.people?.singleOrNull()?.person?.key
        val about = (shown.value.chosen ?: alone)?.let { Target.Person(it) } ?: Target.Door(door)
        go(Page.PutRight(trip.list, stop, door, about))
    }

    fun addPerson() = go(Page.AddPerson(trip.list, door))

    fun addDoor() = go(Page.AddDoor(trip.list, door))

    fun reportIncident() = go(Page.Incident)

    fun theirData() = go(Page.TheirData(trip.list, stop, door))

    /** Takes back what was recorded last, and shows the door where it was. */
    fun undo(): Job = errands.run {
        val undone = recorder.undo() ?: return@run
        if (undone.ops == seen?.ops) door = seenAt
        seen = null
        trip.whereabouts = Whereabouts.At(stop.number)
        show()
    }

    /** On to the next stop, whatever was recorded here. */
    fun toNext(): Job = errands.run {
        trip.whereabouts = Whereabouts.Left(stop.number)
        leave()
    }

    private val stop get() = shown.value.stop

    /** Whom a note or a wish is about: who was chosen, or the door. */
    private fun about(): Target = shown.value.chosen?.let { Target.Person(it) } ?: Target.Door(door)

    private fun take(kind: OutcomeKind, target: Target) {
        stopAsking()
        when {
            kind == OutcomeKind.CANVASSED && shown.value.hasScript -> go(Page.Script(trip.list, stop, target))
            kind == OutcomeKind.DO_NOT_CONTACT -> go(Page.DoNotContact(trip.list, stop, target))
            kind.asks != null -> shown.update { it.copy(asking = Asking.Word(kind, target)) }
            else -> record(kind, target, "")
        }
    }

    private fun record(kind: OutcomeKind, target: Target, told: String) {
        stopAsking()
        recorder.record(stop, listOf(target), kind.outcome(told))
        show()
        goOn(target)
    }

    /** On to whom one may still meet: here, at the next door of the building, or at the next stop. */
    private fun goOn(target: Target) {
        seen = recorder.last.value
        seenAt = door
        if (device.stays(door, target, trip.channel, trip.nowMs())) return
        val next = device.nextDoor(trip.list, stop.number, door)
        if (next == null) {
            trip.whereabouts = Whereabouts.Left(stop.number)
            return leave()
        }
        door = next
        shown.update { it.copy(chosen = null) }
        show()
    }

    private fun show() {
        val view = device.door(door, trip.channel, trip.nowMs())
        val targets = view.people.map { Target.Person(it.person.key) } + Target.Door(door)
        val drafts = device.drafts().filter { it.target in targets }
        shown.update {
            it.copy(
                view = view,
                entrance = if (stop.building == null) null else device.entrance(trip.list, stop.number),
                hasScript = trip.summary.script != null,
                offered = offered(view, it.chosen),
                drafts = drafts.filter { draft -> draft.script != null },
                note = drafts.find { draft -> draft.script == null }?.let { draft -> Note(draft.note, draft.basis) },
                recorded = recorder.last.value,
                nowMs = trip.nowMs(),
            )
        }
    }

    private fun offered(view: DoorView, chosen: PersonKey?) =
        OutcomeKind.entries.filter { whom(it, view, chosen) != Whom.Nobody }
}

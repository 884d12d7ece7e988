package org.turfwalk.ui.door

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Device
import org.turfwalk.core.DoorBrief
import org.turfwalk.core.DoorId
import org.turfwalk.core.Entrance
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.Whereabouts
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.walk.Trip
import org.turfwalk.ui.walk.targets

/** Everything that the building's screen shows. */
data class BuildingState(
    val stop: StopView,
    val entrance: Entrance? = null,
    /** The door to knock at next, in knocking order. */
    val next: DoorBrief? = null,
    /** What can be said of the whole entrance. */
    val offered: List<OutcomeKind> = emptyList(),
    /** Which outcome of the entrance, or a word about one. */
    val asking: Asking? = null,
    val recorded: Recorded? = null,
) {
    val doors: Int get() = entrance?.floors.orEmpty().sumOf { it.doors.size }
    val done: Int get() = entrance?.floors.orEmpty().sumOf { floor -> floor.doors.count { it.state == StopState.DONE } }
}

/** A stop with many doors: how to get in, and all doors by floors once one is in. */
class BuildingModel(
    private val device: Device,
    stop: StopView,
    private val trip: Trip,
    private val errands: Errands,
    private val go: (Page) -> Unit,
    back: () -> Unit,
    private val leave: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(BuildingState(stop))
    val state: StateFlow<BuildingState> = shown
    private val stop get() = shown.value.stop

    val actions = BuildingActions(
        back = back,
        open = ::open,
        notHome = { notHome(it) },
        pick = { pick(it) },
        tell = { tell(it) },
        showEntrance = ::showEntrance,
        stopAsking = ::stopAsking,
        undo = { undo() },
        toNext = { toNext() },
    )

    override fun load(): Job = errands.run { show() }

    fun open(door: DoorId) = go(Page.Door(trip.list, stop, door))

    /** What came of the whole entrance. */
    fun pick(kind: OutcomeKind): Job = errands.run {
        val target = stop.targets().first()
        if (kind.asks == null) record(kind.outcome()) else shown.update { it.copy(asking = Asking.Word(kind, target)) }
    }

    /** Why nobody could get in. */
    fun tell(word: String): Job = errands.run {
        val asking = shown.value.asking as? Asking.Word ?: return@run
        if (word.isNotBlank()) record(asking.kind.outcome(word.trim()))
    }

    fun showEntrance() = shown.update { it.copy(asking = Asking.More) }

    /** From a question back to the page. */
    override fun stepBack(): Boolean {
        if (shown.value.asking == null) return false
        stopAsking()
        return true
    }

    fun stopAsking() = shown.update { it.copy(asking = null) }

    /** Nobody came to this door: one tap, on the way along the corridor. */
    fun notHome(door: DoorId): Job = errands.run {
        trip.recorder.record(stop, listOf(Target.Door(door)), Outcome.NotHome)
        show()
    }

    fun undo(): Job = errands.run {
        trip.recorder.undo()
        show()
    }

    fun toNext(): Job = errands.run {
        trip.whereabouts = Whereabouts.Left(stop.number)
        leave()
    }

    private fun record(outcome: Outcome) {
        stopAsking()
        trip.recorder.record(stop, stop.targets(), outcome)
        trip.whereabouts = Whereabouts.Left(stop.number)
        leave()
    }

    private fun show() {
        val entrance = device.entrance(trip.list, stop.number)
        val target = stop.targets().firstOrNull()
        val next = device.nextDoor(trip.list, stop.number, null)
        shown.update {
            it.copy(
                entrance = entrance,
                next = entrance.floors.flatMap { floor -> floor.doors }.find { door -> door.id == next },
                offered = OutcomeKind.entries.filter { kind -> target != null && kind.fits(target) },
                recorded = trip.recorder.last.value,
            )
        }
    }
}

package org.turfwalk.ui.walk

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Device
import org.turfwalk.core.ListView
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WalkWish
import org.turfwalk.core.WayLeg
import org.turfwalk.ui.Errands
import org.turfwalk.ui.door.Recorder

/** A walk list on the way: the next stop, those after it, and an order of the walker's own. */
class WalkModel(
    private val device: Device,
    private val recorder: Recorder,
    private val errands: Errands,
    private val nowMs: () -> Long,
) {
    private val shown = MutableStateFlow(WalkState())
    val state: StateFlow<WalkState> = shown

    /** Touched on the errands' thread alone. */
    private var place: Place = Place.Start
    private var way: List<WayLeg> = emptyList()

    /** Reads the list anew: on coming here, and after a sync. */
    fun load(): Job = errands.run {
        val view = device.walkList(recorder.list)
        if (way.isEmpty() || view.summary.version != shown.value.summary?.version) {
            show(view)
            way = device.way(recorder.list)
        }
        show(view)
    }

    /** Passes the next stop by; it comes again in the second round. */
    fun skip(): Job = at { stop -> record(stop, Outcome.Skipped) }

    /** A flyer job's one tap: flyers are in all letterboxes of the next stop. */
    fun deliver(): Job = at { stop -> record(stop, Outcome.LiteratureDropped(stop.doors.size.toUShort())) }

    /** Takes back what was recorded last, and goes back to where it was. */
    fun undo(): Job = errands.run {
        val undone = recorder.undo() ?: return@run
        place = Place.At(undone.stop.number)
        show(device.walkList(recorder.list))
    }

    /** The walker stands in front of this stop, wherever it is in the order. */
    fun standAt(number: UInt): Job = errands.run {
        place = Place.At(number)
        show(device.walkList(recorder.list))
    }

    /** The walker goes on from this stop to the next. */
    fun leave(number: UInt): Job = errands.run {
        place = Place.Left(number)
        show(device.walkList(recorder.list))
    }

    /** Puts what is still to walk in the order that [wish] asks for. */
    fun replan(wish: WalkWish): Job = plan { device.replan(recorder.list, wish) }

    /** Back to the order that print and organizer have. */
    fun asListed(): Job = plan { device.asListed(recorder.list) }

    private fun plan(order: () -> ListView): Job {
        shown.update { it.copy(isPlanning = true) }
        return errands.run {
            try {
                val view = order()
                way = device.way(recorder.list)
                place = Place.Start
                show(view)
            } finally {
                shown.update { it.copy(isPlanning = false) }
            }
        }
    }

    /** Does something at the stop that the walker saw on tapping: a second tap must not hit the one after. */
    private fun at(deed: (StopView) -> Unit): Job {
        val seen = shown.value.next?.stop
        return errands.run {
            if (seen == null || seen.number != shown.value.next?.stop?.number) return@run
            deed(seen)
            place = Place.Left(seen.number)
            show(device.walkList(recorder.list))
        }
    }

    private fun record(stop: StopView, outcome: Outcome) {
        recorder.record(stop, stop.doors.singleOrNull(), stop.targets(), outcome)
    }

    private fun show(view: ListView) {
        val course = Course(view, place)
        shown.update {
            it.copy(
                isLoaded = true,
                summary = view.summary,
                next = course.next?.let { stop -> look(stop, course) },
                isSecondRound = course.isSecondRound,
                ahead = underHeadings(course.after),
                later = underHeadings(course.later),
                leftOut = underHeadings(view.leftOut),
                behind = underHeadings(course.behind),
                metresToGo = course.metresToGo,
                stopsToGo = course.stopsToGo,
                recorded = recorder.last.value,
                view = view,
                way = way,
            )
        }
    }

    private fun look(stop: StopView, course: Course): NextStop {
        val door = stop.doors.firstOrNull()?.let { device.door(it, recorder.channel, nowMs()) }
        val single = door.takeIf { stop.building == null && stop.doors.size == 1 }
        val leg = way.find { it.from == course.cameFrom && it.to == stop.number }
        return NextStop(
            stop = stop,
            names = single?.people.orEmpty().map { it.person.name },
            hold = single?.hold,
            access = door?.access,
            leg = leg,
            metres = leg?.metres ?: stop.walkM.takeIf { course.isInOrder },
        )
    }
}

/** At what an outcome of the whole stop is recorded: the entrance, or each door. */
fun StopView.targets(): List<Target> =
    building?.let { listOf(Target.Building(it)) } ?: doors.map { Target.Door(it) }

package org.turfwalk.ui.walk

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Course
import org.turfwalk.core.Device
import org.turfwalk.core.ListView
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WayLeg
import org.turfwalk.core.Whereabouts
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.app.Position

/** A walk list on the way: the next stop, those after it, and an order of the walker's own. */
class WalkModel(
    private val device: Device,
    private val trip: Trip,
    private val errands: Errands,
    private val go: (Page) -> Unit,
    back: () -> Unit,
    /** The walker's positions while collected, or none when they are off. */
    private val positions: Flow<Position?> = flowOf(null),
) : PageModel {
    private val shown = MutableStateFlow(WalkState())
    val state: StateFlow<WalkState> = shown

    /** The way through the order that was last planned; stops dealt with since are still on it. */
    private var way: List<WayLeg>? = null
    private var wayVersion = 0u

    val actions = WalkActions(
        back = back,
        open = { open(it) },
        deliver = { deliver() },
        skip = { skip() },
        undo = { undo() },
        show = ::show,
        standAt = { standAt(it) },
        choose = ::choose,
        plan = { plan() },
        asListed = { asListed() },
    )

    override fun load(): Job = errands.run {
        val course = trip.course()
        show(course)
        if (way == null || wayVersion != course.list.summary.version) {
            findWay(course.list)
            show(course)
        }
    }

    /** Passes the next stop by; it comes again in the second round. */
    fun skip(): Job = at { stop -> trip.recorder.record(stop, stop.targets(), Outcome.Skipped) }

    /** A flyer job's one tap: flyers are in all letterboxes of the next stop. */
    fun deliver(): Job = at { stop ->
        trip.recorder.record(stop, stop.targets(), Outcome.LiteratureDropped(stop.doors.size.toUShort()))
    }

    /** Takes back what was recorded last, and goes back to where it was. */
    fun undo(): Job = errands.run {
        val undone = trip.recorder.undo() ?: return@run
        trip.whereabouts = Whereabouts.At(undone.stop.number)
        show(trip.course())
    }

    /** Opens the next stop, or any other that the walker stands in front of. */
    fun open(stop: StopView): Job = errands.run {
        if (stop.doors.isEmpty()) return@run
        trip.whereabouts = Whereabouts.At(stop.number)
        val door = stop.doors.singleOrNull().takeIf { stop.building == null }
        go(if (door == null) Page.Building(trip.list, stop) else Page.Door(trip.list, stop, door))
    }

    /** The walker goes on from this stop, wherever it is in the order. */
    fun standAt(number: UInt): Job = errands.run {
        trip.whereabouts = Whereabouts.At(number)
        show(trip.course())
        show(WalkPanel.LIST)
    }

    /** From the map or the plan back to the list. */
    override fun stepBack(): Boolean {
        if (shown.value.panel == WalkPanel.LIST) return false
        show(WalkPanel.LIST)
        return true
    }

    fun show(panel: WalkPanel) {
        shown.update { now ->
            val here = now.next?.stop?.number?.let(PlanStart::AtStop)
            now.copy(panel = panel, choice = if (panel == WalkPanel.PLAN && here != null) now.choice.copy(start = here) else now.choice)
        }
        if (panel == WalkPanel.MAP && shown.value.streets == null) readStreets()
    }

    /** Chooses how to plan; nothing is planned yet. */
    fun choose(choice: PlanChoice) = shown.update { it.copy(choice = choice) }

    /** Puts what is still to walk in the order chosen. */
    fun plan(): Job {
        val now = shown.value
        val from = when (val start = now.choice.start) {
            PlanStart.Anywhere -> null
            PlanStart.AtPosition -> (now.position as? Position.At)?.place
            is PlanStart.AtStop -> now.stops.find { it.number == start.number }?.at
        }
        return order { device.replan(trip.list, now.choice.wish(from)) }
    }

    /** Back to the order that print and organizer have. */
    fun asListed(): Job = order { device.asListed(trip.list) }

    private fun order(order: () -> ListView): Job {
        shown.update { it.copy(isPlanning = true) }
        return errands.run {
            try {
                findWay(order())
                trip.whereabouts = Whereabouts.Start
                show(trip.course())
                show(WalkPanel.LIST)
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
            trip.whereabouts = Whereabouts.Left(seen.number)
            show(trip.course())
        }
    }

    /** Follows the walker, for as long as the screen that shows it calls for it and no longer. */
    suspend fun follow() = positions.collect { at -> shown.update { it.copy(position = at) } }

    private fun readStreets() = errands.run {
        val streets = device.streetMap(trip.list)
        shown.update { it.copy(streets = streets) }
    }

    private fun findWay(view: ListView) {
        way = device.way(trip.list)
        wayVersion = view.summary.version
    }

    private fun show(course: Course) {
        val view = course.list
        fun rows(places: List<UInt>) = underHeadings(places.map { view.stops[it.toInt()] })
        val behind = course.behind.toSet()
        shown.update {
            it.copy(
                isLoaded = true,
                summary = view.summary,
                next = course.next?.let(::look),
                isSecondRound = course.isAgain,
                ahead = rows(course.after),
                later = rows(course.later),
                leftOut = underHeadings(view.leftOut),
                behind = rows(course.behind),
                elsewhere = rows(view.stops.indices.map(Int::toUInt).filterNot(behind::contains)),
                metresToGo = course.metresToGo,
                secondsToGo = course.secondsToGo,
                stopsToGo = course.stopsToGo.toInt(),
                recorded = trip.recorder.last.value,
                stops = view.stops,
                way = way.orEmpty(),
            )
        }
    }

    private fun look(next: org.turfwalk.core.NextStop): NextStop {
        val leg = next.from?.let { device.leg(trip.list, it, next.stop.number) }
        return NextStop(
            stop = next.stop,
            isHere = next.isHere,
            names = next.names,
            hold = next.hold,
            access = next.access,
            leg = leg,
            metres = leg?.metres ?: next.metres,
        )
    }
}

/** At what an outcome of the whole stop is recorded: the entrance, or each door. */
fun StopView.targets(): List<Target> =
    building?.let { listOf(Target.Building(it)) } ?: doors.map { Target.Door(it) }

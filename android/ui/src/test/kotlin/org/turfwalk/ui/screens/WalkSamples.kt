/* A walk along made-up streets, for the screens to show. */
package org.turfwalk.ui.screens

import org.turfwalk.core.BuildingId
import org.turfwalk.core.CrossingPlace
import org.turfwalk.core.DoorId
import org.turfwalk.core.LatLon
import org.turfwalk.core.LegStep
import org.turfwalk.core.MapStreet
import org.turfwalk.core.RoadClass
import org.turfwalk.core.Side
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.StreetMap
import org.turfwalk.core.StreetSide
import org.turfwalk.core.Turn
import org.turfwalk.core.WalkJob
import org.turfwalk.core.WayLeg
import org.turfwalk.ui.walk.NextStop
import org.turfwalk.ui.walk.WalkState
import org.turfwalk.ui.walk.underHeadings

/** Metres east and north of the made-up town's middle. */
fun place(east: Int, north: Int) = LatLon(436_000_000 + north * 90, -726_000_000 + east * 124)

private val streets = listOf(
    "Elm Street" to RoadClass.QUIET, "Oak Avenue" to RoadClass.QUIET, "Main Street" to RoadClass.BUSY,
    "Martin Luther King Boulevard" to RoadClass.MAJOR, "Mill Lane" to RoadClass.QUIET,
)

private val crossings = listOf("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th").map { "$it Street" }

/** Streets 90 m apart, in blocks of 120 m, with a lane between them and a path through the park. */
val town = StreetMap(
    buildList {
        streets.forEachIndexed { row, (name, road) ->
            for (block in -3..3) add(MapStreet(name, road, listOf(place(block * 120, row * 90), place(block * 120 + 120, row * 90 + 4))))
        }
        for (cross in -3..4) add(MapStreet(crossings[cross + 3], RoadClass.QUIET, (0..4).map { place(cross * 120, it * 90) }))
        add(MapStreet(null, RoadClass.SERVICE, listOf(place(-120, 45), place(120, 45))))
        add(MapStreet(null, RoadClass.PATH, listOf(place(0, 180), place(40, 220), place(60, 270), place(120, 360))))
    },
)

/** Stops along both sides of the town's streets, [count] of them, one state after the other as asked. */
fun stops(count: Int, state: (Int) -> StopState = { StopState.OPEN }): List<StopView> = List(count) { i ->
    val street = i / 20 % streets.size
    val (side, along) = (i / 10 % 2) to (i % 10)
    StopView(
        number = (i + 1).toUInt(),
        building = if (i % 20 == 7) BuildingId(i.toUInt()) else null,
        doors = List(if (i % 20 == 7) 12 else 1) { DoorId((i * 20 + it).toUInt()) },
        house = (100 + i / 100 * 100 + along * 2 + 1 - side).toString(),
        street = streets[street].first,
        side = if (side == 0) StreetSide.ODD else StreetSide.EVEN,
        at = place(-160 + along * 36 + i / 100 * 11, street * 90 + if (side == 0) 12 else -12),
        walkM = if (along == 0) 64u else 0u + (14 + i % 3 * 9).toUInt(),
        walkS = 20u,
        crossings = if (along == 0) 1u else 0u,
        state = state(i),
        round = if (state(i) == StopState.TRY_AGAIN) 2u else 0u,
    )
}

val begun = stops(80) { i ->
    when {
        i >= 11 -> StopState.OPEN
        i == 4 -> StopState.LEAVE_ALONE
        i % 3 == 1 -> StopState.TRY_AGAIN
        else -> StopState.DONE
    }
}

/** The leg to stop 12, across the street. */
val acrossElm = WayLeg(
    from = 11u,
    to = 12u,
    metres = 38u,
    seconds = 40u,
    onStreets = true,
    steps = listOf(
        LegStep.Along(null, "Elm Street", Side.LEFT, 14u),
        LegStep.Cross("Elm Street", RoadClass.QUIET, CrossingPlace.MidBlock, place(-120, 0), 64u),
        LegStep.Along(Turn.RIGHT, "Elm Street", Side.RIGHT, 12u),
    ),
    line = listOf(place(-160, -12), place(-140, -10), place(-136, 4), place(-124, -12)),
)

/** A state of the walk's screen with these stops, stop [next] being the one to walk to. */
fun walk(
    stops: List<StopView>,
    next: UInt? = 12u,
    isHere: Boolean = false,
    isSecondRound: Boolean = false,
    names: List<String> = listOf("Alma Reyes", "Tomás Reyes"),
    job: WalkJob = WalkJob.CANVASS,
    way: List<WayLeg> = emptyList(),
): WalkState {
    val done = stops.count { it.state == StopState.DONE }
    val summary = list("Elm Street East", stops.size.toUInt(), done.toUInt(), job)
    val from = stops.indexOfFirst { it.number == next }.coerceAtLeast(0)
    val others = (stops.drop(from) + stops.take(from)).filter { it.number != next }.groupBy { it.state }
    val again = others[StopState.TRY_AGAIN].orEmpty()
    val after = if (isSecondRound) again else others[StopState.OPEN].orEmpty()
    return WalkState(
        isLoaded = true,
        summary = summary,
        next = stops.find { it.number == next }?.let { stop ->
            val leg = way.find { it.to == next }
            NextStop(stop, isHere, names, leg = leg, metres = leg?.metres ?: stop.walkM.takeIf { from > 0 && !isHere })
        },
        isSecondRound = isSecondRound,
        ahead = underHeadings(after),
        later = if (isSecondRound) emptyList() else underHeadings(again),
        behind = underHeadings(stops.filter { it.state in setOf(StopState.DONE, StopState.LEAVE_ALONE) && it.number != next }),
        elsewhere = underHeadings(stops.filter { it.state in setOf(StopState.OPEN, StopState.TRY_AGAIN) }),
        metresToGo = after.sumOf { it.walkM },
        stopsToGo = after.size + if (next == null) 0 else 1,
        stops = stops,
        way = way,
        streets = town,
    )
}

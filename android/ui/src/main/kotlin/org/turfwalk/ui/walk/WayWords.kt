/* The way told in words: along, turn, cross here. */
package org.turfwalk.ui.walk

import org.turfwalk.core.CrossingPlace
import org.turfwalk.core.LegStep
import org.turfwalk.core.RoadClass
import org.turfwalk.core.Side
import org.turfwalk.core.StreetSide
import org.turfwalk.core.Texts
import org.turfwalk.core.Turn
import org.turfwalk.ui.words.distance

/** The heading of a run of stops. */
fun Texts.heading(row: WalkRow.Heading): String = when (row.side) {
    StreetSide.ODD -> walkHeading(street = row.street, side = walkSideOdd)
    StreetSide.EVEN -> walkHeading(street = row.street, side = walkSideEven)
    StreetSide.ONE, StreetSide.BOTH -> row.street
}

fun Texts.step(step: LegStep): String = when (step) {
    is LegStep.Along -> along(step)
    is LegStep.Cross -> cross(step)
}

private fun Texts.along(step: LegStep.Along): String {
    val (street, far) = step.street to distance(step.metres)
    return when (step.turn) {
        null -> if (street == null) walkGo(distance = far) else walkGoAlong(distance = far, street = street)
        Turn.STRAIGHT ->
            if (street == null) walkGoStraight(distance = far) else walkGoStraightInto(street = street, distance = far)
        Turn.LEFT -> if (street == null) walkGoLeft(distance = far) else walkGoLeftInto(street = street, distance = far)
        Turn.RIGHT -> if (street == null) walkGoRight(distance = far) else walkGoRightInto(street = street, distance = far)
        Turn.BACK -> if (street == null) walkGoBack(distance = far) else walkGoBackAlong(street = street, distance = far)
    }
}

/** On which side of the street one walks. */
fun Texts.side(side: Side): String = if (side == Side.LEFT) walkOnLeft else walkOnRight

/** "Cross here", which street, and what it saves. */
fun Texts.cross(step: LegStep.Cross): String {
    val (street, saves) = step.street to step.savesM?.toString()
    return when {
        street == null && saves == null -> walkCross
        street == null -> walkCrossSaves(metres = checkNotNull(saves))
        saves == null -> walkCrossHere(street = street)
        else -> walkCrossHereSaves(street = street, metres = saves)
    }
}

/** Where on the street to cross it, and what kind of street it is. */
fun Texts.crossWhere(step: LegStep.Cross): String {
    val place = when (val place = step.place) {
        is CrossingPlace.Corner -> place.with?.let { walkCrossCorner(street = it) } ?: walkCrossCornerUnnamed
        CrossingPlace.MidBlock -> walkCrossMidBlock
    }
    return "$place · ${road(step.`class`)}"
}

fun Texts.road(road: RoadClass): String = when (road) {
    RoadClass.PATH -> walkRoadPath
    RoadClass.STEPS -> walkRoadSteps
    RoadClass.SERVICE -> walkRoadService
    RoadClass.QUIET -> walkRoadQuiet
    RoadClass.BUSY -> walkRoadBusy
    RoadClass.MAJOR -> walkRoadMajor
}

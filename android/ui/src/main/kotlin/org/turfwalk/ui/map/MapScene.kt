package org.turfwalk.ui.map

import org.turfwalk.core.StopView
import org.turfwalk.core.StreetMap
import org.turfwalk.core.WayLeg

/** What the map shows, on one plane: made when the list changes, not when the finger moves. */
class MapScene(
    val plane: Plane,
    val pins: List<Pin>,
    /** Streets to draw; without them the way alone. */
    val lines: List<Line>,
    /** The way from the next stop on. */
    val way: List<Point>,
    /** The leg to the next stop. */
    val leg: List<Point>,
) {
    val hasStreets: Boolean get() = lines.isNotEmpty()

    /** All stops, with room about them. */
    val bounds: Bounds = Bounds.of(pins.map { it.at })
}

/** Streets on a plane about a list's stops: the part of a scene that stays the same all day. */
class Ground(val plane: Plane, val lines: List<Line>)

/** The ground of a list; none when no stop's place is known. */
fun ground(stops: List<StopView>, streets: StreetMap?): Ground? {
    val plane = Plane.about(stops.mapNotNull { it.at }) ?: return null
    return Ground(plane, lines(streets?.streets.orEmpty(), plane))
}

/**
 * The scene with stops in their states now, and the way ahead from the stop with number [next], to which
 * [leg] leads from where the walker is.
 */
fun Ground.scene(stops: List<StopView>, way: List<WayLeg>, next: UInt?, leg: WayLeg? = null): MapScene {
    val pins = stops.mapNotNull { stop -> stop.at?.let { Pin(stop, plane.point(it)) } }
    val leads = way.indexOfFirst { it.to == next }
    val ahead = way.drop(if (leads < 0) way.indexOfFirst { it.from == next }.coerceAtLeast(0) else leads + 1)
    return MapScene(plane, pins, lines, ahead.flatMap { points(it) }, (leg ?: way.getOrNull(leads))?.let { points(it) }.orEmpty())
}

private fun Ground.points(leg: WayLeg): List<Point> = leg.line.map(plane::point)

/** A box on the plane, in metres. */
data class Bounds(val west: Float, val south: Float, val east: Float, val north: Float) {
    val middle: Point get() = Point((west + east) / 2, (south + north) / 2)
    val width: Float get() = east - west
    val height: Float get() = north - south

    companion object {
        /** The box around [points], at least so large that a phone shows a few houses. */
        fun of(points: List<Point>): Bounds {
            if (points.isEmpty()) return Bounds(-LEAST, -LEAST, LEAST, LEAST)
            val box = around(points)
            val moreEast = (LEAST - box.width / 2).coerceAtLeast(0f)
            val moreNorth = (LEAST - box.height / 2).coerceAtLeast(0f)
            return Bounds(box.west - moreEast, box.south - moreNorth, box.east + moreEast, box.north + moreNorth)
        }

        /** The box around [points], of which there is one at least. */
        fun around(points: List<Point>): Bounds {
            var (west, south) = points.first()
            var (east, north) = points.first()
            for ((x, y) in points) {
                if (x < west) west = x else if (x > east) east = x
                if (y < south) south = y else if (y > north) north = y
            }
            return Bounds(west, south, east, north)
        }

        private const val LEAST = 60f
    }
}

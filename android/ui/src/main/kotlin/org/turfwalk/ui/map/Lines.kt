package org.turfwalk.ui.map

import org.turfwalk.core.LatLon
import org.turfwalk.core.MapStreet
import org.turfwalk.core.RoadClass

/** A street on the plane, from one end to the other. */
data class Line(val name: String?, val road: RoadClass, val points: List<Point>) {
    val bounds: Bounds = Bounds.around(points)
}

/**
 * Streets on [plane], with pieces of one name and class that meet end to end made one line: a name
 * has more room along it, and there is less to draw.
 */
fun lines(streets: List<MapStreet>, plane: Plane): List<Line> =
    streets.groupBy { it.name to it.`class` }.flatMap { (kind, pieces) ->
        val (name, road) = kind
        val joined = if (name == null) pieces.map { it.line } else join(pieces.map { it.line })
        joined.map { places -> Line(name, road, places.map(plane::point)) }
    }

/** Pieces put together where an end of one is the end of exactly one other. */
internal fun join(pieces: List<List<LatLon>>): List<List<LatLon>> {
    val ends = HashMap<LatLon, MutableList<Int>>()
    pieces.forEachIndexed { index, piece ->
        for (end in setOf(piece.first(), piece.last())) ends.getOrPut(end) { ArrayList(2) } += index
    }
    val taken = BooleanArray(pieces.size)
    fun follow(from: List<LatLon>): List<LatLon> {
        val line = from.toMutableList()
        while (true) {
            val next = ends.getValue(line.last()).takeIf { it.size <= 2 }?.firstOrNull { !taken[it] } ?: return line
            taken[next] = true
            val piece = pieces[next]
            line += (if (piece.first() == line.last()) piece else piece.asReversed()).drop(1)
        }
    }
    return pieces.indices.mapNotNull { index ->
        if (taken[index]) return@mapNotNull null
        taken[index] = true
        follow(follow(pieces[index]).asReversed())
    }
}

package org.turfwalk.ui.map

import androidx.compose.ui.geometry.Size
import kotlin.math.ceil
import kotlin.math.floor
import kotlin.math.log2
import kotlin.math.pow

/**
 * A part of the plane that holds what the camera sees and a little around it: it stays the same
 * while the finger moves by less than a [side], so that paths are made anew seldom, and only of
 * what is near: what lies beyond the screen costs as much to stroke as what is on it.
 */
data class Tile(val column: Int, val row: Int, val side: Float) {
    val bounds: Bounds get() = Bounds((column - 2) * side, (row - 2) * side, (column + 3) * side, (row + 3) * side)
}

fun tileOf(camera: Camera, screen: Size): Tile {
    // A power of two at least a quarter of the screen: two of them on each side of the middle's cover it.
    val side = 2f.pow(ceil(log2(maxOf(screen.maxDimension, 1f) / camera.pixels / 4)))
    return Tile(floor(camera.middle.east / side).toInt(), floor(camera.middle.north / side).toInt(), side)
}

fun Bounds.meets(other: Bounds): Boolean =
    west <= other.east && east >= other.west && south <= other.north && north >= other.south

/** The stretches of a line that may come within [bounds]. */
fun Line.within(bounds: Bounds): List<List<Point>> {
    val stretches = ArrayList<MutableList<Point>>()
    var isIn = false
    for ((from, to) in points.zipWithNext()) {
        val meets = minOf(from.east, to.east) <= bounds.east && maxOf(from.east, to.east) >= bounds.west &&
            minOf(from.north, to.north) <= bounds.north && maxOf(from.north, to.north) >= bounds.south
        if (meets && !isIn) stretches += mutableListOf(from)
        if (meets) stretches.last() += to
        isIn = meets
    }
    return stretches
}

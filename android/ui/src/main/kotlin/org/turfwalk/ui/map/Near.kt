package org.turfwalk.ui.map

import androidx.compose.ui.geometry.Size
import kotlin.math.ceil
import kotlin.math.floor
import kotlin.math.log2
import kotlin.math.pow

/**
 * A part of the plane that holds what the camera sees and as much again around it: it stays the
 * same while the finger moves a little, so that paths are made anew seldom, and only of what is near.
 */
data class Tile(val column: Int, val row: Int, val side: Float) {
    val bounds: Bounds get() = Bounds((column - 1) * side, (row - 1) * side, (column + 2) * side, (row + 2) * side)
}

fun tileOf(camera: Camera, screen: Size): Tile {
    // A power of two at least as large as the screen: three of them around the middle cover it.
    val side = 2f.pow(ceil(log2(maxOf(screen.maxDimension, 1f) / camera.pixels)))
    return Tile(floor(camera.middle.east / side).toInt(), floor(camera.middle.north / side).toInt(), side)
}

fun Bounds.meets(other: Bounds): Boolean =
    west <= other.east && east >= other.west && south <= other.north && north >= other.south

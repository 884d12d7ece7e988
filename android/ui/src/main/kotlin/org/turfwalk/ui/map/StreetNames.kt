package org.turfwalk.ui.map

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import kotlin.math.PI
import kotlin.math.abs
import kotlin.math.atan2
import kotlin.math.cos
import kotlin.math.hypot
import kotlin.math.sin

/** A street's name where there is room for it: about [middle], turned by [degrees], never upside down. */
data class PlacedName(val name: String, val middle: Offset, val degrees: Float)

/**
 * Names along streets, each at the longest straight stretch on the screen that has room for it and
 * touches no name placed before. [sizeOf] is a name's size in pixels.
 */
fun placeNames(lines: List<Line>, camera: Camera, screen: Size, sizeOf: (String) -> Size): List<PlacedName> {
    val placed = ArrayList<PlacedName>()
    val taken = ArrayList<Rect>()
    for (line in lines) {
        val name = line.name ?: continue
        val run = longestRun(line.points.map { camera.onScreen(it, screen) }, screen) ?: continue
        val size = sizeOf(name)
        if (run.length < size.width + size.height) continue
        val box = boxOf(run.middle, size, run.degrees)
        if (taken.any { it.overlaps(box) }) continue
        taken += box.inflate(size.height)
        placed += PlacedName(name, run.middle, run.degrees)
    }
    return placed
}

private class Run(from: Offset, to: Offset) {
    val length = hypot(to.x - from.x, to.y - from.y)
    val middle = Offset((from.x + to.x) / 2, (from.y + to.y) / 2)
    val degrees = upright(atan2(to.y - from.y, to.x - from.x) * 180 / PI.toFloat())
}

private fun upright(degrees: Float) = if (degrees > 90) degrees - 180 else if (degrees <= -90) degrees + 180 else degrees

/** The longest stretch of a line within the screen that bends by less than [BEND] in all. */
private fun longestRun(points: List<Offset>, screen: Size): Run? {
    var best: Run? = null
    var start: Offset? = null
    var heading = 0f
    for ((from, to) in points.zipWithNext()) {
        val piece = clipped(from, to, screen)
        if (piece == null) {
            start = null
            continue
        }
        val (begin, end) = piece
        val now = atan2(end.y - begin.y, end.x - begin.x) * 180 / PI.toFloat()
        if (start == null || begin != from || turn(now, heading) > BEND) {
            start = begin
            heading = now
        }
        val run = Run(start, end)
        if (run.length > (best?.length ?: 0f)) best = run
    }
    return best
}

private fun turn(a: Float, b: Float): Float = abs((a - b + 540) % 360 - 180)

/** The part of a stretch that is on the screen (Liang and Barsky 1984). */
private fun clipped(from: Offset, to: Offset, screen: Size): Pair<Offset, Offset>? {
    val (dx, dy) = to.x - from.x to to.y - from.y
    var (first, last) = 0f to 1f
    for ((p, q) in listOf(-dx to from.x, dx to screen.width - from.x, -dy to from.y, dy to screen.height - from.y)) {
        if (p == 0f) {
            if (q < 0) return null
        } else {
            val at = q / p
            if (p < 0) first = maxOf(first, at) else last = minOf(last, at)
        }
    }
    if (first >= last) return null
    fun at(t: Float) = if (t == 0f) from else if (t == 1f) to else Offset(from.x + dx * t, from.y + dy * t)
    return at(first) to at(last)
}

private fun boxOf(middle: Offset, size: Size, degrees: Float): Rect {
    val angle = degrees * PI.toFloat() / 180
    val (c, s) = abs(cos(angle)) to abs(sin(angle))
    val (width, height) = size.width * c + size.height * s to size.width * s + size.height * c
    return Rect(middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2)
}

/** Degrees that a stretch may turn before a name along it would leave the street. */
private const val BEND = 12f

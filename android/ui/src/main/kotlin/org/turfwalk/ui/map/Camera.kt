package org.turfwalk.ui.map

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import kotlin.math.min

/** What of the plane is on the screen: its [middle] in the middle, so many pixels to a metre. */
data class Camera(val middle: Point, val pixels: Float) {
    fun onScreen(at: Point, screen: Size) =
        Offset(screen.width / 2 + (at.east - middle.east) * pixels, screen.height / 2 - (at.north - middle.north) * pixels)

    fun onPlane(at: Offset, screen: Size) =
        Point(middle.east + (at.x - screen.width / 2) / pixels, middle.north - (at.y - screen.height / 2) / pixels)

    /** Moved by the finger's [pan] and made larger [zoom] times about [about], which stays under the finger. */
    fun moved(pan: Offset, zoom: Float, about: Offset, screen: Size): Camera {
        val larger = (pixels * zoom).coerceIn(WIDEST, CLOSEST)
        val held = onPlane(about, screen)
        val to = about + pan
        return Camera(
            Point(held.east - (to.x - screen.width / 2) / larger, held.north + (to.y - screen.height / 2) / larger),
            larger,
        )
    }

    fun closer(times: Float) = copy(pixels = (pixels * times).coerceIn(WIDEST, CLOSEST))

    companion object {
        /** All of [bounds], with [margin] pixels around. */
        fun showing(bounds: Bounds, screen: Size, margin: Float): Camera {
            val across = (screen.width - 2 * margin).coerceAtLeast(1f) / bounds.width
            val down = (screen.height - 2 * margin).coerceAtLeast(1f) / bounds.height
            return Camera(bounds.middle, min(across, down).coerceIn(WIDEST, CLOSEST))
        }

        /** From a city on the screen to a front garden. */
        private const val WIDEST = 0.01f
        private const val CLOSEST = 60f
    }
}

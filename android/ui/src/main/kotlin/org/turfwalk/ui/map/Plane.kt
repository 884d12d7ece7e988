package org.turfwalk.ui.map

import kotlin.math.PI
import kotlin.math.cos
import org.turfwalk.core.LatLon

/** A point of a [Plane], in metres. */
data class Point(val east: Float, val north: Float)

/** The plane that touches the earth at [middle]: equirectangular, as the core measures within a turf. */
class Plane(private val middle: LatLon) {
    private val metresEast = METRES * cos(middle.latE7 * 1e-7 * PI / 180)

    fun point(at: LatLon) = Point(
        (turned(at.lonE7.toLong() - middle.lonE7) * metresEast).toFloat(),
        ((at.latE7.toLong() - middle.latE7) * METRES).toFloat(),
    )

    fun place(at: Point) = LatLon(
        latE7 = (middle.latE7 + at.north / METRES).toInt(),
        lonE7 = turned((middle.lonE7 + at.east / metresEast).toLong()).toInt(),
    )

    /** The short way round, where the 180th meridian lies between. */
    private fun turned(lonE7: Long) = (lonE7 + HALF + ROUND).mod(ROUND) - HALF

    companion object {
        /** The middle of all of [places]; none of no places. */
        fun about(places: Collection<LatLon>): Plane? {
            if (places.isEmpty()) return null
            val lat = places.sumOf { it.latE7.toLong() } / places.size
            val first = Plane(LatLon(0, places.first().lonE7))
            val east = places.sumOf { first.turned(it.lonE7.toLong() - places.first().lonE7) } / places.size
            return Plane(LatLon(lat.toInt(), first.turned(places.first().lonE7 + east).toInt()))
        }

        /** Metres of 1e-7 degrees on a sphere of the earth's mean radius (IUGG 1980). */
        private const val METRES = 6_371_008.8 * PI / 180 * 1e-7
        private const val HALF = 1_800_000_000L
        private const val ROUND = 2 * HALF
    }
}

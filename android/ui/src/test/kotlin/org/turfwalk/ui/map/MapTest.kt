package org.turfwalk.ui.map

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import kotlin.math.abs
import kotlin.math.hypot
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.turfwalk.core.LatLon
import org.turfwalk.core.MapStreet
import org.turfwalk.core.RoadClass
import org.turfwalk.core.StopState
import org.turfwalk.ui.screens.stop

class MapTest {
    private val screen = Size(360f, 500f)

    @Test
    fun `a degree of latitude is 111 km, of longitude half of it at 60 degrees north`() {
        val plane = Plane(LatLon(600_000_000, 250_000_000))
        val north = plane.point(LatLon(601_000_000, 250_000_000))
        assertEquals(11_119.5f, north.north, 1f)
        assertEquals(5_559.7f, plane.point(LatLon(600_000_000, 251_000_000)).east, 1f)
    }

    @Test
    fun `a place comes back from the plane where it was, also beyond the 180th meridian`() {
        val random = Random(7)
        for (middle in listOf(LatLon(436_000_000, -726_000_000), LatLon(-180_000_000, 1_799_990_000))) {
            val plane = Plane(middle)
            repeat(200) {
                val at = Point(random.nextFloat() * 4_000 - 2_000, random.nextFloat() * 4_000 - 2_000)
                val back = plane.point(plane.place(at))
                assertTrue(hypot(back.east - at.east, back.north - at.north) < 0.05f, "$at came back as $back")
            }
        }
    }

    @Test
    fun `the middle of places on both sides of the 180th meridian lies between them`() {
        val plane = Plane.about(listOf(LatLon(0, 1_799_000_000), LatLon(0, -1_799_000_000)))!!
        assertEquals(0f, plane.point(LatLon(0, 1_800_000_000)).east, 1f)
        assertNull(Plane.about(emptyList()))
    }

    @Test
    fun `marks never come nearer than asked, and no stop is lost`() {
        val random = Random(42)
        repeat(50) { round ->
            val pins = List(random.nextInt(1, 400)) { pin(it, random.nextFloat() * 500, random.nextFloat() * 500) }
            val marks = marks(pins, 30f, alone = 1u)
            assertEquals(pins.map { it.stop.number }.toSet(), marks.flatMap { it.pins }.map { it.stop.number }.toSet())
            assertEquals(pins.size, marks.sumOf { it.pins.size })
            assertEquals(1u, marks.last().stop?.number, "the next stop is alone and on top")
            val others = marks.dropLast(1)
            for ((i, a) in others.withIndex()) for (b in others.drop(i + 1)) {
                assertTrue(hypot(a.at.east - b.at.east, a.at.north - b.at.north) >= 30f, "round $round")
            }
        }
    }

    @Test
    fun `a dot of many shows what is still to be done`() {
        val pins = listOf(pin(0, 0f, 0f, StopState.DONE), pin(1, 1f, 0f, StopState.TRY_AGAIN))
        assertEquals(StopState.TRY_AGAIN, marks(pins, 10f, null).single().state)
    }

    @Test
    fun `pieces of one street become one line, and a fork stays a fork`() {
        val places = List(5) { LatLon(it * 1000, 0) }
        val joined = join(listOf(listOf(places[1], places[2]), listOf(places[1], places[0]), listOf(places[2], places[3])))
        assertEquals(1, joined.size)
        assertEquals(4, joined.single().size)
        assertEquals(setOf(places[0], places[3]), setOf(joined.single().first(), joined.single().last()))
        val fork = join(listOf(listOf(places[0], places[1]), listOf(places[1], places[2]), listOf(places[1], places[3])))
        assertEquals(3, fork.size)
    }

    @Test
    fun `a ring is one line that ends where it begins`() {
        val corners = listOf(LatLon(0, 0), LatLon(0, 100), LatLon(100, 100))
        val ring = join(corners.indices.map { listOf(corners[it], corners[(it + 1) % 3]) }).single()
        assertEquals(4, ring.size)
        assertEquals(ring.first(), ring.last())
    }

    @Test
    fun `what is under the fingers stays there while they pinch and move`() {
        val camera = Camera(Point(30f, -20f), 2f)
        val about = Offset(100f, 400f)
        val held = camera.onPlane(about, screen)
        val moved = camera.moved(Offset(7f, -9f), 1.7f, about, screen)
        val now = moved.onScreen(held, screen)
        assertTrue(abs(now.x - 107f) < 0.01f && abs(now.y - 391f) < 0.01f, "$now")
    }

    @Test
    fun `all of the walk fits the screen`() {
        val bounds = Bounds.of(listOf(Point(-400f, -10f), Point(900f, 300f)))
        val camera = Camera.showing(bounds, screen, 20f)
        for (corner in listOf(Point(bounds.west, bounds.south), Point(bounds.east, bounds.north))) {
            val at = camera.onScreen(corner, screen)
            assertTrue(at.x in 19.9f..340.1f && at.y in 19.9f..480.1f, "$at")
        }
    }

    @Test
    fun `a tile holds what the camera sees`() {
        val random = Random(3)
        repeat(500) {
            val camera = Camera(Point(random.nextFloat() * 9_000 - 4_500, random.nextFloat() * 9_000 - 4_500), 0.02f + random.nextFloat() * 40)
            val box = tileOf(camera, screen).bounds
            for (corner in listOf(Offset.Zero, Offset(screen.width, screen.height))) {
                val at = camera.onPlane(corner, screen)
                assertTrue(at.east in box.west..box.east && at.north in box.south..box.north, "$camera")
            }
        }
    }

    @Test
    fun `a name stands where there is room for it, upright, and once`() {
        val plane = Plane(LatLon(0, 0))
        fun street(name: String, vararg ends: Point) = MapStreet(name, RoadClass.QUIET, ends.map(plane::place))
        val streets = listOf(
            street("Long", Point(150f, 0f), Point(-150f, 1f)),
            street("Short", Point(0f, 50f), Point(8f, 50f)),
            street("Along the same", Point(-150f, 3f), Point(150f, 3f)),
        )
        val placed = placeNames(lines(streets, plane), Camera(Point(0f, 0f), 1f), screen) { Size(60f, 12f) }
        assertEquals(listOf("Long"), placed.map { it.name })
        assertTrue(placed.single().degrees in -90f..90f)
    }

    private fun pin(index: Int, east: Float, north: Float, state: StopState = StopState.OPEN) =
        Pin(stop("$index", "Elm Street", (index + 1).toUInt(), state), Point(east, north))
}

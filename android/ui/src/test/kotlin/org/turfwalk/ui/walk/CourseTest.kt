package org.turfwalk.ui.walk

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.turfwalk.core.StopState
import org.turfwalk.core.StopState.DONE
import org.turfwalk.core.StopState.LEAVE_ALONE
import org.turfwalk.core.StopState.OPEN
import org.turfwalk.core.StopState.TRY_AGAIN
import org.turfwalk.core.StopView
import org.turfwalk.core.StreetSide
import org.turfwalk.ui.screens.stop

class CourseTest {
    @Test
    fun `the next stop is the first open one from where the walker is, and then from the top`() {
        val order = stops(DONE, OPEN, OPEN, TRY_AGAIN, OPEN)
        assertEquals(2u, Course(order, Whereabouts.Start).next?.number)
        assertEquals(5u, Course(order, Whereabouts.Left(3u)).next?.number)
        assertEquals(2u, Course(order, Whereabouts.Left(5u)).next?.number)
        assertEquals(listOf(2u, 3u), Course(order, Whereabouts.Left(3u)).after.map { it.number })
    }

    @Test
    fun `the walker stays at a stop where something is left to do`() {
        val order = stops(OPEN, TRY_AGAIN, OPEN)
        assertEquals(2u, Course(order, Whereabouts.At(2u)).next?.number)
        assertEquals(listOf(3u, 1u), Course(order, Whereabouts.At(2u)).after.map { it.number })
    }

    @Test
    fun `nobody is sent to who is to be left alone`() {
        assertEquals(3u, Course(stops(OPEN, LEAVE_ALONE, OPEN), Whereabouts.At(2u)).next?.number)
        assertNull(Course(stops(LEAVE_ALONE, DONE), Whereabouts.Start).next)
    }

    @Test
    fun `those to try again come when none is open any more`() {
        val first = Course(stops(TRY_AGAIN, OPEN, TRY_AGAIN), Whereabouts.Start)
        assertFalse(first.isSecondRound)
        assertEquals(listOf(1u, 3u), first.later.map { it.number }.sorted())
        val second = Course(stops(TRY_AGAIN, DONE, TRY_AGAIN), Whereabouts.Left(1u))
        assertTrue(second.isSecondRound)
        assertEquals(3u, second.next?.number)
        assertEquals(listOf(1u), second.after.map { it.number })
    }

    @Test
    fun `the list's metres hold from one stop to the one after it alone`() {
        val order = stops(OPEN, DONE, OPEN, OPEN)
        assertTrue(Course(order, Whereabouts.Left(3u)).isInOrder)
        assertFalse(Course(order, Whereabouts.Left(1u)).isInOrder)
        assertFalse(Course(order, Whereabouts.Start).isInOrder)
    }

    @Test
    fun `a run on one side of a street stands under one heading`() {
        val order = listOf(
            stop("1", "Elm", 1u), stop("3", "Elm", 2u), stop("2", "Elm", 3u).copy(side = StreetSide.EVEN),
            stop("1", "Oak", 4u), stop("5", "Elm", 5u),
        )
        val rows = underHeadings(order)
        val headings = rows.filterIsInstance<WalkRow.Heading>()
        assertEquals(listOf("Elm" to StreetSide.ODD, "Elm" to StreetSide.EVEN, "Oak" to StreetSide.ODD, "Elm" to StreetSide.ODD), headings.map { it.street to it.side })
        assertEquals(order, rows.filterIsInstance<WalkRow.Stop>().map { it.stop })
        assertEquals(rows.size, rows.map { it.key }.toSet().size)
    }

    private fun stops(vararg states: StopState): List<StopView> =
        states.mapIndexed { i, state -> stop("${i + 1}", "Elm Street", (i + 1).toUInt(), state) }
}

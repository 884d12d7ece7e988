package org.turfwalk.ui.walk

import kotlin.test.Test
import kotlin.test.assertEquals
import org.turfwalk.core.StreetSide
import org.turfwalk.ui.screens.stop

class WalkRowTest {
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
}

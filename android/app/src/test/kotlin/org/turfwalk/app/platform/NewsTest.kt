package org.turfwalk.app.platform

import org.turfwalk.core.DeviceId
import org.turfwalk.core.Incarnation
import org.turfwalk.core.OpId
import org.turfwalk.core.WalkListId
import kotlin.test.Test
import kotlin.test.assertEquals

class NewsTest {
    private fun known(lists: List<Int>?, taken: List<Int> = emptyList(), isShutOut: Boolean = false) = Known(
        lists = lists?.mapTo(HashSet()) { WalkListId(it.toUInt()) },
        taken = taken.mapTo(HashSet()) { OpId(DeviceId(1u), Incarnation(1u), it.toULong()) },
        isShutOut = isShutOut,
    )

    @Test
    fun `what a walker must know is told once, and nothing else is`() {
        val cases = listOf(
            Triple(known(listOf(1, 2)), known(listOf(1, 2)), emptySet()),
            Triple(known(listOf(1, 2)), known(listOf(2)), setOf(News.ListWithdrawn)),
            Triple(known(listOf(1)), known(listOf(1, 2)), emptySet()),
            Triple(known(listOf(1)), known(listOf(3)), setOf(News.ListWithdrawn)),
            // The lease: nobody can say that a list has gone which can't be seen.
            Triple(known(listOf(1)), known(null), emptySet()),
            Triple(known(null), known(listOf(1)), emptySet()),
            Triple(known(listOf(1)), known(emptyList(), isShutOut = true), setOf(News.ShutOut)),
            Triple(known(emptyList(), isShutOut = true), known(emptyList(), isShutOut = true), emptySet()),
            Triple(known(emptyList(), isShutOut = true), known(listOf(1)), emptySet()),
            Triple(known(listOf(1)), known(listOf(1), taken = listOf(7)), setOf(News.IncidentTaken)),
            Triple(known(listOf(1), taken = listOf(7)), known(listOf(1), taken = listOf(7)), emptySet()),
            Triple(
                known(listOf(1), taken = listOf(7)), known(emptyList(), taken = listOf(7, 9)),
                setOf(News.ListWithdrawn, News.IncidentTaken),
            ),
        )
        for ((before, after, news) in cases) assertEquals(news, after.newsSince(before), "$before, $after")
    }
}

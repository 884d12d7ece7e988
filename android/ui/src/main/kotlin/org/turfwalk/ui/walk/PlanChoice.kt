package org.turfwalk.ui.walk

import org.turfwalk.core.LatLon
import org.turfwalk.core.Style
import org.turfwalk.core.WalkWish
import org.turfwalk.core.WishedEnd

/** Where a new plan starts. */
sealed interface PlanStart {
    data object Anywhere : PlanStart

    data class AtStop(val number: UInt) : PlanStart

    data object AtPosition : PlanStart
}

/** What is chosen on the plan's page. */
data class PlanChoice(
    val start: PlanStart = PlanStart.Anywhere,
    val endsAtStart: Boolean = false,
    val style: Style = Style.QUICKEST,
    val minutes: UInt? = null,
    val avoidSteps: Boolean = false,
    /** Which of two walkers this is; none for one alone. */
    val walkerOfTwo: UInt? = null,
) {
    /** The wish, from where [start] is. */
    fun wish(from: LatLon?) = WalkWish(
        style = style,
        from = from,
        to = if (endsAtStart) WishedEnd.Start else WishedEnd.Anywhere,
        minutes = minutes,
        avoidSteps = avoidSteps,
        walkers = if (walkerOfTwo == null) 1u else 2u,
        walker = walkerOfTwo ?: 1u,
    )

    companion object {
        val budgets: List<UInt?> = listOf(null, 30u, 60u, 90u, 120u, 180u)
    }
}

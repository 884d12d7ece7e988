package org.turfwalk.ui.walk

import org.turfwalk.core.StopState
import org.turfwalk.core.StopView

/** Where the walker is on a list. */
sealed interface Whereabouts {
    /** Not under way yet. */
    data object Start : Whereabouts

    /** In front of this stop, whatever has been recorded there. */
    data class At(val number: UInt) : Whereabouts

    /** On the way from this stop. */
    data class Left(val number: UInt) : Whereabouts
}

/**
 * What is next and what comes after it, from a walker's [place] in the [order] that the core gives.
 *
 * A round goes through the stops that nobody has tried, from the walker's place on and then from
 * the top; those to try again come when none of the others is left.
 */
class Course(private val order: List<StopView>, private val place: Whereabouts) {
    private val from = when (place) {
        Whereabouts.Start -> 0
        is Whereabouts.At -> indexOf(place.number) ?: 0
        is Whereabouts.Left -> indexOf(place.number)?.plus(1) ?: 0
    }
    private val turned = order.drop(from) + order.take(from)

    /** Whether all were tried once, and only those to try again are left. */
    val isSecondRound: Boolean = order.none { it.state == StopState.OPEN } && order.any { it.state == StopState.TRY_AGAIN }

    /** The stop to walk to, or to stand at; none when all is dealt with. */
    val next: StopView? = stayedAt() ?: turned.firstOrNull { it.state == wanted } ?: turned.firstOrNull { it.state == StopState.TRY_AGAIN }

    /** What comes after [next], in order. */
    val after: List<StopView> = turned.filter { it.state == wanted && it.number != next?.number }

    /** Tried before and worth another visit, in order, while others are still to be tried once. */
    val later: List<StopView> =
        if (isSecondRound) emptyList() else turned.filter { it.state == StopState.TRY_AGAIN && it.number != next?.number }

    /** Dealt with or to be walked past, in order. */
    val behind: List<StopView> = order.filter { !it.isToWalk() && it.number != next?.number }

    /** The stop that the walker comes from, when that is known. */
    val cameFrom: UInt? = (place as? Whereabouts.Left)?.number

    /** Whether [next] is the one after [cameFrom] in the list, so that the list's metres hold. */
    val isInOrder: Boolean = cameFrom != null && next != null && order.getOrNull(from)?.number == next.number

    /** Metres from [next] to the end of the round, by the list. */
    val metresToGo: UInt = after.sumOf { it.walkM }
    val secondsToGo: UInt = after.sumOf { it.walkS }

    val stopsToGo: Int = after.size + if (next == null) 0 else 1

    private val wanted get() = if (isSecondRound) StopState.TRY_AGAIN else StopState.OPEN

    private fun indexOf(number: UInt): Int? = order.indexOfFirst { it.number == number }.takeIf { it >= 0 }

    private fun stayedAt(): StopView? =
        (place as? Whereabouts.At)?.let { at -> order.find { it.number == at.number && it.state != StopState.LEAVE_ALONE } }
}

/** Whether somebody is still to be met here. */
fun StopView.isToWalk(): Boolean = state == StopState.OPEN || state == StopState.TRY_AGAIN

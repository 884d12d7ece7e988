/* Distances and times as people say them. */
package org.turfwalk.ui.words

import org.turfwalk.core.Texts

/** To 10 m from 100 m on, to 100 m from a kilometre on: nobody walks more exactly. */
fun Texts.distance(metres: UInt): String = when {
    metres < 100u -> commonDistanceM(metres = metres.toString())
    metres < 995u -> commonDistanceM(metres = ((metres + 5u) / 10u * 10u).toString())
    else -> ((metres + 50u) / 100u).let { commonDistanceKm(km = "${it / 10u}$commonDecimalMark${it % 10u}") }
}

/** In whole minutes, rounded up: nobody is told to hurry. */
fun Texts.duration(seconds: UInt): String {
    val minutes = (seconds + 59u) / 60u
    val (hours, rest) = minutes / 60u to minutes % 60u
    return when {
        hours == 0u -> commonDurationMin(minutes = rest.toString())
        rest == 0u -> commonDurationH(hours = hours.toString())
        else -> commonDurationHMin(hours = hours.toString(), minutes = rest.toString())
    }
}

package org.turfwalk.ui.walk

import org.turfwalk.core.StopView
import org.turfwalk.core.StreetSide

/** A line of a list of stops: a run on one side of a street stands under one heading, as in print. */
sealed interface WalkRow {
    /** Names the row among all rows, for a list that scrolls. */
    val key: String

    data class Heading(val street: String, val side: StreetSide, val first: UInt) : WalkRow {
        override val key get() = "heading-$first"
    }

    data class Stop(val stop: StopView) : WalkRow {
        override val key get() = "stop-${stop.number}"
    }
}

/** Stops in their order, each run with its heading. */
fun underHeadings(stops: List<StopView>): List<WalkRow> = buildList(stops.size * 5 / 4) {
    var heading: WalkRow.Heading? = null
    for (stop in stops) {
        if (heading == null || heading.street != stop.street || heading.side != stop.side) {
            heading = WalkRow.Heading(stop.street, stop.side, stop.number)
            add(heading)
        }
        add(WalkRow.Stop(stop))
    }
}

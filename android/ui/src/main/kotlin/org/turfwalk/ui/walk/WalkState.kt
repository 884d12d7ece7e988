package org.turfwalk.ui.walk

import org.turfwalk.core.Hold
import org.turfwalk.core.LegStep
import org.turfwalk.core.ListSummary
import org.turfwalk.core.StopView
import org.turfwalk.core.StreetMap
import org.turfwalk.core.WayLeg
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.door.Recorded

/** The stop to walk to, and what one wants to know before knocking. */
data class NextStop(
    val stop: StopView,
    /** Whether the walker stands in front of it. */
    val isHere: Boolean = false,
    /** Who is to be met, where it is no building. */
    val names: List<String> = emptyList(),
    /** Why nobody may be contacted there now. */
    val hold: Hold? = null,
    /** How to get in, when somebody found out. */
    val access: String? = null,
    /** The way from the stop that the walker comes from. */
    val leg: WayLeg? = null,
    /** Metres to walk, when they are known from where the walker is. */
    val metres: UInt? = null,
) {
    /** Where to cross on the way, in order. */
    val crossings: List<LegStep.Cross> get() = leg?.steps.orEmpty().filterIsInstance<LegStep.Cross>()
}

/** What of the walk is on the screen. */
enum class WalkPanel { LIST, MAP, ELSEWHERE, PLAN }

/** Everything that the walk's screen shows. */
data class WalkState(
    val panel: WalkPanel = WalkPanel.LIST,
    val isLoaded: Boolean = false,
    val summary: ListSummary? = null,
    val next: NextStop? = null,
    val isSecondRound: Boolean = false,
    /** Stops after the next, under headings. */
    val ahead: List<WalkRow> = emptyList(),
    /** Tried once and worth another visit, while others are still open. */
    val later: List<WalkRow> = emptyList(),
    /** What the walker's own order leaves out for want of time. */
    val leftOut: List<WalkRow> = emptyList(),
    val behind: List<WalkRow> = emptyList(),
    /** Stops where one may say that one stands: all that are not behind. */
    val elsewhere: List<WalkRow> = emptyList(),
    val metresToGo: UInt = 0u,
    val secondsToGo: UInt = 0u,
    val stopsToGo: Int = 0,
    /** What was recorded last, with its undo. */
    val recorded: Recorded? = null,
    val isPlanning: Boolean = false,
    /** What is chosen on the plan's page. */
    val choice: PlanChoice = PlanChoice(),
    /** Where the walker is; none while positions are off. */
    val position: Position? = null,
    /** All stops in the core's order, and the way through them, for the map. */
    val stops: List<StopView> = emptyList(),
    val way: List<WayLeg> = emptyList(),
    /** The streets to draw; none before the map was asked for. */
    val streets: StreetMap? = null,
) {
    val canPlan: Boolean get() = !isPlanning && (choice.start != PlanStart.AtPosition || position is Position.At)
}

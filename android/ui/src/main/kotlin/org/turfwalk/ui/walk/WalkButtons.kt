package org.turfwalk.ui.walk

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Texts
import org.turfwalk.core.WalkJob
import org.turfwalk.ui.door.Recorded
import org.turfwalk.ui.door.outcome
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.ForTheThumb
import org.turfwalk.ui.parts.Receipt
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.words.LocalTexts

/**
 * What is under the thumb: what was just recorded, and the one thing to do at the next stop. With
 * big type that one thing alone, and the rest above, in what scrolls.
 */
@Composable
fun WalkButtons(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    val isBigType = isBigType()
    if (!isBigType) state.recorded?.let { RecordedReceipt(it, on.undo) }
    val next = state.next?.stop ?: return BigButton(texts.walkToToday, on.back)
    val main: @Composable (Modifier) -> Unit = { modifier ->
        when {
            state.summary?.job == WalkJob.FLYER -> BigButton(texts.delivered(next), on.deliver, modifier)
            next.building == null -> BigButton(texts.walkAtTheDoor, { on.open(next) }, modifier)
            else -> BigButton(texts.walkAtTheEntrance, { on.open(next) }, modifier)
        }
    }
    if (isBigType) main(Modifier) else ForTheThumb({ SideButton(texts.walkSkip, on.skip, it) }, main)
}

private fun Texts.delivered(stop: StopView) =
    if (stop.doors.size == 1) walkFlyerDelivered else walkFlyersDelivered(count = stop.doors.size)

/** What was recorded and where, "on this phone", with its undo. */
@Composable
fun RecordedReceipt(recorded: Recorded, onUndo: () -> Unit) {
    val texts = LocalTexts.current
    val where = texts.commonAddress(house = recorded.stop.house, street = recorded.stop.street)
    val what = if (recorded.outcome == Outcome.Skipped) texts.walkSkipped else texts.walkRecorded(outcome = texts.outcome(recorded.outcome))
    Receipt("$where\n$what", onUndo = onUndo)
}

/** What else one may do: say where one stands, or plan the walk anew. */
@Composable
fun OtherWays(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    val next = state.next?.stop ?: return
    Column(Modifier.padding(top = 12.dp), Arrangement.spacedBy(8.dp)) {
        if (isBigType()) SideButton(texts.walkSkip, on.skip, Modifier.fillMaxWidth())
        if (state.summary?.job == WalkJob.FLYER) {
            SideButton(texts.walkOpenDoor, { on.open(next) }, Modifier.fillMaxWidth())
        }
        SideButton(texts.walkElsewhere, { on.show(WalkPanel.ELSEWHERE) }, Modifier.fillMaxWidth())
        SideButton(texts.walkReplan, { on.show(WalkPanel.PLAN) }, Modifier.fillMaxWidth())
    }
}

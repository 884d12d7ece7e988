package org.turfwalk.ui.walk

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Outcome
import org.turfwalk.core.WalkJob
import org.turfwalk.ui.door.Recorded
import org.turfwalk.ui.door.outcome
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.ForTheThumb
import org.turfwalk.ui.parts.Receipt
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

/** What is under the thumb: what was just recorded, and the one thing to do at the next stop. */
@Composable
fun WalkButtons(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    state.recorded?.let { RecordedReceipt(it, on.undo) }
    val next = state.next?.stop
    if (next == null) {
        BigButton(texts.walkToToday, on.back)
    } else if (state.summary?.job == WalkJob.FLYER) {
        ForTheThumb(
            side = { SideButton(texts.walkSkip, on.skip, it) },
            main = {
                val delivered = if (next.doors.size == 1) texts.walkFlyerDelivered else texts.walkFlyersDelivered(count = next.doors.size)
                BigButton(delivered, on.deliver, it)
            },
        )
    } else {
        ForTheThumb(
            side = { SideButton(texts.walkSkip, on.skip, it) },
            main = { BigButton(if (next.building == null) texts.walkAtTheDoor else texts.walkAtTheEntrance, { on.open(next) }, it) },
        )
    }
}

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
        if (state.summary?.job == WalkJob.FLYER) {
            SideButton(texts.walkOpenDoor, { on.open(next) }, Modifier.fillMaxWidth())
        }
        SideButton(texts.walkElsewhere, { on.show(WalkPanel.ELSEWHERE) }, Modifier.fillMaxWidth())
        SideButton(texts.walkReplan, { on.show(WalkPanel.PLAN) }, Modifier.fillMaxWidth())
    }
}

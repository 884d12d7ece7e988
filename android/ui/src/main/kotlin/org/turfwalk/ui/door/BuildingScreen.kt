package org.turfwalk.ui.door

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.turfwalk.core.DoorId
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ForTheThumb
import org.turfwalk.ui.parts.Heading
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.walk.RecordedReceipt
import org.turfwalk.ui.walk.frameTitle
import org.turfwalk.ui.words.LocalTexts

/** What one may do at a building. */
data class BuildingActions(
    val back: () -> Unit = {},
    val open: (DoorId) -> Unit = {},
    val notHome: (DoorId) -> Unit = {},
    val pick: (OutcomeKind) -> Unit = {},
    val tell: (String) -> Unit = {},
    val showEntrance: () -> Unit = {},
    val stopAsking: () -> Unit = {},
    val undo: () -> Unit = {},
    val toNext: () -> Unit = {},
)

@Composable
fun BuildingScreen(model: BuildingModel) {
    val state by model.state.collectAsState()
    BuildingScreen(state, model.actions)
}

@Composable
fun BuildingScreen(state: BuildingState, on: BuildingActions) = when (val asking = state.asking) {
    null -> Inside(state, on)
    is Asking.Word -> WordScreen(asking.kind, on.tell, on.stopAsking)
    else -> MoreScreen(state.offered, on.pick, on.stopAsking)
}

@Composable
private fun Inside(state: BuildingState, on: BuildingActions) {
    val texts = LocalTexts.current
    ScreenFrame(
        texts.commonAddress(house = state.stop.house, street = state.stop.street),
        on.back,
        scrolls = false,
        titleStyle = frameTitle(),
        actions = { Buttons(state, on, texts) },
    ) {
        val floors = state.entrance?.floors ?: return@ScreenFrame Hint(texts.commonLoading, Modifier.padding(16.dp))
        LazyColumn(Modifier.fillMaxSize(), contentPadding = PaddingValues(horizontal = 16.dp, vertical = 8.dp)) {
            item(key = "how to get in") { GettingIn(state, on, texts) }
            for ((index, floor) in floors.withIndex()) {
                item(key = "floor $index") { Heading(texts.floor(floor), Modifier.padding(top = 16.dp, bottom = 4.dp)) }
                items(floor.doors.size, { floor.doors[it].id.value.toInt() }) {
                    val door = floor.doors[it]
                    BriefRow(door, { on.open(door.id) }, { on.notHome(door.id) })
                }
            }
        }
    }
}

@Composable
private fun GettingIn(state: BuildingState, on: BuildingActions, texts: Texts) =
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        if (isBigType()) {
            state.recorded?.let { RecordedReceipt(it, on.undo) }
            SideButton(texts.doorToNext, on.toNext, Modifier.fillMaxWidth())
        }
        Block(texts.doorAccess) { Text(state.entrance?.access ?: texts.doorAccessNone) }
        SideButton(texts.doorEntranceOutcome, on.showEntrance, Modifier.fillMaxWidth())
        Heading(texts.doorBuzzedIn, Modifier.padding(top = 8.dp))
        Text(texts.doorDoorsDone(done = state.done.toString(), count = state.doors))
    }

@Composable
private fun Buttons(state: BuildingState, on: BuildingActions, texts: Texts) {
    val isBigType = isBigType()
    if (!isBigType) state.recorded?.let { RecordedReceipt(it, on.undo) }
    val next = state.next ?: return BigButton(texts.doorLeaveBuilding, on.toNext)
    val main: @Composable (Modifier) -> Unit = {
        BigButton(texts.doorNextInBuilding(unit = next.unit ?: texts.doorTitle), { on.open(next.id) }, it)
    }
    if (isBigType) main(Modifier) else ForTheThumb({ SideButton(texts.doorToNext, on.toNext, it) }, main)
}

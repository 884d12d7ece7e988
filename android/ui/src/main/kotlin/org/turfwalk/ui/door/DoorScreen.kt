package org.turfwalk.ui.door

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import org.turfwalk.core.Hold
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.walk.RecordedReceipt
import org.turfwalk.ui.walk.frameTitle
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.address

@Composable
fun DoorScreen(model: DoorModel) {
    val state by model.state.collectAsState()
    DoorScreen(state, model.actions)
}

@Composable
fun DoorScreen(state: DoorScreenState, on: DoorActions) = when (val asking = state.asking) {
    null -> AtTheDoor(state, on)
    Asking.More -> MoreScreen(state.more, on.pick, on.stopAsking)
    is Asking.Who -> WhoScreen(state, asking, on)
    is Asking.Word -> WordScreen(asking.kind, on.tell, on.stopAsking)
}

@Composable
private fun AtTheDoor(state: DoorScreenState, on: DoorActions) {
    val texts = LocalTexts.current
    val view = state.view
    val title = view?.let { texts.address(it.door) } ?: texts.commonAddress(house = state.stop.house, street = state.stop.street)
    // With big type the buttons would cover all else: they come first in what scrolls.
    val isBigType = isBigType()
    val actions: (@Composable ColumnScope.() -> Unit)? = when {
        view == null -> null
        !isBigType -> ({ Buttons(state, on, texts) })
        state.isDealtWith -> ({ BigButton(texts.doorToNext, on.toNext) })
        else -> null
    }
    ScreenFrame(title, on.back, titleStyle = frameTitle(), actions = actions) {
        if (view == null) return@ScreenFrame Hint(texts.commonLoading)
        if (isBigType) state.receipt?.let { RecordedReceipt(it, on.undo) }
        view.hold?.let { if (it is Hold.LeaveAlone) ErrorCard(texts.hold(it)) else Hint(texts.hold(it)) }
        for (draft in state.drafts) BigButton(texts.doorGoOnTalk, { on.resume(draft) })
        People(view.people, state.chosen, on.choose)
        view.language?.let { Hint(texts.putRightSaidLanguage(name = it)) }
        if (isBigType || state.isDealtWith) Outcomes(state, on)
        view.access?.let { Block(texts.doorAccess) { Text(it) } }
        state.note?.let { Hint("${texts.noteWaits}\n${it.text}") }
        History(state.history, state.nowMs, state.names)
        More(on, texts)
    }
}

/** Nobody is asked what came of a visit to who is to be left alone; what one sees there can be told. */
@Composable
private fun Outcomes(state: DoorScreenState, on: DoorActions) {
    if (state.view?.hold is Hold.LeaveAlone) {
        SideButton(LocalTexts.current.doorMoreOutcomes, on.showMore, Modifier.fillMaxWidth())
    } else {
        OutcomeButtons(state, on)
    }
}

@Composable
private fun Buttons(state: DoorScreenState, on: DoorActions, texts: Texts) {
    state.receipt?.let { RecordedReceipt(it, on.undo) }
    if (state.isDealtWith) BigButton(texts.doorToNext, on.toNext) else OutcomeButtons(state, on)
}

@Composable
private fun More(on: DoorActions, texts: Texts) = Block(texts.doorDoMore) {
    val wide = Modifier.fillMaxWidth()
    SideButton(texts.doorAddNote, on.writeNote, wide)
    SideButton(texts.doorPutRight, on.putRight, wide)
    SideButton(texts.doorAddPerson, on.addPerson, wide)
    SideButton(texts.doorAddDoor, on.addDoor, wide)
    SideButton(texts.doorDoNotContact, on.doNotContact, wide)
    SideButton(texts.doorTheirData, on.theirData, wide)
    SideButton(texts.doorReportIncident, on.reportIncident, wide)
    SideButton(texts.doorToNext, on.toNext, wide)
}

package org.turfwalk.ui.theirdata

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import org.turfwalk.core.DataNotice
import org.turfwalk.core.DoorView
import org.turfwalk.core.PersonKey
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.Heading
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.address

/** What one may do with the card. */
data class TheirDataActions(
    val back: () -> Unit = {},
    val choose: (PersonKey) -> Unit = {},
    val leaveAlone: () -> Unit = {},
)

@Composable
fun TheirDataScreen(model: TheirDataModel) {
    val state by model.state.collectAsState()
    TheirDataScreen(state, TheirDataActions({ model.back() }, { model.choose(it) }, model::leaveAlone))
}

@Composable
fun TheirDataScreen(state: TheirDataState, on: TheirDataActions) {
    val texts = LocalTexts.current
    val door = state.door
    ScreenFrame(
        texts.theirDataTitle,
        on.back,
        actions = {
            if (!state.wishesToBeLeftAlone) BigButton(texts.theirDataObject, on.leaveAlone)
            SideButton(texts.theirDataBack, on.back, Modifier.fillMaxWidth())
        },
    ) {
        if (door == null) return@ScreenFrame Text(texts.commonLoading)
        Text(texts.theirDataShow, style = MaterialTheme.typography.bodyMedium)
        if (door.people.size > 1) {
            val names = door.people.map { it.person.name }
            val chosen = door.people.indexOf(state.whose).takeIf { it >= 0 }
            Choose(texts.theirDataWho, names, chosen) { on.choose(door.people[it].person.key) }
        }
        Held(state, door, texts)
        Notice(state.notice, texts)
        Text(texts.theirDataRights)
    }
}

@Composable
private fun Held(state: TheirDataState, door: DoorView, texts: Texts) = Block(texts.theirDataHeld) {
    val person = state.whose?.person
    person?.let { Text(texts.theirDataHeldName(name = it.name)) }
    Text(texts.theirDataHeldAddress(address = texts.address(door.door)))
    person?.party?.let { Text(texts.theirDataHeldParty(party = it)) }
    for (facts in state.facts) {
        if (facts.movedAway) Text(texts.theirDataHeldMoved)
        facts.language?.let { Text(texts.theirDataHeldLanguage(name = it)) }
        for (number in facts.phones) Text(texts.theirDataHeldPhone(number = number))
    }
    if (state.attempts.isNotEmpty()) Text(texts.theirDataHeldVisits(count = state.attempts.size))
    if (state.answers.isNotEmpty()) Text(texts.theirDataHeldAnswers(answers = state.answers.joinToString("; ")))
    for (note in state.notes) Text(texts.theirDataHeldNote(note = note))
    if (state.wishesToBeLeftAlone) Hint(texts.theirDataHeldWish)
    if (state.isNothingHeld) Text(texts.theirDataHeldNothing)
}

@Composable
private fun Notice(notice: DataNotice?, texts: Texts) = Block {
    if (notice == null) return@Block Text(texts.theirDataNoNotice)
    val parts = with(texts) {
        listOf(theirDataHeldBy to notice.heldBy, theirDataPurpose to notice.purpose, theirDataSource to notice.source,
            theirDataContact to notice.contact)
    }
    for ((heading, words) in parts) {
        Heading(heading)
        Text(words)
    }
}

package org.turfwalk.ui.putright

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import org.turfwalk.core.Target
import org.turfwalk.ui.door.Ask
import org.turfwalk.ui.door.OutcomeButton
import org.turfwalk.ui.door.asked
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.Field
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.Receipt
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

/** What one may do on the page for putting right. */
data class PutRightActions(
    val back: () -> Unit = {},
    val choose: (Target) -> Unit = {},
    val ask: (PutRightAsk) -> Unit = {},
    val type: (String) -> Unit = {},
    val save: () -> Unit = {},
    val pick: (String) -> Unit = {},
    val move: () -> Unit = {},
    val removePhone: (String) -> Unit = {},
)

@Composable
fun PutRightScreen(model: PutRightModel) {
    val state by model.state.collectAsState()
    PutRightScreen(state, model.actions)
}

@Composable
fun PutRightScreen(state: PutRightState, on: PutRightActions) = when (state.asking) {
    null -> Page(state, on)
    PutRightAsk.NAME -> NamePage(state, on)
    PutRightAsk.LANGUAGE -> LanguagePage(state, on)
    PutRightAsk.PHONE -> PhonePage(state, on)
}

@Composable
private fun Page(state: PutRightState, on: PutRightActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.doorPutRight, on.back) {
        val facts = state.facts ?: return@ScreenFrame Hint(texts.commonLoading)
        state.receipt?.let { Receipt("${texts.change(it.row.edit.change)}\n${texts.fate(it.fate)}") }
        val choices = state.choices
        if (choices.isNotEmpty()) {
            val names = choices.map { it.second ?: texts.putRightEverybody }
            Choose(texts.putRightWhose, names, choices.indexOfFirst { it.first == state.about }) { on.choose(choices[it].first) }
        }
        Block {
            val wide = Modifier.fillMaxWidth()
            if (state.mayName) SideButton(texts.putRightName, { on.ask(PutRightAsk.NAME) }, wide)
            if (state.mayMove) SideButton(if (facts.movedAway) texts.putRightNotMoved else texts.putRightMoved, on.move, wide)
            SideButton(texts.putRightLanguage, { on.ask(PutRightAsk.LANGUAGE) }, wide)
            SideButton(texts.putRightAddPhone, { on.ask(PutRightAsk.PHONE) }, wide)
            for (number in facts.phones) SideButton(texts.putRightRemovePhone(number = number), { on.removePhone(number) }, wide)
            Text(texts.putRightAbout)
        }
        PutRightHistory(state.history, state.nowMs)
    }
}

@Composable
private fun NamePage(state: PutRightState, on: PutRightActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.putRightName, on.back, actions = { BigButton(texts.putRightPropose, on.save) }) {
        val problem = texts.addNameMissing.takeIf { state.isMissing }
        Field(texts.addName, state.text, on.type, hint = texts.addNameHint, problem = problem, onDone = on.save)
        Text(texts.putRightNameAbout)
    }
}

@Composable
private fun LanguagePage(state: PutRightState, on: PutRightActions) {
    val texts = LocalTexts.current
    val asked = texts.asked(Ask.LANGUAGE)
    ScreenFrame(
        asked.title,
        on.back,
        actions = { BigButton(texts.commonSave, on.save, enabled = state.text.isNotBlank()) },
    ) {
        Field(asked.hint, state.text, on.type, onDone = on.save)
        for (pick in asked.picks) OutcomeButton(pick, { on.pick(pick) })
    }
}

@Composable
private fun PhonePage(state: PutRightState, on: PutRightActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.putRightAddPhone, on.back, actions = { BigButton(texts.commonSave, on.save) }) {
        val problem = texts.putRightPhoneMissing.takeIf { state.isMissing }
        Field(texts.putRightPhone, state.text, on.type, problem = problem, onDone = on.save)
        Text(texts.putRightAbout)
    }
}

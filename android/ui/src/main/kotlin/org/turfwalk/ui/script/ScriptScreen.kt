package org.turfwalk.ui.script

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import org.turfwalk.core.Question
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.ForTheThumb
import org.turfwalk.ui.parts.GraveButton
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.WordButton
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.words.LocalTexts

/** What one may do in a talk. */
data class ScriptActions(
    val leave: () -> Unit = {},
    val choose: (Question, String) -> Unit = { _, _ -> },
    val type: (Question, String) -> Unit = { _, _ -> },
    val clear: (Question) -> Unit = {},
    val note: (String) -> Unit = {},
    val forward: () -> Unit = {},
    val back: () -> Unit = {},
    val turn: (allOnOne: Boolean) -> Unit = {},
    val finish: () -> Unit = {},
    val drop: () -> Unit = {},
)

@Composable
fun ScriptScreen(model: ScriptModel) {
    val state by model.state.collectAsState()
    ScriptScreen(state, model.actions)
}

@Composable
fun ScriptScreen(state: ScriptState, on: ScriptActions) {
    val texts = LocalTexts.current
    // With big type what can't be tapped now leaves its room to the question; a bar of nothing too.
    val hasActions = state.allOnOne || state.isAtEnd || state.canGoOn || state.page > 0 || !isBigType()
    val actions: (@Composable ColumnScope.() -> Unit)? =
        if (state.script != null && hasActions) ({ Actions(state, on, texts) }) else null
    ScreenFrame(state.name ?: texts.scriptTitle, on.leave, actions = actions) {
        if (state.isGone) return@ScreenFrame ErrorCard(texts.scriptGone)
        if (state.script == null) return@ScreenFrame Hint(texts.commonLoading)
        if (state.hasChanged) Hint(texts.scriptChanged) else if (state.isResumed) Hint(texts.scriptResumed)
        if (state.page == 0 || state.allOnOne) Opening(state.script.opening, texts)
        if (state.allOnOne) AllOnOne(state, on, texts) else OnePage(state, on, texts)
        Aside(state, on, texts)
    }
}

/** What to say first. */
@Composable
private fun Opening(opening: String, texts: Texts) {
    if (opening.isNotBlank()) Block(texts.scriptOpening) { Text(opening, style = MaterialTheme.typography.bodyLarge) }
}

@Composable
private fun OnePage(state: ScriptState, on: ScriptActions, texts: Texts) {
    val asked = state.shown
    if (asked == null) return End(state, on, texts)
    Text(texts.scriptQuestion(number = (state.page + 1).toString()), style = MaterialTheme.typography.labelMedium)
    Ask(asked.question, state, on)
}

@Composable
private fun AllOnOne(state: ScriptState, on: ScriptActions, texts: Texts) {
    for (asked in state.path) Block { Ask(asked.question, state, on) }
    if (state.isThrough) End(state, on, texts)
}

@Composable
private fun End(state: ScriptState, on: ScriptActions, texts: Texts) {
    Block(texts.scriptFinishedTitle) { Text(texts.scriptFinishedBody) }
    OutlinedTextField(
        state.note,
        on.note,
        Modifier.fillMaxWidth(),
        label = { Text("${texts.scriptNote} (${texts.commonOptional})") },
        minLines = 2,
    )
}

@Composable
private fun Actions(state: ScriptState, on: ScriptActions, texts: Texts) {
    val back: @Composable (Modifier) -> Unit = { SideButton(texts.commonBack, on.back, it, enabled = state.page > 0) }
    when {
        state.allOnOne -> BigButton(if (state.isThrough) texts.scriptFinish else texts.scriptStopHere, on.finish)
        state.isAtEnd -> ForTheThumb(back) { BigButton(texts.scriptFinish, on.finish, it) }
        isBigType() -> {
            if (state.canGoOn) BigButton(texts.commonNext, on.forward)
            if (state.page > 0) back(Modifier.fillMaxWidth())
        }
        else -> ForTheThumb(back) { BigButton(texts.commonNext, on.forward, it, enabled = state.canGoOn) }
    }
}

/** What is seldom wanted: the other way to read, an early end, and to throw it all away. */
@Composable
private fun Aside(state: ScriptState, on: ScriptActions, texts: Texts) {
    var isDropping by remember { mutableStateOf(false) }
    if (!state.allOnOne && !state.isAtEnd) SideButton(texts.scriptStopHere, on.finish, Modifier.fillMaxWidth())
    WordButton(if (state.allOnOne) texts.scriptOneAPage else texts.scriptAllOnOne, { on.turn(!state.allOnOne) })
    if (state.answers.isEmpty()) return
    WordButton(texts.scriptDrop, { isDropping = !isDropping })
    if (isDropping) {
        Text(texts.scriptDropSure)
        GraveButton(texts.scriptDrop, on.drop)
    }
}

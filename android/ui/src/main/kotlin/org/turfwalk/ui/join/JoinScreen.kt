package org.turfwalk.ui.join

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Texts
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

/** What one may do on the Join screen. */
data class JoinActions(
    val scan: () -> Unit = {},
    val typeInstead: () -> Unit = {},
    val typeCode: (String) -> Unit = {},
    val typeName: (String) -> Unit = {},
    val join: () -> Unit = {},
    val openSettings: () -> Unit = {},
    val openNetworkPage: () -> Unit = {},
)

@Composable
fun JoinScreen(model: JoinModel) {
    val state by model.state.collectAsState()
    JoinScreen(state, model.actions)
}

@Composable
fun JoinScreen(state: JoinState, on: JoinActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.joinTitle, actions = { Actions(state, on, texts) }) {
        Notices(state, on, texts)
        if (state.step != JoinStep.ASKING) Progress(state.step, texts)
        if (state.isTyping) Fields(state, on, texts) else Welcome(texts)
        Privacy()
    }
}

@Composable
private fun Actions(state: JoinState, on: JoinActions, texts: Texts) {
    if (state.isTyping) {
        BigButton(texts.joinJoin, on.join, enabled = state.canJoin)
        SideButton(texts.joinScan, on.scan, Modifier.fillMaxWidth(), enabled = state.step == JoinStep.ASKING)
    } else {
        BigButton(texts.joinScan, on.scan)
        SideButton(texts.joinTypeInstead, on.typeInstead, Modifier.fillMaxWidth())
    }
}

@Composable
private fun Notices(state: JoinState, on: JoinActions, texts: Texts) {
    if (state.isLeaving) Hint(texts.joinSigningOut)
    else if (state.unsent > 0) Hint(texts.joinUnsentWaiting(count = state.unsent))
    when (state.trouble) {
        null -> Unit
        // The server may have heard it: it is not to look as if it were for nothing.
        Trouble.OFFLINE -> ErrorCard(texts.joinAgainAfterLoss)
        Trouble.NOT_A_SERVER -> ErrorCard(state.trouble, action = texts.errorOpenNetworkPage, onAction = on.openNetworkPage)
        else -> ErrorCard(state.trouble)
    }
    when (state.camera) {
        null -> Unit
        CameraTrouble.NOT_ALLOWED ->
            ErrorCard(texts.joinCameraRefused, action = texts.commonOpenSettings, onAction = on.openSettings)
        CameraTrouble.ABSENT -> Hint(texts.joinCameraAbsent)
        CameraTrouble.FAILED -> ErrorCard(texts.joinCameraFailed)
    }
}

@Composable
private fun Progress(step: JoinStep, texts: Texts) = Block {
    Text(if (step == JoinStep.JOINING) texts.joinJoining else texts.joinLoadingLists)
    LinearProgressIndicator(Modifier.fillMaxWidth())
}

@Composable
private fun Welcome(texts: Texts) {
    Text(texts.joinWelcome, style = MaterialTheme.typography.headlineLarge)
    Text(texts.joinBody)
}

@Composable
private fun Fields(state: JoinState, on: JoinActions, texts: Texts) {
    val canType = state.step == JoinStep.ASKING
    OutlinedTextField(
        state.code,
        on.typeCode,
        Modifier.fillMaxWidth(),
        enabled = canType,
        label = { Text(texts.joinCode) },
        supportingText = { Text(texts.joinCodeHint) },
        isError = state.trouble == Trouble.BAD_INVITE,
        keyboardOptions = KeyboardOptions(KeyboardCapitalization.None, autoCorrectEnabled = false, KeyboardType.Uri, ImeAction.Next),
        maxLines = 4,
    )
    OutlinedTextField(
        state.name,
        on.typeName,
        // In large type its label has two lines, of which the upper stands above the frame.
        Modifier.fillMaxWidth().padding(top = (12 * (LocalDensity.current.fontScale - 1)).coerceAtLeast(0f).dp),
        enabled = canType,
        label = { Text(texts.joinName) },
        supportingText = { Text(texts.joinNameHint) },
        keyboardOptions = KeyboardOptions(KeyboardCapitalization.Words, imeAction = ImeAction.Done),
        singleLine = true,
    )
}

/** What the app keeps and sends, in plain words; Settings shows the same. */
@Composable
fun Privacy() {
    val texts = LocalTexts.current
    Block(texts.joinPrivacyTitle) {
        for (sentence in with(texts) { listOf(joinPrivacyKeeps, joinPrivacySends, joinPrivacyPosition, joinPrivacyNoOthers) }) {
            Text(sentence, style = MaterialTheme.typography.bodyMedium)
        }
    }
}

private val JoinModel.actions
    get() = JoinActions({ scan() }, ::typeInstead, ::typeCode, ::typeName, { join() }, ::openSettings, ::openNetworkPage)

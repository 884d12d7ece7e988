/* What is asked between the two taps of an outcome: which other one, of whom, a word about it. */
package org.turfwalk.ui.door

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.words.LocalTexts

/** All outcomes that fit and are not within one tap. */
@Composable
fun MoreScreen(kinds: List<OutcomeKind>, onPick: (OutcomeKind) -> Unit, onBack: () -> Unit) {
    val texts = LocalTexts.current
    ScreenFrame(texts.doorWhatHappened, onBack) {
        for (kind in kinds) OutcomeButton(texts.outcome(kind), { onPick(kind) })
    }
}

/** Of which person it is said, or of whoever opened. */
@Composable
fun WhoScreen(state: DoorScreenState, asking: Asking.Who, on: DoorActions) {
    val texts = LocalTexts.current
    val title = if (asking.kind == OutcomeKind.CANVASSED) texts.doorSpokeWith else texts.outcome(asking.kind)
    ScreenFrame(title, on.stopAsking) {
        for (target in asking.targets) OutcomeButton(state.names[target] ?: texts.doorAnyone, { on.pickWho(target) })
    }
}

/** A word that an outcome needs: tapped, or typed as they said it. */
@Composable
fun WordScreen(kind: OutcomeKind, onTell: (String) -> Unit, onBack: () -> Unit) {
    val texts = LocalTexts.current
    val asked = texts.asked(checkNotNull(kind.asks) { "$kind asks for nothing" })
    var typed by remember { mutableStateOf("") }
    ScreenFrame(
        asked.title,
        onBack,
        actions = { BigButton(texts.commonSave, { onTell(typed) }, enabled = typed.isNotBlank()) },
    ) {
        OutlinedTextField(
            typed,
            { typed = it },
            Modifier.fillMaxWidth(),
            label = { Text(asked.hint) },
            keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences, imeAction = ImeAction.Done),
            keyboardActions = KeyboardActions(onDone = { onTell(typed) }),
            singleLine = true,
        )
        for (pick in asked.picks) OutcomeButton(pick, { onTell(pick) })
    }
}

package org.turfwalk.ui.note

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.KeyboardCapitalization
import org.turfwalk.core.Basis
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.Heading
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

/** What one may do on the note's page. */
data class NoteActions(
    val back: () -> Unit = {},
    val type: (String) -> Unit = {},
    val say: (Basis) -> Unit = {},
    val save: () -> Unit = {},
    val saveAlone: () -> Unit = {},
)

@Composable
fun NoteScreen(model: NoteModel) {
    val state by model.state.collectAsState()
    NoteScreen(state, model.actions)
}

@Composable
fun NoteScreen(state: NoteState, on: NoteActions) {
    val texts = LocalTexts.current
    ScreenFrame(
        texts.noteTitle,
        on.back,
        actions = {
            SideButton(texts.noteSaveAlone, on.saveAlone, Modifier.fillMaxWidth())
            BigButton(texts.noteSave, on.save)
        },
    ) {
        Heading(state.name?.let { texts.noteAboutPerson(name = it) } ?: texts.noteAboutDoor)
        OutlinedTextField(
            state.text,
            on.type,
            Modifier.fillMaxWidth(),
            label = { Text(texts.noteText) },
            placeholder = { Text(texts.noteHint) },
            isError = state.isMissing,
            supportingText = { Text(if (state.isMissing) texts.noteMissing else texts.notePrivacy) },
            keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences),
            minLines = 3,
        )
        Choose(texts.noteBasis, listOf(texts.noteSaid, texts.noteInferred), if (state.basis == Basis.SAID) 0 else 1) {
            on.say(if (it == 0) Basis.SAID else Basis.INFERRED)
        }
    }
}

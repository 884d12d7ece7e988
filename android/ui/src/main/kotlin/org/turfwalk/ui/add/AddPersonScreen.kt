package org.turfwalk.ui.add

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Field
import org.turfwalk.ui.parts.Heading
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.address

/** What one may do on the page for a new person. */
data class AddPersonActions(val back: () -> Unit = {}, val type: (String) -> Unit = {}, val add: () -> Unit = {})

@Composable
fun AddPersonScreen(model: AddPersonModel) {
    val state by model.state.collectAsState()
    AddPersonScreen(state, model.actions)
}

@Composable
fun AddPersonScreen(state: AddPersonState, on: AddPersonActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.addPersonTitle, on.back, actions = { BigButton(texts.addSavePerson, on.add) }) {
        state.door?.let { Heading(texts.address(it)) }
        Text(texts.addPersonBody)
        Field(
            texts.addName,
            state.name,
            on.type,
            hint = texts.addNameHint,
            problem = texts.addNameMissing.takeIf { state.isMissing },
            onDone = on.add,
        )
    }
}

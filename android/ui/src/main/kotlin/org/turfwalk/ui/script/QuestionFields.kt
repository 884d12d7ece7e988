/* A question and the ways to answer it: a tap, a number, some words. */
package org.turfwalk.ui.script

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Choice
import org.turfwalk.core.Form
import org.turfwalk.core.Question
import org.turfwalk.ui.parts.WordButton
import org.turfwalk.ui.words.LocalTexts

/** A question as it is read aloud, and its answer. */
@Composable
fun Ask(question: Question, state: ScriptState, on: ScriptActions) {
    Text(question.text, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineSmall)
    val typed = state.typed(question)
    when (val form = question.form) {
        is Form.Choice -> ChoiceList(form.v1, typed) { on.choose(question, it) }
        is Form.Number -> NumberField(form, typed, state.typingFor == question.key) { on.type(question, it) }
        Form.Text -> WordsField(typed) { on.type(question, it) }
    }
    if (typed.isNotEmpty()) WordButton(LocalTexts.current.scriptClear, { on.clear(question) })
}

@Composable
private fun ChoiceList(choices: List<Choice>, chosen: String, onChoose: (String) -> Unit) =
    Column(Modifier.selectableGroup(), Arrangement.spacedBy(8.dp)) {
        for (choice in choices) ChoiceRow(choice.text, choice.key == chosen) { onChoose(choice.key) }
    }

@Composable
private fun ChoiceRow(text: String, isChosen: Boolean, onChoose: () -> Unit) {
    val colours = MaterialTheme.colorScheme
    Surface(
        Modifier.fillMaxWidth().selectable(isChosen, role = Role.RadioButton, onClick = onChoose),
        shape = MaterialTheme.shapes.medium,
        color = if (isChosen) colours.secondaryContainer else colours.surfaceContainer,
        contentColor = if (isChosen) colours.onSecondaryContainer else colours.onSurface,
        border = BorderStroke(if (isChosen) 2.dp else 1.dp, if (isChosen) colours.secondary else colours.outlineVariant),
    ) {
        Row(
            Modifier.heightIn(min = 64.dp).padding(horizontal = 16.dp, vertical = 8.dp),
            Arrangement.spacedBy(12.dp),
            Alignment.CenterVertically,
        ) {
            RadioButton(isChosen, onClick = null)
            Text(text, style = MaterialTheme.typography.titleMedium)
        }
    }
}

@Composable
private fun NumberField(form: Form.Number, typed: String, isWrong: Boolean, onType: (String) -> Unit) {
    val texts = LocalTexts.current
    val (min, max) = form.min.toString() to form.max.toString()
    OutlinedTextField(
        typed,
        onType,
        Modifier.fillMaxWidth(),
        label = { Text(texts.scriptAnswer) },
        isError = isWrong,
        supportingText = { Text(if (isWrong) texts.scriptNumberWrong(min = min, max = max) else texts.scriptNumberHint(min = min, max = max)) },
        keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Number),
        singleLine = true,
    )
}

@Composable
private fun WordsField(typed: String, onType: (String) -> Unit) {
    val texts = LocalTexts.current
    OutlinedTextField(
        typed,
        onType,
        Modifier.fillMaxWidth(),
        label = { Text(texts.scriptAnswer) },
        placeholder = { Text(texts.scriptAnswerHint) },
        supportingText = { Text(texts.scriptKept) },
        keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences),
        minLines = 3,
    )
}

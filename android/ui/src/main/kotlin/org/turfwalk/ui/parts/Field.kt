package org.turfwalk.ui.parts

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization

/** A line to type in: what it is for, an example, and what is wrong with it. */
@Composable
fun Field(
    name: String,
    text: String,
    onType: (String) -> Unit,
    hint: String? = null,
    problem: String? = null,
    onDone: (() -> Unit)? = null,
) = OutlinedTextField(
    text,
    onType,
    Modifier.fillMaxWidth(),
    label = { Text(name) },
    placeholder = hint?.let { { Text(it) } },
    isError = problem != null,
    supportingText = problem?.let { { Text(it) } },
    keyboardOptions = KeyboardOptions(
        KeyboardCapitalization.Words,
        imeAction = if (onDone == null) ImeAction.Next else ImeAction.Done,
    ),
    keyboardActions = KeyboardActions(onDone = { onDone?.invoke() }),
    singleLine = true,
)

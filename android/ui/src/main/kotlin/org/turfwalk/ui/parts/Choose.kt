/* Choosing one of a few, and yes or no: whole rows to tap, in words, as the screen reader says them. */
package org.turfwalk.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp

/** One of `choices`; `sample` shows at once what the choice does. */
@Composable
fun Choose(heading: String?, choices: List<String>, chosen: Int?, sample: String? = null, onChoose: (Int) -> Unit) {
    Block(heading) {
        Column(Modifier.selectableGroup()) {
            choices.forEachIndexed { i, choice ->
                Row(
                    Modifier.fillMaxWidth()
                        .heightIn(min = 52.dp)
                        .selectable(i == chosen, role = Role.RadioButton) { onChoose(i) },
                    Arrangement.spacedBy(12.dp),
                    Alignment.CenterVertically,
                ) {
                    RadioButton(i == chosen, onClick = null, Modifier.padding(4.dp))
                    Text(choice)
                }
            }
        }
        if (sample != null) Text(sample, style = MaterialTheme.typography.headlineSmall)
    }
}

/** Yes or no, and what it means. */
@Composable
fun Switch(name: String, about: String, isOn: Boolean, onChange: (Boolean) -> Unit) {
    Row(
        Modifier.fillMaxWidth()
            .heightIn(min = 56.dp)
            .toggleable(isOn, role = Role.Switch, onValueChange = onChange)
            .padding(vertical = 6.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(name, style = MaterialTheme.typography.titleSmall)
            Text(about, style = MaterialTheme.typography.bodyMedium)
        }
        androidx.compose.material3.Switch(isOn, onCheckedChange = null)
    }
}

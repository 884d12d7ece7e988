package org.turfwalk.ui.door

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Hold
import org.turfwalk.core.PersonKey
import org.turfwalk.core.PersonView
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.words.LocalTexts

/** Who lives here; a tap says whom the next outcome is about. */
@Composable
fun People(people: List<PersonView>, chosen: PersonKey?, onChoose: (PersonKey) -> Unit) {
    val texts = LocalTexts.current
    if (people.isEmpty()) return Hint(texts.doorNobodyKnown)
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (person in people) PersonRow(person, person.person.key == chosen) { onChoose(person.person.key) }
    }
}

@Composable
private fun PersonRow(view: PersonView, isChosen: Boolean, onChoose: () -> Unit) {
    val texts = LocalTexts.current
    val colours = MaterialTheme.colorScheme
    val canBeMet = view.hold !is Hold.LeaveAlone
    Surface(
        Modifier.fillMaxWidth().selectable(isChosen, enabled = canBeMet, role = Role.RadioButton, onClick = onChoose),
        shape = MaterialTheme.shapes.medium,
        color = if (isChosen) colours.secondaryContainer else colours.surfaceContainer,
        contentColor = if (isChosen) colours.onSecondaryContainer else colours.onSurface,
        border = if (isChosen) BorderStroke(2.dp, colours.secondary) else null,
    ) {
        Row(
            Modifier.heightIn(min = 56.dp).padding(horizontal = 16.dp, vertical = 8.dp),
            Arrangement.spacedBy(12.dp),
            Alignment.CenterVertically,
        ) {
            Column(Modifier.weight(1f)) {
                Text(view.person.name, style = MaterialTheme.typography.titleLarge)
                view.person.party?.let { Text(texts.doorParty(party = it), style = MaterialTheme.typography.bodyMedium) }
                if (view.movedAway) Text(texts.putRightMoved, style = MaterialTheme.typography.bodyMedium)
                view.language?.let { Text(texts.putRightSaidLanguage(name = it), style = MaterialTheme.typography.bodyMedium) }
                view.hold?.let { Text(texts.hold(it), color = colours.error, style = MaterialTheme.typography.bodyMedium) }
            }
            if (isChosen) Icon(Icons.Default.Check, contentDescription = null)
        }
    }
}

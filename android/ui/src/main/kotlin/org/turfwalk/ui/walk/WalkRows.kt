package org.turfwalk.ui.walk

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.onClick
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.turfwalk.core.StopView
import org.turfwalk.ui.parts.StateShape
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.distance
import org.turfwalk.ui.words.state

@Composable
fun SectionTitle(text: String) =
    Text(text, Modifier.padding(top = 20.dp, bottom = 4.dp).semantics { heading() }, style = MaterialTheme.typography.titleLarge)

/** A street and its side, over the stops that are along it. */
@Composable
fun StreetHeading(row: WalkRow.Heading) = Text(
    LocalTexts.current.heading(row),
    Modifier.padding(top = 12.dp, bottom = 4.dp).semantics { heading() },
    style = MaterialTheme.typography.titleMedium,
    color = MaterialTheme.colorScheme.primary,
)

/** A stop in short: its house, its doors, how far it is from the one before, and its state. */
@Composable
fun StopRow(stop: StopView, onClick: () -> Unit) {
    val texts = LocalTexts.current
    val canBeOpened = stop.doors.isNotEmpty()
    val label = texts.walkStopLabel(stop.number.toString(), stop.house, stop.street, texts.state(stop.state))
    Column(
        Modifier.clickable(enabled = canBeOpened, onClick = onClick).clearAndSetSemantics {
            contentDescription = label
            if (canBeOpened) {
                role = Role.Button
                onClick { onClick(); true }
            }
        },
    ) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = 52.dp).padding(vertical = 6.dp),
            Arrangement.spacedBy(12.dp),
            Alignment.CenterVertically,
        ) {
            StateShape(stop.state, size = 22.dp)
            Text(stop.house, Modifier.widthIn(min = 48.dp), style = MaterialTheme.typography.titleLarge)
            val doors = if (stop.building == null) "" else texts.commonDoors(count = stop.doors.size)
            Text(doors, Modifier.weight(1f), color = MaterialTheme.colorScheme.onSurfaceVariant)
            Text(
                texts.distance(stop.walkM),
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
        HorizontalDivider()
    }
}

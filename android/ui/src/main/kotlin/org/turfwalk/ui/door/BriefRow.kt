package org.turfwalk.ui.door

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.onClick
import androidx.compose.ui.semantics.role
import androidx.compose.ui.unit.dp
import org.turfwalk.core.DoorBrief
import org.turfwalk.core.StopState
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.StateShape
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.state

/** A door in the corridor: a tap opens it, another says that nobody came. */
@Composable
fun BriefRow(door: DoorBrief, onOpen: () -> Unit, onNotHome: () -> Unit) {
    val texts = LocalTexts.current
    val unit = door.unit ?: texts.doorTitle
    val who = door.names.joinToString().ifEmpty { texts.walkNobodyKnown }
    val label = texts.doorDoorLabel(unit = unit, who = who, state = texts.state(door.state))
    Column {
        Row(Modifier.fillMaxWidth().heightIn(min = 60.dp), Arrangement.spacedBy(8.dp), Alignment.CenterVertically) {
            Row(
                Modifier.weight(1f).clickable(onClick = onOpen).heightIn(min = 56.dp).padding(vertical = 6.dp).clearAndSetSemantics {
                    contentDescription = label
                    role = Role.Button
                    onClick { onOpen(); true }
                },
                Arrangement.spacedBy(12.dp),
                Alignment.CenterVertically,
            ) {
                StateShape(door.state, size = 22.dp)
                Column {
                    Text(unit, style = MaterialTheme.typography.titleLarge)
                    Text(who, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
                }
            }
            if (door.state == StopState.OPEN && !isBigType()) SideButton(texts.outcomeNotHome, onNotHome)
        }
        if (door.state == StopState.OPEN && isBigType()) SideButton(texts.outcomeNotHome, onNotHome)
        HorizontalDivider()
    }
}

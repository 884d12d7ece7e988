package org.turfwalk.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.words.LocalTexts

/** What was just recorded, and that it is on this phone; it stays until the next, undo with it. */
@Composable
fun Receipt(sentence: String, modifier: Modifier = Modifier, onUndo: (() -> Unit)? = null) {
    Surface(
        modifier.fillMaxWidth().heightIn(min = 56.dp).semantics { liveRegion = LiveRegionMode.Polite },
        shape = MaterialTheme.shapes.medium,
        color = MaterialTheme.colorScheme.primaryContainer,
        contentColor = MaterialTheme.colorScheme.onPrimaryContainer,
    ) {
        val undo = LocalTexts.current.commonUndo
        if (isBigType()) {
            Column(Modifier.padding(12.dp), Arrangement.spacedBy(8.dp)) {
                Text(sentence, style = MaterialTheme.typography.bodyMedium)
                if (onUndo != null) SideButton(undo, onUndo, Modifier.fillMaxWidth())
            }
        } else {
            Row(
                Modifier.padding(start = 16.dp, end = 8.dp, top = 4.dp, bottom = 4.dp),
                Arrangement.spacedBy(8.dp),
                Alignment.CenterVertically,
            ) {
                Text(sentence, Modifier.weight(1f), style = MaterialTheme.typography.bodyMedium)
                if (onUndo != null) SideButton(undo, onUndo)
            }
        }
    }
}

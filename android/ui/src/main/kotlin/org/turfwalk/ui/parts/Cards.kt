package org.turfwalk.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.words.LocalTexts

/** What belongs together, with or without a heading. */
@Composable
fun Block(heading: String? = null, modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Surface(
        modifier.fillMaxWidth(),
        shape = MaterialTheme.shapes.medium,
        color = MaterialTheme.colorScheme.surfaceContainer,
        contentColor = MaterialTheme.colorScheme.onSurface,
    ) {
        Column(Modifier.padding(16.dp), Arrangement.spacedBy(8.dp)) {
            if (heading != null) Heading(heading)
            content()
        }
    }
}

@Composable
fun Heading(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium)

/** What went wrong and what to do, in one sentence, read out at once; and the one thing to tap. */
@Composable
fun ErrorCard(trouble: Trouble, modifier: Modifier = Modifier, action: String? = null, onAction: () -> Unit = {}) =
    ErrorCard(trouble.sentence(LocalTexts.current), modifier, action, onAction)

@Composable
fun ErrorCard(
    sentence: String,
    modifier: Modifier = Modifier,
    action: String? = null,
    onAction: () -> Unit = {},
    heading: String? = null,
) {
    Surface(
        modifier.fillMaxWidth().semantics { liveRegion = LiveRegionMode.Polite },
        shape = MaterialTheme.shapes.medium,
        color = MaterialTheme.colorScheme.errorContainer,
        contentColor = MaterialTheme.colorScheme.onErrorContainer,
    ) {
        Column(Modifier.padding(16.dp), Arrangement.spacedBy(4.dp)) {
            Row(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.Top) {
                Icon(Icons.Default.Warning, contentDescription = null, Modifier.size(26.dp))
                Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
                    if (heading != null) Heading(heading)
                    Text(sentence)
                }
            }
            if (action != null) SideButton(action, onAction, Modifier.fillMaxWidth())
        }
    }
}

/** Something to know, without alarm. */
@Composable
fun Hint(sentence: String, modifier: Modifier = Modifier) {
    Surface(
        modifier.fillMaxWidth().semantics { liveRegion = LiveRegionMode.Polite },
        shape = MaterialTheme.shapes.medium,
        color = MaterialTheme.colorScheme.secondaryContainer,
        contentColor = MaterialTheme.colorScheme.onSecondaryContainer,
    ) {
        Text(sentence, Modifier.padding(16.dp))
    }
}

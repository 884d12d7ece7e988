package org.turfwalk.ui.door

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.words.LocalTexts

/** The outcomes within one tap, two in a row (one with big type), and the way to all others. */
@Composable
fun OutcomeButtons(state: DoorScreenState, on: DoorActions) {
    val texts = LocalTexts.current
    val across = if (isBigType()) 1 else 2
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (row in state.first.chunked(across)) {
            Row(Modifier.height(IntrinsicSize.Min), Arrangement.spacedBy(8.dp)) {
                for (kind in row) {
                    val text = if (kind == OutcomeKind.CANVASSED && state.hasScript) texts.doorTalk else texts.outcome(kind)
                    OutcomeButton(text, { on.pick(kind) }, Modifier.weight(1f).fillMaxHeight())
                }
            }
        }
        if (state.more.isNotEmpty()) SideButton(texts.doorMoreOutcomes, on.showMore, Modifier.fillMaxWidth())
    }
}

/** An outcome to tap: as large as the page's main button, since it is one. */
@Composable
fun OutcomeButton(text: String, onClick: () -> Unit, modifier: Modifier = Modifier) = FilledTonalButton(
    onClick,
    modifier.fillMaxWidth().heightIn(min = 64.dp),
    shape = MaterialTheme.shapes.large,
    contentPadding = PaddingValues(horizontal = 12.dp, vertical = 8.dp),
) {
    Text(text, style = MaterialTheme.typography.titleMedium, textAlign = TextAlign.Center)
}

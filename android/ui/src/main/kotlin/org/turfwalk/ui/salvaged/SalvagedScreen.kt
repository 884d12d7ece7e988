package org.turfwalk.ui.salvaged

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.words.LocalTexts

@Composable
fun SalvagedScreen(model: SalvagedModel) {
    val state by model.state.collectAsState()
    state?.let { SalvagedScreen(it) { model.understood() } }
}

@Composable
fun SalvagedScreen(state: SalvagedState, onUnderstood: () -> Unit) {
    val texts = LocalTexts.current
    val (found, lost) = state.salvaged.found.toInt() to state.salvaged.lost.toInt()
    ScreenFrame(texts.salvagedTitle, actions = { BigButton(texts.salvagedUnderstood, onUnderstood) }) {
        Text(texts.salvagedBody)
        Block {
            Text(
                if (found == 0) texts.salvagedFoundNone else texts.salvagedFound(count = found),
                style = MaterialTheme.typography.titleMedium,
            )
            Text(texts.salvagedComesBack)
        }
        when {
            lost > 0 -> ErrorCard(texts.salvagedLost(count = lost))
            // A file that does not tell who the phone was does not tell how many there were either.
            state.mustJoin -> ErrorCard(texts.salvagedLostUnknown)
            else -> Text(texts.salvagedLostNone)
        }
        if (state.mustJoin) Text(texts.salvagedWhatToDo)
    }
}

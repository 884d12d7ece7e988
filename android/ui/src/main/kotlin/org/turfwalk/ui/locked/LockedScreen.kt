package org.turfwalk.ui.locked

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.foundation.layout.size
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

@Composable
fun LockedScreen(model: LockedModel, app: AppModel) {
    val state by model.state.collectAsState()
    val appState by app.state.collectAsState()
    LockedScreen(state.copy(sync = appState.sync), model::sync, model::reportIncident, model::openSettings)
}

@Composable
fun LockedScreen(state: LockedState, onSync: () -> Unit, onReport: () -> Unit, onSettings: () -> Unit) {
    val texts = LocalTexts.current
    ScreenFrame(
        texts.lockedTitle,
        tools = { IconButton(onSettings) { Icon(Icons.Default.Settings, texts.todaySettings) } },
        actions = {
            BigButton(texts.commonSyncNow, onSync, enabled = !state.sync.running)
            SideButton(texts.lockedReportIncident, onReport, Modifier.fillMaxWidth())
        },
    ) {
        Icon(Icons.Default.Lock, contentDescription = null, Modifier.size(56.dp), MaterialTheme.colorScheme.primary)
        Text(texts.lockedWhatToDo, style = MaterialTheme.typography.titleLarge)
        Text(texts.lockedBody)
        Text(if (state.unsent == 0) texts.lockedKeptAllSent else texts.lockedKept(count = state.unsent))
        if (state.sync.running) LinearProgressIndicator(Modifier.fillMaxWidth())
        state.sync.trouble?.let { Hint(texts.lockedStillFailing(why = it.sentence(texts))) }
    }
}

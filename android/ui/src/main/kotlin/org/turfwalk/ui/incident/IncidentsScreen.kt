package org.turfwalk.ui.incident

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.material.icons.filled.KeyboardArrowUp
import androidx.compose.material.icons.filled.Person
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.turfwalk.core.IncidentState
import org.turfwalk.core.IncidentView
import org.turfwalk.core.Texts
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.incidentKind
import org.turfwalk.ui.words.moment
import org.turfwalk.ui.words.urgency

@Composable
fun IncidentsScreen(model: IncidentsModel, app: AppModel) {
    val state by model.state.collectAsState()
    IncidentsScreen(state) { app.back() }
}

@Composable
fun IncidentsScreen(state: IncidentsState, onBack: () -> Unit) {
    val texts = LocalTexts.current
    ScreenFrame(texts.incidentMine, onBack) {
        val incidents = state.incidents ?: return@ScreenFrame Text(texts.commonLoading)
        if (incidents.isEmpty()) Text(texts.incidentNone)
        if (incidents.firstOrNull()?.state == IncidentState.OnPhone) Hint(texts.incidentReported)
        for (incident in incidents) Card(incident, state.nowMs, texts)
    }
}

@Composable
private fun Card(view: IncidentView, nowMs: Long, texts: Texts) {
    val incident = view.incident
    Block(modifier = Modifier.semantics(mergeDescendants = true) {}) {
        val kind = texts.incidentKind(incident.kind)
        Text(
            texts.incidentRow(kind = kind, moment = texts.moment(incident.atMs, nowMs)),
            style = MaterialTheme.typography.titleMedium,
        )
        Text(texts.urgency(incident.urgency), style = MaterialTheme.typography.labelMedium)
        if (incident.text.isNotEmpty()) Text(incident.text)
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
            Icon(view.state.icon, contentDescription = null, Modifier.size(24.dp), MaterialTheme.colorScheme.primary)
            Text(texts.incidentState(view.state, nowMs), style = MaterialTheme.typography.titleSmall)
        }
    }
}

private val IncidentState.icon: ImageVector
    get() = when (this) {
        IncidentState.OnPhone -> Icons.Default.KeyboardArrowUp
        IncidentState.Arrived -> Icons.Default.Check
        is IncidentState.Taken -> Icons.Default.Person
    }

private fun Texts.incidentState(state: IncidentState, nowMs: Long): String = when (state) {
    IncidentState.OnPhone -> incidentStateOnPhone
    IncidentState.Arrived -> incidentStateArrived
    is IncidentState.Taken -> incidentStateTaken(name = state.by, moment = moment(state.atMs, nowMs))
}

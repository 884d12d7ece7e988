package org.turfwalk.ui.incident

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Phone
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.KeyboardCapitalization
import org.turfwalk.core.IncidentKind
import org.turfwalk.core.Texts
import org.turfwalk.core.Urgency
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.GraveButton
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.incidentKind
import org.turfwalk.ui.words.urgency

/** What one may do on the Incident screen. */
data class ReportActions(
    val back: () -> Unit = {},
    val chooseKind: (IncidentKind) -> Unit = {},
    val chooseUrgency: (Urgency) -> Unit = {},
    val type: (String) -> Unit = {},
    val call: (String) -> Unit = {},
    val addPosition: () -> Unit = {},
    val openSettings: () -> Unit = {},
    val report: () -> Unit = {},
)

@Composable
fun IncidentScreen(model: IncidentModel, app: AppModel) {
    val state by model.state.collectAsState()
    IncidentScreen(
        state,
        ReportActions(
            { app.back() }, model::choose, model::choose, model::type, model::call, { model.addPosition() },
            model::openSettings, { model.report() },
        ),
    )
}

@Composable
fun IncidentScreen(state: ReportState, on: ReportActions) {
    val texts = LocalTexts.current
    ScreenFrame(
        texts.incidentTitle,
        on.back,
        actions = { BigButton(texts.incidentSend, on.report, enabled = state.at != null && !state.isReported) },
    ) {
        Danger(state, on, texts)
        if (state.lacksKind) ErrorCard(texts.incidentKindMissing)
        val kinds = IncidentKind.entries
        Choose(texts.incidentKind, kinds.map(texts::incidentKind), state.kind?.ordinal) { on.chooseKind(kinds[it]) }
        val urgencies = Urgency.entries
        Choose(texts.incidentUrgency, urgencies.map(texts::urgency), state.urgency.ordinal) { on.chooseUrgency(urgencies[it]) }
        OutlinedTextField(
            state.text,
            on.type,
            Modifier.fillMaxWidth(),
            label = { Text(texts.incidentText) },
            supportingText = { Text(texts.incidentTextHint) },
            keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences),
            minLines = 3,
        )
        WhereItWas(state, on, texts)
    }
}

/** First of all: what to do in danger. */
@Composable
private fun Danger(state: ReportState, on: ReportActions, texts: Texts) = Block(texts.incidentDangerTitle) {
    Text(texts.incidentDangerBody)
    state.emergency?.let { GraveButton(texts.incidentCallEmergency(number = it), { on.call(it) }) }
    val helpLine = state.helpLine
    if (helpLine == null) Text(texts.incidentNoHelpLine)
    else SideButton(texts.incidentCallHelpLine(number = helpLine), { on.call(helpLine) }, Modifier.fillMaxWidth(), Icons.Default.Phone)
    state.notCalled?.let { ErrorCard(texts.errorCannotCall(number = it)) }
}

@Composable
private fun WhereItWas(state: ReportState, on: ReportActions, texts: Texts) = Block(texts.incidentWhere) {
    val (house, street) = state.at?.house to state.at?.street
    if (house != null && street != null) {
        Text(texts.incidentWhereDoor(address = texts.commonAddress(house = house, street = street)))
    }
    when {
        state.position != null -> Hint(texts.walkMapYou)
        state.isLookingForPosition -> Text(texts.walkPositionWaiting)
        else -> SideButton(texts.incidentAddPosition, on.addPosition, Modifier.fillMaxWidth())
    }
    when (state.positionTrouble) {
        null -> Unit
        PositionTrouble.NOT_ALLOWED ->
            ErrorCard(texts.errorPositionRefused, action = texts.commonOpenSettings, onAction = on.openSettings)
        PositionTrouble.ABSENT -> ErrorCard(texts.errorPositionAbsent)
    }
}

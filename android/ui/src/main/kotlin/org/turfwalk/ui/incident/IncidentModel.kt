package org.turfwalk.ui.incident

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withTimeoutOrNull
import org.turfwalk.core.Begun
import org.turfwalk.core.Incident
import org.turfwalk.core.IncidentKind
import org.turfwalk.core.Urgency
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.app.Position

/**
 * Reporting what others must know of: sent as soon as there is a signal. Core keeps the words at each
 * key stroke, with where they were begun, until they are reported.
 */
class IncidentModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow(ReportState())
    val state: StateFlow<ReportState> = shown

    override fun load(): Job = app.errands.run {
        val campaign = app.device.campaign()
        val here = app.whereabouts()
        val begun = app.device.begun().firstNotNullOfOrNull { it as? Begun.Incident }
        shown.update {
            val kept = it.copy(emergency = campaign?.emergency, helpLine = campaign?.helpLine)
            when {
                it.at != null -> kept
                begun == null -> kept.copy(at = here)
                else -> kept.copy(
                    at = app.where(begun.at),
                    kind = it.kind ?: begun.kind,
                    urgency = begun.urgency,
                    text = it.text.ifEmpty { begun.text },
                )
            }
        }
    }

    fun choose(kind: IncidentKind) = fill { it.copy(kind = kind, lacksKind = false) }

    fun choose(urgency: Urgency) = fill { it.copy(urgency = urgency) }

    fun type(text: String) = fill { it.copy(text = text) }

    private fun fill(stroke: (ReportState) -> ReportState) {
        shown.update(stroke)
        // Where it is, is known once the page is loaded, which comes first.
        app.errands.run {
            val now = shown.value
            val at = now.at?.place ?: return@run
            if (!now.isReported) app.device.keepBegun(Begun.Incident(at, now.kind, now.urgency, now.text))
        }
    }

    fun call(number: String) {
        if (!app.platform.call(number)) shown.update { it.copy(notCalled = number) }
    }

    /** Sends along where the reporter is now, this once, whatever Settings say of the position. */
    fun addPosition(): Job = app.errands.alone {
        shown.update { it.copy(isLookingForPosition = true, positionTrouble = null) }
        val found = withTimeoutOrNull(30_000) { app.platform.positions().first { it != Position.Waiting } }
        shown.update {
            it.copy(
                isLookingForPosition = false,
                position = (found as? Position.At)?.place,
                positionTrouble = when (found) {
                    is Position.At -> null
                    Position.NotAllowed -> PositionTrouble.NOT_ALLOWED
                    else -> PositionTrouble.ABSENT
                },
            )
        }
    }

    fun openSettings() = app.platform.openSettings()

    /** Keeps the report, starts a sync, and leads to what became of it. */
    fun report(): Job = app.errands.run {
        val written = shown.value
        val (kind, at) = written.kind to written.at
        if (kind == null) return@run shown.update { it.copy(lacksKind = true) }
        if (at == null || written.isReported) return@run
        val now = app.platform.clock().wallMs
        app.device.report(at.place, Incident(kind, written.urgency, written.text.trim(), now, written.position))
        shown.update { it.copy(isReported = true) }
        app.hurry()
        app.replace(Page.Incidents)
    }
}

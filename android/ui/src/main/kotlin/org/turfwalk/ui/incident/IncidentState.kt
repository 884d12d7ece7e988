package org.turfwalk.ui.incident

import org.turfwalk.core.IncidentKind
import org.turfwalk.core.IncidentView
import org.turfwalk.core.LatLon
import org.turfwalk.core.Urgency
import org.turfwalk.ui.app.Where

/** What the Incident screen shows: a report that is being written. */
data class ReportState(
    val kind: IncidentKind? = null,
    val urgency: Urgency = Urgency.TODAY,
    val text: String = "",
    val at: Where? = null,
    val position: LatLon? = null,
    val positionTrouble: PositionTrouble? = null,
    val isLookingForPosition: Boolean = false,
    val emergency: String? = null,
    val helpLine: String? = null,
    /** A number that this phone could not call. */
    val notCalled: String? = null,
    /** Sending was tried without saying what happened. */
    val lacksKind: Boolean = false,
    /** On this phone for good: the screen leads on to what was reported. */
    val isReported: Boolean = false,
)

enum class PositionTrouble { NOT_ALLOWED, ABSENT }

/** What the Incidents screen shows: those of this phone, newest first. */
data class IncidentsState(
    val incidents: List<IncidentView>? = null,
    val nowMs: Long = 0,
)

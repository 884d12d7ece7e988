package org.turfwalk.ui.screens

import kotlin.test.Test
import org.turfwalk.core.DoorId
import org.turfwalk.core.Incident
import org.turfwalk.core.IncidentKind
import org.turfwalk.core.IncidentState
import org.turfwalk.core.IncidentView
import org.turfwalk.core.Place
import org.turfwalk.core.Urgency
import org.turfwalk.ui.app.Where
import org.turfwalk.ui.incident.IncidentScreen
import org.turfwalk.ui.incident.IncidentsScreen
import org.turfwalk.ui.incident.IncidentsState
import org.turfwalk.ui.incident.PositionTrouble
import org.turfwalk.ui.incident.ReportActions
import org.turfwalk.ui.incident.ReportState
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures

class IncidentPictures {
    private val here = Place.Door(DoorId(1u))
    private val empty = ReportState(at = Where(here, "214", "Elm Street"), emergency = "112", helpLine = "555 0123")

    @Test
    fun `a report is begun`() = pictures("incident", Phone.both + Phone.german + Phone.tall(1800)) {
        IncidentScreen(empty, ReportActions())
    }

    @Test
    fun `a report without a kind, a number and a position`() = pictures("incident-lacking", Phone.tall(2000)) {
        IncidentScreen(
            empty.copy(helpLine = null, text = "The dog is loose.", lacksKind = true, positionTrouble = PositionTrouble.NOT_ALLOWED, notCalled = "112"),
            ReportActions(),
        )
    }

    @Test
    fun `what became of those reported`() = pictures("incidents", Phone.both + Phone.bigType) {
        val states = listOf(IncidentState.OnPhone, IncidentState.Taken("Sam", NOON_MS - 600_000), IncidentState.Arrived)
        val kinds = listOf(IncidentKind.ANIMAL to Urgency.NOW, IncidentKind.UNSAFE_PLACE to Urgency.TODAY, IncidentKind.LOST_ITEM to Urgency.FOR_INFORMATION)
        val incidents = states.zip(kinds).mapIndexed { i, (state, kind) ->
            val text = if (i == 0) "A dog without a leash, at the gate of 214." else ""
            IncidentView(op(i.toULong()), here, Incident(kind.first, kind.second, text, NOON_MS - i * 3_000_000L), state)
        }
        IncidentsScreen(IncidentsState(incidents, nowMs = NOON_MS)) {}
    }

    @Test
    fun `none reported`() = pictures("incidents-none") { IncidentsScreen(IncidentsState(emptyList())) {} }
}

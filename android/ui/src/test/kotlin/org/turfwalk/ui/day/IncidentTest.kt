package org.turfwalk.ui.day

import kotlin.test.Test
import kotlinx.coroutines.runBlocking

/** An incident's way to the organizers and back, through the screens. */
class IncidentTest {
    @Test
    fun `who took an incident in hand stands on the phone that reported it`() = volunteer("incident") {
        joins("Incident")
        opensTheWalk()
        val home = homes { true }.first()
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorReportIncident)
        taps(texts.incidentKindAnimal)
        taps(texts.incidentSend)
        sees(texts.incidentStateArrived)
        Organizer.takes(device.incidents().single().op)
        runBlocking { app.sync() }
        sees(texts.incidentStateTaken(name = "an organizer", moment = texts.commonJustNow))
    }
}

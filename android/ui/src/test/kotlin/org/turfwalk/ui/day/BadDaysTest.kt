package org.turfwalk.ui.day

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Attempt
import org.turfwalk.core.Begun
import org.turfwalk.core.Channel
import org.turfwalk.core.Network
import org.turfwalk.core.Outcome
import org.turfwalk.core.Standing
import org.turfwalk.core.Target
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.Scan

/** Each keeps what can be kept and says in one sentence what happened and what to do. */
class BadDaysTest {
    @Test
    fun `the lease ends, lists are shut, recording goes on, and a sync opens them`() = volunteer("lease") {
        joins("Lease")
        Network.off()
        try {
            records(1)
            laterBy(8 * DAY_MS)
            sees(texts.lockedTitle)
            sees(texts.lockedKept(count = 1))
            taps(texts.commonSyncNow)
            sees(texts.lockedStillFailing(why = texts.errorOffline))
            taps(texts.lockedReportIncident)
            taps(texts.incidentKindUnsafePlace)
            types(texts.incidentText, "ice on the st")
            waits("for the report on disk") { device.begun().any { it is Begun.Incident && it.text == "ice on the st" } }
            killAndReopen()
            sees(texts.lockedTitle)
            taps(texts.lockedReportIncident)
            sees("ice on the st")
            taps(texts.incidentSend)
            sees(texts.incidentStateOnPhone)
            app.back()
            sees(texts.lockedTitle)
            assertTrue(device.begun().isEmpty())
        } finally {
            Network.on()
        }
        taps(texts.commonSyncNow)
        sees(texts.todayTitle)
        sees(texts.todayReceipts(count = 2, safe = "2"))
    }

    @Test
    fun `a list that is withdrawn at the door closes it, what was recorded is sent, and a report goes on`() = volunteer("withdrawn") {
        joins("Withdrawn")
        val name = device.walkLists().single().name
        records(2)
        opensTheWalk()
        stands(homes { it.size == 1 }.first())
        taps(texts.walkAtTheDoor)
        taps(texts.doorAddNote)
        types(texts.noteText, "rings tw")
        sees("rings tw")
        app.back()
        taps(texts.doorReportIncident)
        taps(texts.incidentKindAnimal)
        types(texts.incidentText, "a dog at")
        sees("a dog at")
        waits("for the report on disk") { device.begun().any { it is Begun.Incident && it.text == "a dog at" } }
        app.back()
        sees(texts.doorDoMore)
        Organizer.withdrawFrom("Withdrawn")
        app.hurry()
        sees(texts.todayListWithdrawn(name = name))
        sees(texts.todayEmptyTitle)
        sees(texts.todayReceipts(count = 2, safe = "2"))
        assertTrue(device.drafts().isEmpty(), "what was noted of somebody goes with the list")
        sees(texts.todayReportBegun)
        taps(texts.todayDraftGoOn)
        sees("a dog at")
        taps(texts.incidentSend)
        sees(texts.incidentStateArrived)
        app.back()
        doesNotSee(texts.todayReportBegun)
        sees(texts.todayReceipts(count = 3, safe = "3"))
        assertEquals(0, device.refused().size)
    }

    @Test
    fun `a phone that is shut out loses its lists, keeps what is unsent and may join anew`() = volunteer("shut-out") {
        joins("Shut out")
        Organizer.shutOut("Shut out")
        taps(texts.commonSyncNow)
        sees(texts.todayShutOutTitle)
        assertEquals(Standing.SHUT_OUT, device.standing())
        platform.scanned = Scan.Found(Organizer.invite())
        taps(texts.todayScanNewCode)
        taps(texts.joinScan)
        types(texts.joinName, "Back again")
        taps(texts.joinJoin)
        doesNotSee(texts.joinTitle)
        doesNotSee(texts.todayShutOutTitle)
        assertTrue(device.walkLists().isNotEmpty())
    }

    @Test
    fun `a clock that is a year off locks nothing and loses nothing`() = volunteer("clock") {
        joins("Clock")
        val home = device.walkList(device.walkLists().single().id).stops.first().doors.first()
        for ((off, outcome) in listOf(-365L to Outcome.NotHome, 365L to Outcome.Vacant)) {
            platform.wallOffMs = off * DAY_MS
            app.toFront()
            device.record(Attempt(Target.Door(home), Channel.DOOR, outcome, app.nowMs(), null))
            sees(texts.todayTitle)
        }
        runBlocking { app.sync() }
        assertEquals(2uL, device.receipts().safe)
        // In the order in which they were recorded, not in that of the clock on the wall; and back in time as well.
        platform.wallOffMs = 0
        val told = device.door(home, Channel.DOOR, app.nowMs()).attempts
        assertEquals(listOf(Outcome.NotHome, Outcome.Vacant), told.takeLast(2).map { it.attempt.outcome })
        assertTrue(told.all { it.rank != null })
        doesNotSee(texts.lockedTitle)
    }

    @Test
    fun `killed between tap and sync, nothing is lost`() = volunteer("killed") {
        joins("Killed")
        Network.off()
        try {
            records(5)
            killAndReopen()
            sees(texts.todayReceipts(count = 5, safe = "0"))
            sees(texts.todayUnsent(count = 5))
        } finally {
            Network.on()
        }
        taps(texts.commonSyncNow)
        sees(texts.todayReceipts(count = 5, safe = "5"))
    }

    @Test
    fun `signing out without a signal keeps what is unsent and sends it later`() = volunteer("sign-out") {
        joins("Leaving")
        Network.off()
        try {
            records(3)
            app.go(Page.Settings)
            taps(texts.settingsSignOut)
            sees(texts.settingsSignOutUnsent(count = 3))
            taps(texts.settingsSignOut)
            sees(texts.joinSigningOut)
            assertEquals(0, device.walkLists().size)
            assertEquals(3uL, device.receipts().let { it.onPhone - it.safe })
        } finally {
            Network.on()
        }
        app.hurry()
        doesNotSee(texts.joinSigningOut)
        assertEquals(null, device.standing())
    }

    @Test
    fun `a damaged database is opened anew, and what could be saved is told`() {
        val name = "damaged"
        val file = JvmPlatform(name).databasePath
        File(file).writeText("not a database, ".repeat(512))
        volunteer(name) {
            sees(texts.salvagedTitle)
            sees(texts.salvagedLostUnknown)
            taps(texts.salvagedUnderstood)
            sees(texts.joinTitle)
        }
    }

    @Test
    fun `a key that is gone is the walker's to give up, and unsent records that can be read go on`() = volunteer("key-gone") {
        joins("Key gone")
        Network.off()
        try {
            records(4)
            platform.keyIsGone = true
            killAndReopen()
            sees(texts.errorWrongKey)
            taps(texts.commonRetry)
            sees(texts.errorWrongKey)
            taps(texts.errorStartAfresh)
            sees(texts.errorStartAfreshSure)
            taps(texts.errorStartAfresh)
            sees(texts.salvagedTitle)
            sees(texts.salvagedFound(count = 4))
            sees(texts.salvagedLostNone)
        } finally {
            Network.on()
        }
        taps(texts.salvagedUnderstood)
        sees(texts.todayTitle)
        taps(texts.commonSyncNow)
        sees(texts.todayReceipts(count = 4, safe = "4"))
    }
}

/** Nobody at home at so many doors. */
internal fun Phone.records(times: Int) {
    val list = device.walkLists().single()
    val doors = device.walkList(list.id).stops.flatMap { it.doors }.take(times)
    for (door in doors) {
        device.record(Attempt(Target.Door(door), Channel.DOOR, Outcome.NotHome, platform.clock().wallMs, list.id))
    }
    app.load()
}

private const val DAY_MS = 86_400_000L

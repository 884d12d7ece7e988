package org.turfwalk.ui.day

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Basis
import org.turfwalk.core.Begun
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.Draft
import org.turfwalk.core.Form
import org.turfwalk.core.IncidentKind
import org.turfwalk.core.Network
import org.turfwalk.core.Outcome
import org.turfwalk.core.Question
import org.turfwalk.core.ScriptVersion
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.phoneFile
import org.turfwalk.core.variable
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.Scan
import org.turfwalk.ui.walk.PlanChoice
import org.turfwalk.ui.walk.PlanStart

/** Days that begin well: each keeps what can be kept and says in one sentence what happened and what to do. */
class WorseDaysTest {
    @Test
    fun `a full disk is told, nothing that was recorded is lost, and with room all goes on`() {
        val disk = variable("TURFWALK_SMALL_DISK")
        volunteer("full", JvmPlatform("full", "$disk/phone-kotlin.db")) {
            joins("Full")
            opensTheWalk()
            val (first, second) = homes { true }.take(2).toList()
            notHomeAt(first)
            sees(texts.walkElsewhere)
            onAFullDisk(disk) {
                notHomeAt(second)
                sees(texts.errorStorageFull)
                assertEquals(StopState.OPEN, now(second).state)
                assertEquals(1uL, device.receipts().onPhone)
                taps(texts.commonOk)
            }
            taps(texts.outcomeNotHome)
            sees(texts.walkElsewhere)
            assertEquals(2uL, device.receipts().onPhone)
            assertEquals(1, attempts(second).size)
        }
    }

    @Test
    fun `a hotel's log-in page is no server, and the visit is sent once one is through`() = volunteer("hotel") {
        joins("Hotel")
        inAHotel {
            opensTheWalk()
            notHomeAt(homes { true }.first())
            sees(texts.walkElsewhere)
            app.home()
            sees(texts.todayReceipts(count = 1, safe = "0"))
            taps(texts.commonSyncNow)
            sees(texts.errorNotAServer)
            sees(texts.todayReceipts(count = 1, safe = "0"))
        }
        taps(texts.commonSyncNow)
        sees(texts.todayReceipts(count = 1, safe = "1"))
        doesNotSee(texts.errorNotAServer)
    }

    @Test
    fun `a server with another key is sent nothing`() {
        val server = OwnKeyServer("kotlin")
        try {
            volunteer("other-key") {
                joins("Other key", server.invite())
                server.changesItsKey()
                opensTheWalk()
                notHomeAt(homes { true }.first())
                sees(texts.walkElsewhere)
                app.home()
                sees(texts.todayReceipts(count = 1, safe = "0"))
                taps(texts.commonSyncNow)
                sees(texts.errorServerKeyChanged)
                sees(texts.todayReceipts(count = 1, safe = "0"))
                sees(texts.todayUnsent(count = 1))
                assertTrue(device.walkLists().isNotEmpty())
            }
        } finally {
            server.stop()
        }
    }

    @Test
    fun `an app of an earlier version hands on what it had not sent`() {
        val platform = JvmPlatform("upgraded")
        File(variable("TURFWALK_OLD_PHONE")).copyTo(File(platform.databasePath))
        volunteer("upgraded", platform) {
            sees(texts.todayReceipts(count = 4, safe = "2"))
            sees(texts.todayUnsent(count = 2))
            // This server does not know the phone any more.
            taps(texts.commonSyncNow)
            sees(texts.todayShutOutTitle)
            platform.scanned = Scan.Found(Organizer.invite())
            taps(texts.todayScanNewCode)
            taps(texts.joinScan)
            types(texts.joinName, "Upgraded")
            taps(texts.joinJoin)
            doesNotSee(texts.joinTitle)
            sees(texts.todayReceipts(count = 4, safe = "4"))
            assertEquals(1, device.refused().size, "the one of before")
        }
    }

    @Test
    fun `a talk goes on with the questions that it began with, whatever the script is now`() = volunteer("script") {
        joins("Script")
        opensTheWalk()
        val home = homes { it.size == 1 }.first()
        val person = Target.Person(person(home))
        val now = device.script(list().summary.script!!)
        val begun = now.copy(version = now.version + 7u, questions = listOf(Question("old", "What did we ask before?", Form.Text, emptyList())))
        device.keepDraft(Draft(person, begun, emptyList(), "", "", Basis.SAID))
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorGoOnTalk)
        sees(texts.scriptChanged)
        sees("What did we ask before?")
        types(texts.scriptAnswer, "about the bus")
        taps(texts.commonNext)
        taps(texts.scriptFinish)
        sees(texts.walkElsewhere)
        val talk = attempts(home).single().outcome as Outcome.Canvassed
        assertEquals(ScriptVersion(begun.id, begun.version), talk.script)
        assertEquals("about the bus", talk.answers.single().value)
    }

    @Test
    fun `two walkers share the list, and no stop is both's`() = volunteer("pair") {
        joins("Pair one")
        Device.open(phoneFile("ui-pair-two")).use { other ->
            runBlocking { other.join(Organizer.invite(), "Pair two"); other.sync(); app.sync() }
            opensTheWalk()
            val open = part(list().stops)
            val choice = PlanChoice(PlanStart.Anywhere, minutes = 30u, walkerOfTwo = 1u)
            walk.choose(choice)
            runBlocking { walk.plan().join() }
            sees(texts.walkReplanned)
            val mine = part(list().stops)
            val theirs = part(other.replan(list().summary.id, choice.copy(walkerOfTwo = 2u).wish(null)).stops)
            assertTrue((mine + theirs).all(open::contains))
            assertEquals(mine.size + theirs.size, (mine + theirs).toSet().size, "nobody's door is knocked at twice")
            assertTrue(mine.size > 3 && theirs.size > 3, "${mine.size} and ${theirs.size}")
        }
    }

    @Test
    fun `what is unsent goes by file and counts once`() = volunteer("file") {
        joins("File")
        Network.off()
        try {
            opensTheWalk()
            notHomeAt(homes { true }.first())
            sees(texts.walkElsewhere)
            app.home()
            app.go(Page.Settings)
            taps(texts.settingsExport)
            sees(texts.settingsExported(count = 1))
        } finally {
            Network.on()
        }
        Organizer.imports(platform.shared.single())
        app.home()
        assertEquals(0uL, device.receipts().safe, "nobody has told the phone")
        sees(texts.todayReceipts(count = 1, safe = "0"))
        taps(texts.commonSyncNow)
        sees(texts.todayReceipts(count = 1, safe = "1"))
        assertEquals(0, device.refused().size)
    }

    @Test
    fun `a note that waits for an outcome is on disk, and can be recorded alone`() = volunteer("waiting-note") {
        joins("Waiting note")
        opensTheWalk()
        val (first, second) = homes { it.size == 1 }.take(2).toList()
        stands(first)
        taps(texts.walkAtTheDoor)
        taps(texts.doorAddNote)
        types(texts.noteText, "ring tw")
        val target = Target.Door(first.doors.single())
        waits("for the note on disk") { device.draft(target)?.note == "ring tw" }
        killAndReopen()
        taps(texts.todayDraftGoOn)
        sees("ring tw")
        types(texts.noteText, "ice")
        taps(texts.noteSave)
        opensTheWalk()
        stands(first)
        taps(texts.walkAtTheDoor)
        taps(texts.outcomeNotHome)
        sees(texts.walkElsewhere)
        assertEquals(setOf("ring tw", "ice"), setOf("ring tw", "ice").filter { it in attempts(first).single().note!!.text }.toSet())

        stands(second)
        taps(texts.walkAtTheDoor)
        taps(texts.doorAddNote)
        types(texts.noteText, "a dog")
        taps(texts.noteSaveAlone)
        waits("for the note") { attempts(second).isNotEmpty() }
        assertEquals(Outcome.Skipped to "a dog", attempts(second).single().let { it.outcome to it.note?.text })
        assertTrue(device.drafts().isEmpty())
    }

    @Test
    fun `what is half typed of somebody, a door or an incident is there after the app was killed`() = volunteer("half-typed") {
        joins("Half typed")
        opensTheWalk()
        val home = homes { it.size == 1 }.first()
        val at = home.doors.single()
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorAddPerson)
        types(texts.addName, "Ada Li")
        sees("Ada Li")
        waits("for the name on disk") { Begun.Person(at, "Ada Li") in device.begun() }
        app.back()
        sees(texts.doorDoMore)
        taps(texts.doorAddDoor)
        types(texts.addNumber, "12")
        types("${texts.addUnit} (${texts.commonOptional})", "B")
        sees("B")
        waits("for the door on disk") { device.begun().any { it is Begun.Door && it.number == "12" && it.unit == "B" } }
        app.back()
        taps(texts.doorReportIncident)
        taps(texts.incidentKindAnimal)
        types(texts.incidentText, "a dog at")
        waits("for the report on disk") { device.begun().any { it is Begun.Incident && it.text == "a dog at" } }

        killAndReopen()
        val address = texts.commonAddress(house = home.house, street = home.street)
        sees(texts.todayReportBegunAt(address = address))
        sees(texts.todayNewDoorAt(address = address))
        sees(texts.todayNewPersonAt(address = address))
        // The report stands first.
        taps(texts.todayDraftGoOn)
        sees("a dog at")
        sees(texts.incidentWhereDoor(address = address))
        taps(texts.incidentSend)
        sees(texts.incidentStateArrived)
        assertEquals("a dog at" to IncidentKind.ANIMAL, device.incidents().single().incident.let { it.text to it.kind })
        app.back()
        doesNotSee(texts.todayReportBegunAt(address = address))
        taps(texts.todayDraftGoOn)
        sees("12")
        sees("B")
        taps(texts.addSaveDoor)
        doesNotSee(texts.todayNewDoorAt(address = address))
        taps(texts.todayDraftGoOn)
        sees("Ada Li")
        taps(texts.addSavePerson)
        doesNotSee(texts.todayDraftsTitle)
        sees(texts.todayTitle)
        assertTrue(device.begun().isEmpty())
        assertTrue(device.door(at, Channel.DOOR, app.nowMs()).people.any { it.person.name == "Ada Li" })
    }

    private fun Phone.notHomeAt(home: StopView) {
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.outcomeNotHome)
    }

    private fun Phone.person(home: StopView) =
        device.door(home.doors.single(), Channel.DOOR, app.nowMs()).people.single().person.key

    /** The doors of a walk: a building alone may fill half an hour. */
    private fun part(stops: List<StopView>) =
        stops.filter { it.state == StopState.OPEN || it.state == StopState.TRY_AGAIN }.flatMap { it.doors }
}

package org.turfwalk.ui.day

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Change
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.Fate
import org.turfwalk.core.Network
import org.turfwalk.core.PersonView
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.phoneFile

/** What is put right of people at their door, through the screens, and what comes back of it. */
class PutRightTest {
    @Test
    fun `what is put right without a signal is at the door at once and reaches another phone`() = volunteer("put-right") {
        joins("Put right")
        Device.open(phoneFile("ui-put-right-second")).use { second ->
            runBlocking { second.join(Organizer.invite(), "Reader"); second.sync() }
            opensTheWalk()
            val home = homes { it.size == 1 }.first()
            Network.off()
            try {
                opensPutRight(home)
                taps(texts.putRightMoved)
                sees(texts.putRightNotMoved)
                taps(texts.putRightLanguage)
                taps(texts.outcomeLanguagePolish)
                taps(texts.putRightAddPhone)
                types(texts.putRightPhone, "555 0100")
                taps(texts.commonSave)
                sees(texts.putRightSaidPhone(number = "555 0100"))
                // Corrected again: they live here after all.
                taps(texts.putRightNotMoved)
                sees(texts.putRightReplaced)
                app.back()
                sees(texts.putRightSaidLanguage(name = texts.outcomeLanguagePolish))
                doesNotSee(texts.putRightMoved)
            } finally {
                Network.on()
            }
            runBlocking { app.sync(); second.sync() }
            val person = at(second, home)
            assertEquals(false to texts.outcomeLanguagePolish, person.movedAway to person.language)
            val facts = second.facts(Target.Person(person.person.key))
            assertEquals(listOf("555 0100"), facts.phones)
            assertEquals(listOf(Fate.REPLACED, Fate.HOLDS, Fate.HOLDS, Fate.HOLDS), facts.history.map { it.fate })
            assertTrue(facts.history.all { it.row.rank != null })
        }
    }

    @Test
    fun `another name waits for the organizer, whose answer comes back`() = volunteer("put-right-name") {
        joins("Name")
        opensTheWalk()
        val (first, second) = homes { it.size == 1 }.drop(1).take(2).toList()
        for ((home, accepted) in listOf(first to true, second to false)) {
            val old = at(device, home).person
            opensPutRight(home)
            taps(texts.putRightName)
            types(old.name, "Q")
            taps(texts.putRightPropose)
            sees(texts.putRightWaits)
            assertEquals(old.name, at(device, home).person.name)
            runBlocking { app.sync() }
            val proposal = device.facts(Target.Person(old.key)).history.single().row.op
            if (accepted) Organizer.accepts(proposal) else Organizer.refuses(proposal)
            runBlocking { app.sync() }
            sees(if (accepted) texts.putRightAccepted else texts.putRightRefused)
            assertEquals(accepted, at(device, home).person.name != old.name)
            app.backToWalk()
        }
    }

    @Test
    fun `words half typed are there after the app was killed, until they are saved`() = volunteer("put-right-killed") {
        joins("Half typed")
        opensTheWalk()
        val home = homes { it.size == 1 }.first()
        opensPutRight(home)
        taps(texts.putRightAddPhone)
        types(texts.putRightPhone, "555 01")
        app.back()
        taps(texts.putRightLanguage)
        types(texts.outcomeAskLanguageHint, "Ladi")
        val about = Target.Person(at(device, home).person.key)
        waits("to be kept") { device.changesBegun(about).size == 2 }
        killAndReopen()
        opensTheWalk()
        opensPutRight(home)
        taps(texts.putRightLanguage)
        sees("Ladi")
        app.back()
        taps(texts.putRightAddPhone)
        // In front of what stands there, where the field's cursor is at first.
        types("555 01", "0049 ")
        taps(texts.commonSave)
        sees(texts.putRightSaidPhone(number = "0049 555 01"))
        assertEquals(listOf<Change>(Change.Language("Ladi")), device.changesBegun(about))
    }

    @Test
    fun `after a word with one the door stays for the others`() = volunteer("stays") {
        joins("Stays")
        setToAnHourForVisits()
        opensTheWalk()
        val home = homes { it.size == 2 }.first()
        val (one, other) = device.door(home.doors.single(), Channel.DOOR, app.nowMs()).people.map { it.person.name }
        stands(home)
        taps(texts.walkAtTheDoor)
        for (name in listOf(one, other)) {
            taps(name)
            taps(texts.doorMoreOutcomes)
            taps(texts.outcomeCallBack)
            taps(texts.outcomeWhenTomorrow)
        }
        sees(texts.walkElsewhere)
        assertEquals(2, attempts(home).size)
    }

    private fun Phone.opensPutRight(home: StopView) {
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorPutRight)
        sees(texts.putRightHistory)
    }

    private fun Phone.at(phone: Device, home: StopView): PersonView =
        phone.door(home.doors.single(), Channel.DOOR, app.nowMs()).people.single()
}

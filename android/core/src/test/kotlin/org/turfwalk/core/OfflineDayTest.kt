package org.turfwalk.core

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlin.time.measureTimedValue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking

/** The offline day, the same as in OfflineDayTests.swift, against the server of with-server.sh. */
class OfflineDayTest {
    @Test
    fun `what is recorded offline survives closing and is safe after a sync`() = runBlocking {
        val file = phoneFile("day")
        val day = Device.open(file).use { morning(it) }
        Device.open(file).use { evening(it, day) }
        Device.open(phoneFile("other")).use { aSecondPhoneSeesIt(it, day) }
    }

    @Test
    fun `a phone that has not joined says so`() = runBlocking {
        Device.open(phoneFile("new")).use { phone ->
            assertFalse(phone.isJoined())
            fails<DeviceException.NotJoined>(NOT_JOINED) { phone.sync() }
            fails<DeviceException.NotHere>(NOT_HERE) { phone.walkList(WalkListId(4_000_000u)) }
        }
    }

    @Test
    fun `a file that is no database is left as it is`() = runBlocking {
        val file = phoneFile("damaged")
        val text = "not a database, ".repeat(512)
        File(file).writeText(text)
        fails<DeviceException.Damaged>(DAMAGED) { Device.open(file) }
        assertEquals(text, File(file).readText())
    }

    private class Day(
        val list: ListView,
        val recorded: Int,
        val alone: Alone,
        val corrected: Corrected,
        val added: Added,
    )

    private suspend fun morning(phone: Device): Day {
        joinsByItsOwnInviteOnly(phone)
        phone.sync()
        val list = fetchesTheListInOneCall(phone)
        assertEquals("0 on phone, 0 safe on server", phone.receipts().inWords())

        Network.off()
        val walk = Walk(phone, list)
        val ops = (walk.triesEveryOutcome() + walk.talksAlongTheBranches() + walk.takesBack()).toMutableList()
        val alone = walk.leavesAloneAtOnce()
        val corrected = walk.correctsASlip()
        val added = walk.addsSomebody()
        ops += listOf(alone.op, corrected.slip, corrected.correction, added.op, added.attempt)
        assertEquals(40, walk.stopsWalked)
        refusesWhatDoesNotFit(phone, added.door)
        goesOnFromElsewhere(phone, list)
        ops += recordsFiftyAtOnce(phone, list, added.door)
        assertEquals(ops.size, ops.toSet().size)
        assertEquals("${ops.size} on phone, 0 safe on server", phone.receipts().inWords())
        fails<DeviceException.Offline>(OFFLINE) { phone.sync() }
        return Day(list, ops.size, alone, corrected, added)
    }

    private suspend fun evening(phone: Device, day: Day) {
        val n = day.recorded
        assertEquals("$n on phone, 0 safe on server", phone.receipts().inWords())
        assertEquals(StopState.LEAVE_ALONE, phone.stop(day.list, day.alone.stop).state)
        fails<DeviceException.Offline>(OFFLINE) { phone.sync() }

        Network.on()
        val reports = coroutineScope { (1..5).map { async { phone.sync() } }.awaitAll() }
        assertEquals(n.toULong(), reports.sumOf { it.sent })
        assertEquals("$n on phone, $n safe on server", phone.receipts().inWords())
        assertTrue(phone.refused().isEmpty())
        println(phone.receipts().inWords())
    }

    private suspend fun aSecondPhoneSeesIt(phone: Device, day: Day) {
        fails<DeviceException.Rejected>(REJECTED) { phone.join(variable("TURFWALK_INVITE_KOTLIN_1"), "Other") }
        phone.join(variable("TURFWALK_INVITE_KOTLIN_2"), "Other")
        phone.sync()
        assertEquals(StopState.LEAVE_ALONE, phone.stop(day.list, day.alone.stop).state)
        val rows = phone.door(day.corrected.door, Channel.DOOR, NOON_MS).attempts
        val row = rows.single { it.op == day.corrected.correction }
        assertNotNull(row.rank)
        assertEquals(day.corrected.slip, row.attempt.supersedes)
        val view = phone.door(day.added.door, Channel.DOOR, NOON_MS)
        assertTrue(view.people.any { it.person.key == day.added.key && it.person.name == "Robin Newcomer" })
        assertTrue(view.attempts.any { it.attempt.target == Target.Person(day.added.key) })
        assertEquals(50, view.attempts.count { it.attempt.outcome == Outcome.NotHome })
        assertEquals("0 on phone, 0 safe on server", phone.receipts().inWords())
    }

    private suspend fun joinsByItsOwnInviteOnly(phone: Device) {
        val invite = variable("TURFWALK_INVITE_KOTLIN_1")
        val (link, code) = invite.split('#')
        fails<DeviceException.BadInvite>(BAD_INVITE) { phone.join("my invite", "Kotlin") }
        fails<DeviceException.Rejected>(REJECTED) { phone.join("$link#NO-SUCH-CODE", "Kotlin") }
        // The right code, but nobody listens at port 1.
        fails<DeviceException.Offline>(OFFLINE) { phone.join("http://127.0.0.1:1/join#$code", "Kotlin") }
        assertFalse(phone.isJoined())
        phone.join(invite, "Kotlin")
        assertTrue(phone.isJoined())
    }

    private fun fetchesTheListInOneCall(phone: Device): ListView {
        val summary = phone.walkLists().single()
        val (list, time) = measureTimedValue { phone.walkList(summary.id) }
        println("${list.stops.size} stops came in one call, in $time")
        assertTrue(list.stops.size >= 1_000)
        assertEquals(summary, list.summary)
        assertEquals((1u..list.stops.size.toUInt()).toList(), list.stops.map { it.number })
        return list
    }

    private suspend fun refusesWhatDoesNotFit(phone: Device, door: DoorId) {
        val before = phone.receipts()
        val person = Target.Person(phone.peopleAt(door).first().key)
        fails<DeviceException.Refused>(REFUSED) { phone.record(attempt(person, Outcome.Demolished)) }
        assertFalse(outcomeFits(Outcome.Demolished, person))
        assertEquals(before, phone.receipts())
    }

    private fun goesOnFromElsewhere(phone: Device, list: ListView) {
        val id = list.summary.id
        val from = list.stops.last().at
        val hour = WalkWish(Style.QUICKEST, from, WishedEnd.Start, minutes = 60u)
        val (own, time) = measureTimedValue { phone.replan(id, hour) }
        println("${own.stops.size} of ${list.stops.size} stops planned into an hour, in $time")
        assertTrue(own.summary.replanned)
        assertEquals(list.stops.size, own.stops.size + own.leftOut.size)
        val open = own.stops.filter { it.state == StopState.OPEN || it.state == StopState.TRY_AGAIN }
        val way = phone.way(id)
        assertEquals(open.map { it.number }.zipWithNext(), way.map { it.from to it.to })
        assertTrue(way.all { it.onStreets && it.line.isNotEmpty() })
        assertFalse(phone.asListed(id).summary.replanned)
    }

    private suspend fun recordsFiftyAtOnce(phone: Device, list: ListView, door: DoorId): List<OpId> = coroutineScope {
        val calls = (1..50).map {
            async(Dispatchers.IO) {
                phone.door(door, Channel.DOOR, NOON_MS)
                phone.record(attempt(Target.Door(door), Outcome.NotHome, list.summary.id))
            }
        }
        calls.awaitAll()
    }

    private suspend inline fun <reified Case : DeviceException> fails(sentence: String, crossinline call: suspend () -> Any?) {
        assertEquals(sentence, assertFailsWith<Case> { call() }.message)
    }

    private companion object {
        const val NOT_JOINED = "this phone has not joined a campaign; scan the organizer's invite"
        const val NOT_HERE = "this walk list is not on this phone; sync, then open the list again"
        const val BAD_INVITE =
            "this is not an invite; scan the organizer's code again, or type the link as printed"
        const val REJECTED = "this invite can't be used: it is wrong, over, or used by another phone; " +
            "ask the organizer for a new one"
        const val OFFLINE = "the server can't be reached; what you recorded is kept and will be sent later"
        const val DAMAGED = "the phone's database is damaged"
        const val REFUSED = "the outcome does not fit whom it was recorded for"
    }
}

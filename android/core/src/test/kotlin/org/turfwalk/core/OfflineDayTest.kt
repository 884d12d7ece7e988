package org.turfwalk.core

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
    private val file = phoneFile("day")

    @Test
    fun `what is recorded offline survives closing and is safe after a sync`() = runBlocking {
        var phone = Device.open(file)
        joinsByItsOwnInviteOnly(phone)
        phone.sync()
        val list = fetchesTheListInOneCall(phone)
        assertEquals("0 on phone, 0 safe on server", phone.receipts().inWords())

        Network.off()
        val walk = Walk(phone, list)
        val ops = mutableListOf<OpId>()
        ops += walk.triesEveryOutcome()
        ops += walk.talksAlongTheBranches()
        ops += walk.takesBack()
        val alone = walk.leavesAloneAtOnce()
        val corrected = walk.correctsASlip()
        val added = walk.addsSomebody()
        ops += alone.ops + corrected.ops + added.ops
        assertEquals(40, walk.stopsWalked)
        refusesWhatDoesNotFit(phone, added.door)
        ops += recordsFiftyAtOnce(phone, list, added.door)
        assertEquals(ops.size, ops.toSet().size)
        val n = ops.size
        assertEquals("$n on phone, 0 safe on server", phone.receipts().inWords())

        assertFailsWith<DeviceException.Offline> { phone.sync() }
        phone.close()
        phone = Device.open(file)
        assertEquals("$n on phone, 0 safe on server", phone.receipts().inWords())
        assertEquals(StopState.LEAVE_ALONE, phone.stop(list, alone.stop).state)

        Network.on()
        val report = phone.sync()
        assertEquals(n.toULong(), report.sent)
        assertEquals("$n on phone, $n safe on server", phone.receipts().inWords())
        assertEquals(emptyList(), phone.refused())
        assertEquals(0UL, phone.sync().sent)
        aSecondPhoneSeesIt(list, alone, corrected, added)
        phone.close()
    }

    @Test
    fun `a phone that has not joined says so`() = runBlocking {
        Device.open(phoneFile("new")).use { phone ->
            assertFalse(phone.isJoined())
            assertFailsWith<DeviceException.NotJoined> { phone.sync() }
            assertFailsWith<DeviceException.NotHere> { phone.walkList(WalkListId(4_000_000u)) }
            Unit
        }
    }

    private suspend fun joinsByItsOwnInviteOnly(phone: Device) {
        val invite = variable("TURFWALK_INVITE_KOTLIN_1")
        assertFailsWith<DeviceException.BadInvite> { phone.join("my invite", "Kotlin") }
        val unknown = assertFailsWith<DeviceException.Rejected> {
            phone.join("${invite.substringBefore('#')}#NO-SUCH-CODE", "Kotlin")
        }
        assertTrue(unknown.message!!.isNotBlank())
        // The right code, but nobody listens at port 1.
        assertFailsWith<DeviceException.Offline> {
            phone.join("http://127.0.0.1:1/join#${invite.substringAfter('#')}", "Kotlin")
        }
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

    private fun refusesWhatDoesNotFit(phone: Device, door: DoorId) {
        val before = phone.receipts()
        val person = phone.door(door, Channel.DOOR, NOON_MS).people.first().person
        val refused = assertFailsWith<DeviceException.Refused> {
            phone.record(attempt(Target.Person(person.key), Outcome.Demolished))
        }
        assertEquals("the outcome does not fit whom it was recorded for", refused.message)
        assertFalse(outcomeFits(Outcome.Demolished, Target.Person(person.key)))
        assertEquals(before, phone.receipts())
    }

    private suspend fun recordsFiftyAtOnce(phone: Device, list: ListView, door: DoorId): List<OpId> =
        coroutineScope {
            val calls = (1..50).map {
                async(Dispatchers.IO) {
                    phone.door(door, Channel.DOOR, NOON_MS)
                    phone.record(attempt(Target.Door(door), Outcome.NotHome, list.summary.id))
                }
            }
            calls.awaitAll()
        }

    private suspend fun aSecondPhoneSeesIt(list: ListView, alone: Alone, corrected: Corrected, added: Added) {
        Device.open(phoneFile("other")).use { phone ->
            assertFailsWith<DeviceException.Rejected> { phone.join(variable("TURFWALK_INVITE_KOTLIN_1"), "Other") }
            phone.join(variable("TURFWALK_INVITE_KOTLIN_2"), "Other")
            phone.sync()
            assertEquals(StopState.LEAVE_ALONE, phone.stop(list, alone.stop).state)
            val row = phone.door(corrected.door, Channel.DOOR, NOON_MS).attempts.single { it.op == corrected.ops.last() }
            assertNotNull(row.rank)
            assertEquals(corrected.ops.first(), row.attempt.supersedes)
            val view = phone.door(added.door, Channel.DOOR, NOON_MS)
            assertTrue(view.people.any { it.person.key == added.key && it.person.name == "Robin Newcomer" })
            assertTrue(view.attempts.any { it.attempt.target == Target.Person(added.key) })
            assertEquals(50, view.attempts.count { it.attempt.outcome == Outcome.NotHome })
            assertEquals("0 on phone, 0 safe on server", phone.receipts().inWords())
        }
    }
}

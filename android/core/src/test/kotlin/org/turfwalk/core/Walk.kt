package org.turfwalk.core

import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** A noon in 1970: no quiet hours, nobody spoken to a moment ago. */
const val NOON_MS = 12 * 3_600_000L

fun Receipts.inWords() = "$onPhone on phone, $safe safe on server"

fun Device.stop(list: ListView, number: UInt): StopView =
    walkList(list.summary.id).stops.single { it.number == number }

fun Device.peopleAt(door: DoorId): List<Person> =
    door(door, Channel.DOOR, NOON_MS).people.filter { it.hold == null }.map { it.person }

fun attempt(target: Target, outcome: Outcome, list: WalkListId? = null, note: Note? = null) =
    Attempt(target, Channel.DOOR, outcome, System.currentTimeMillis(), list, note)

class Alone(val stop: UInt, val op: OpId)

class Corrected(val door: DoorId, val slip: OpId, val correction: OpId)

class Added(val door: DoorId, val key: PersonKey, val op: OpId, val attempt: OpId)

/** A canvasser on the way: each open stop once, in walking order. */
class Walk(private val phone: Device, private val list: ListView) {
    private val open = list.stops.filter { it.state == StopState.OPEN }
    private val entrances = open.filter { it.building != null }.iterator()
    private val homes = open.asSequence()
        .filter { it.building == null && phone.peopleAt(it.doors.first()).isNotEmpty() }
        .iterator()
    private val script = phone.script(list.summary.script!!)

    var stopsWalked = 0
        private set

    fun triesEveryOutcome(): List<OpId> =
        forPeople.map { record(Target.Person(somebody()), it) } +
            forDoors.map { record(Target.Door(home().doors.first()), it) } +
            forBuildings.map { record(Target.Building(entrance()), it) }

    fun talksAlongTheBranches(): List<OpId> =
        listOf(
            listOf("support" to "yes", "help" to "no", "issue" to "the buses"),
            listOf("support" to "leaning", "help" to "yes", "issue" to "the bridge"),
            listOf("support" to "undecided", "issue" to "the rent"),
            listOf("support" to "no"),
        ).map { path -> record(Target.Person(somebody()), talk(path)) }

    fun leavesAloneAtOnce(): Alone {
        val stop = home()
        val door = stop.doors.single()
        val op = record(Target.Door(door), Outcome.DoNotContact(Scope.DOOR))
        assertEquals(Hold.LeaveAlone(Why.ASKED), phone.door(door, Channel.DOOR, NOON_MS).hold)
        val after = phone.stop(list, stop.number)
        assertEquals(StopState.LEAVE_ALONE, after.state)
        assertTrue(after.doors.isEmpty())
        return Alone(stop.number, op)
    }

    fun correctsASlip(): Corrected {
        val door = home().doors.first()
        val person = Target.Person(phone.peopleAt(door).first().key)
        val slip = record(person, Outcome.Refused)
        val correction = phone.correct(slip, attempt(person, talk(listOf("support" to "no")), list.summary.id))
        val counted = phone.door(door, Channel.DOOR, NOON_MS).attempts.single()
        assertEquals(correction, counted.op)
        assertEquals(slip, counted.attempt.supersedes)
        return Corrected(door, slip, correction)
    }

    fun takesBack(): List<OpId> {
        val door = home().doors.first()
        val slip = record(Target.Door(door), Outcome.Vacant)
        assertEquals(DoorState.DONE, phone.door(door, Channel.DOOR, NOON_MS).state)
        val undo = phone.retract(slip)
        assertEquals(DoorState.OPEN, phone.door(door, Channel.DOOR, NOON_MS).state)
        return listOf(slip, undo)
    }

    fun addsSomebody(): Added {
        val door = home().doors.first()
        val op = phone.addPerson(door, "Robin Newcomer")
        val key = PersonKey.Made(op)
        assertEquals("Robin Newcomer", phone.peopleAt(door).single { it.key == key }.name)
        val note = Note("moved in last week", Basis.SAID)
        val call = attempt(Target.Person(key), Outcome.CallBack("Thursday evening"), list.summary.id, note)
        return Added(door, key, op, phone.record(call))
    }

    /** Answers as the script asks: these questions, in this order, and none after them. */
    private fun talk(path: List<Pair<String, String>>): Outcome {
        val answers = mutableListOf<Answer>()
        for ((key, value) in path) {
            assertEquals(key, nextQuestion(script, answers)?.key)
            answers += Answer(key, value)
            assertTrue(answerAllowed(script, answers.last()))
        }
        assertEquals(null, nextQuestion(script, answers))
        assertFalse(answerAllowed(script, Answer("support", "as the wind blows")))
        return Outcome.Canvassed(ScriptVersion(script.id, script.version), answers)
    }

    private fun record(target: Target, outcome: Outcome): OpId {
        assertTrue(outcomeFits(outcome, target))
        return phone.record(attempt(target, outcome, list.summary.id))
    }

    private fun home(): StopView = homes.next().also { stopsWalked += 1 }

    private fun entrance(): BuildingId = entrances.next().building!!.also { stopsWalked += 1 }

    private fun somebody(): PersonKey = phone.peopleAt(home().doors.first()).first().key

    private companion object {
        val forPeople = listOf(
            Outcome.NotHome,
            Outcome.Refused,
            Outcome.Hostile,
            Outcome.Moved,
            Outcome.Deceased,
            Outcome.Language("pt"),
            Outcome.CallBack("after six"),
            Outcome.WrongPerson,
            Outcome.AlreadyVoted,
            Outcome.DoNotContact(Scope.PERSON),
            Outcome.DoNotContact(Scope.HOUSEHOLD),
            Outcome.DoNotReturn,
            Outcome.Skipped,
        )
        val forDoors = listOf(
            Outcome.NotHome,
            Outcome.LiteratureDropped(2u),
            Outcome.NoSolicitingSign,
            Outcome.NoJunkMail,
            Outcome.Hazard,
            Outcome.Vacant,
            Outcome.NotFound,
            Outcome.Demolished,
            Outcome.Business,
            Outcome.DoNotReturn,
            Outcome.Inaccessible("a gate"),
        )
        val forBuildings = listOf(
            Outcome.Inaccessible("the caretaker was out"),
            Outcome.NoLetterboxes,
            Outcome.Partial,
            Outcome.LiteratureDropped(40u),
            Outcome.Hazard,
            Outcome.NotFound,
            Outcome.Demolished,
            Outcome.Skipped,
        )
    }
}

package org.turfwalk.ui.day

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlin.time.TimeSource
import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Attempt
import org.turfwalk.core.Basis
import org.turfwalk.core.Channel
import org.turfwalk.core.Form
import org.turfwalk.core.Hold
import org.turfwalk.core.ListView
import org.turfwalk.core.Outcome
import org.turfwalk.core.PersonView
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.Why
import org.turfwalk.ui.walk.PlanChoice
import org.turfwalk.ui.walk.PlanStart
import org.turfwalk.ui.walk.WalkModel
import org.turfwalk.ui.walk.WalkPanel

/** The next door, two taps, the one after it: what a volunteer does all day, through the screens. */
class WalkTest {
    @Test
    fun `two taps record an outcome and lead to the next stop, and undo takes it back`() = walker("walk") {
        val (first, second) = homes { true }.take(2).toList()
        stands(first)
        taps(texts.walkAtTheDoor)
        taps(texts.outcomeNotHome)
        sees(texts.walkElsewhere)
        assertEquals(Outcome.NotHome, attempts(first).single().outcome)
        assertEquals(StopState.TRY_AGAIN, now(first).state)
        taps(texts.commonUndo)
        sees(first.house)
        assertTrue(attempts(first).isEmpty())
        assertEquals(StopState.OPEN, now(first).state)

        stands(second)
        taps(texts.walkSkip)
        sees(texts.commonUndo)
        assertEquals(Outcome.Skipped, attempts(second).single().outcome)
        println("open stops ahead: ${walk.state.value.stopsToGo}, recorded in ${timeOfOne(first)}")
    }

    @Test
    fun `a talk goes on where the app was killed, and counts once it is saved`() = walker("talk") {
        val home = homes { it.size == 1 }.first()
        val person = people(home).single().person
        val script = device.script(list().summary.script!!)
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorTalk)
        sees(script.opening)
        val (first, second) = script.questions
        taps((first.form as Form.Choice).v1.first().text)
        sees(second.text)
        val open = script.questions.first { it.form is Form.Text }
        (second.form as? Form.Choice)?.let { taps(it.v1.last().text) }
        sees(open.text)
        types(texts.scriptAnswer, "the bus in the ev")
        waitsFor { device.draft(Target.Person(person.key))?.answers?.lastOrNull()?.value == "the bus in the ev" }

        killAndReopen()
        opensTheWalk()
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorGoOnTalk)
        sees(texts.scriptResumed)
        sees("the bus in the ev")
        taps(texts.commonNext)
        sees(texts.scriptFinishedTitle)
        taps(texts.scriptFinish)
        sees(texts.walkElsewhere)
        val talk = attempts(home).single()
        val answers = (talk.outcome as Outcome.Canvassed).answers
        assertEquals("the bus in the ev", answers.last().value)
        assertEquals(first.key, answers.first().question)
        assertEquals(Target.Person(person.key), talk.target)
        assertTrue(device.drafts().isEmpty())
    }

    @Test
    fun `who asks to be left alone is, at once, and the walk passes by`() = walker("alone") {
        val home = homes { it.size == 1 }.first()
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorDoNotContact)
        taps(texts.doNotContactScopeDoor)
        taps(texts.doNotContactConfirm)
        sees(texts.walkElsewhere)
        assertEquals(StopState.LEAVE_ALONE, now(home).state)
        assertEquals(Hold.LeaveAlone(Why.ASKED), device.door(home.doors.single(), Channel.DOOR, app.nowMs()).hold)
        taps(texts.commonUndo)
        waitsFor { now(home).state == StopState.OPEN }
    }

    @Test
    fun `a new neighbour and a note stand at the door`() = walker("note") {
        val home = homes { it.size == 1 }.first()
        stands(home)
        taps(texts.walkAtTheDoor)
        taps(texts.doorAddPerson)
        types(texts.addName, "Robin Newcomer")
        taps(texts.addSavePerson)
        sees("Robin Newcomer")
        taps(texts.doorAddNote)
        types(texts.noteText, "ring twice")
        taps(texts.noteInferred)
        taps(texts.noteSave)
        sees("${texts.noteWaits}\nring twice")
        taps(texts.outcomeNotHome)
        sees(texts.walkElsewhere)
        val note = assertNotNull(attempts(home).single().note)
        assertEquals("ring twice" to Basis.INFERRED, note.text to note.basis)
    }

    @Test
    fun `a building is walked door by door`() = walker("building") {
        // Other tests have been at some entrances of this server's town.
        val building = list().stops.first { it.building != null && it.doors.size > 2 && it.state == StopState.OPEN }
        stands(building)
        taps(texts.walkAtTheEntrance)
        val doors = device.entrance(list().summary.id, building.number).floors.flatMap { it.doors }
        taps(texts.doorNextInBuilding(unit = doors.first().unit!!))
        taps(texts.outcomeNotHome)
        // The next door opens by itself.
        // A door keeps its street as its file writes it, which may differ within a building.
        val second = device.door(doors[1].id, Channel.DOOR, System.currentTimeMillis()).door
        sees(texts.commonAddressUnit(second.number, second.street, second.unit!!))
        assertEquals(StopState.TRY_AGAIN, device.entrance(list().summary.id, building.number).floors.flatMap { it.doors }.first().state)
        app.back()
        sees(texts.doorBuzzedIn)
        taps(texts.doorEntranceOutcome)
        taps(texts.outcomeInaccessible)
        taps(texts.outcomeWhyConcierge)
        sees(texts.walkMap)
        assertEquals(StopState.TRY_AGAIN, now(building).state)
    }

    @Test
    fun `an order of one's own from another stop, and back to the printed one`() = walker("plan") {
        val far = list().stops.last { it.building == null }
        stands(far)
        sees(far.house)
        taps(texts.walkReplan)
        waitsFor { walk.state.value.choice.start == PlanStart.AtStop(far.number) }
        walk.choose(PlanChoice(PlanStart.AtStop(far.number), minutes = 30u, avoidSteps = true))
        taps(texts.walkReplan)
        sees(texts.walkReplanned)
        val own = walk.state.value
        assertTrue(own.leftOut.isNotEmpty() && own.panel == WalkPanel.LIST)
        assertEquals(list().stops.first { it.state == StopState.OPEN }.number, own.next?.stop?.number)
        taps(texts.walkAsListed)
        doesNotSee(texts.walkReplanned)
        taps(texts.walkMap)
        waitsFor { walk.state.value.streets?.streets.orEmpty().isNotEmpty() }
        sees(texts.walkMapAttribution)
    }

    private fun Phone.timeOfOne(stop: StopView): String {
        val began = TimeSource.Monotonic.markNow()
        device.record(Attempt(Target.Door(stop.doors.first()), Channel.DOOR, Outcome.NotHome, app.nowMs(), null, null, null))
        return began.elapsedNow().toString()
    }
}

/** A volunteer on the way with a list, on a phone of that name. */
private fun walker(name: String, story: Phone.() -> Unit) = volunteer("walker-$name") {
    joins(name)
    opensTheWalk()
    story()
}

internal fun Phone.opensTheWalk() {
    sees(texts.todayTitle)
    taps(if (device.walkLists().single().done == 0u) texts.todayStart else texts.todayGoOn)
    sees(texts.walkMap)
}

internal val Phone.walk get() = app.state.value.way.last { it.model is WalkModel }.model as WalkModel

internal fun Phone.list(): ListView = device.walkList(device.walkLists().single().id)

internal fun Phone.now(stop: StopView): StopView = list().stops.single { it.number == stop.number }

private fun Phone.people(stop: StopView): List<PersonView> = device.door(stop.doors.single(), Channel.DOOR, app.nowMs()).people

internal fun Phone.attempts(stop: StopView): List<Attempt> =
    device.door(stop.doors.single(), Channel.DOOR, app.nowMs()).attempts.map { it.attempt }

/** Stops that are one open door, where as many live as asked. */
internal fun Phone.homes(where: (List<PersonView>) -> Boolean): Sequence<StopView> = list().stops.asSequence()
    .filter { it.building == null && it.doors.size == 1 && it.state == StopState.OPEN }
    .filter { where(people(it)) }

/** Comes to a stop, wherever it is in the order. */
internal fun Phone.stands(stop: StopView) {
    runBlocking { walk.standAt(stop.number).join() }
    sees(stop.house)
}

private fun waitsFor(isSo: () -> Boolean) {
    repeat(300) {
        if (isSo()) return
        Thread.sleep(100)
    }
    assertTrue(isSo(), "what was waited for did not come")
}

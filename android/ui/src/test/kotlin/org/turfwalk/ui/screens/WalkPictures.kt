package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.Attempt
import org.turfwalk.core.Channel
import org.turfwalk.core.Hold
import org.turfwalk.core.Language
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WalkJob
import org.turfwalk.core.Why
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.door.Recorded
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.walk.PlanChoice
import org.turfwalk.ui.walk.PlanStart
import org.turfwalk.ui.walk.WalkActions
import org.turfwalk.ui.walk.WalkPanel
import org.turfwalk.ui.walk.WalkScreen
import org.turfwalk.ui.walk.WalkState

class WalkPictures {
    private val usual = walk(begun, way = listOf(acrossElm)).copy(recorded = recorded(begun[10], Outcome.NotHome))

    @Test
    fun `on the way`() = pictures("walk", Phone.all + Phone("de", 360, 640, language = Language.DE)) { show(usual) }

    @Test
    fun `all of the way and what comes after it`() = pictures("walk-long", Phone.tall(2400)) { show(usual) }

    @Test
    fun `an entrance, held by quiet hours, on straight lines`() = pictures("walk-building") {
        val state = walk(begun, 28u, isHere = true, names = emptyList())
        val next = state.next!!.copy(hold = Hold.QuietHours, access = "Code 2580, then the second door")
        show(state.copy(next = next, summary = state.summary!!.copy(onStreets = false)))
    }

    @Test
    fun `flyers are delivered in one tap`() = pictures("walk-flyer") {
        show(walk(begun, names = emptyList(), job = WalkJob.FLYER).copy(recorded = recorded(begun[10], Outcome.LiteratureDropped(1u))))
    }

    @Test
    fun `somebody is to be left alone`() = pictures("walk-held") {
        show(usual.copy(next = usual.next!!.copy(hold = Hold.LeaveAlone(Why.ASKED))))
    }

    @Test
    fun `the second round`() = pictures("walk-second-round") {
        show(walk(stops(24) { if (it % 4 == 0) StopState.TRY_AGAIN else StopState.DONE }, 5u, isSecondRound = true))
    }

    @Test
    fun `an order of one's own`() = pictures("walk-replanned") {
        show(usual.copy(summary = usual.summary!!.copy(replanned = true), recorded = null))
    }

    @Test
    fun `all is done`() = pictures("walk-finished") { show(walk(stops(24) { StopState.DONE }, next = null)) }

    @Test
    fun `nothing is on the list`() = pictures("walk-empty") { show(walk(emptyList(), next = null)) }

    @Test
    fun `before it is read`() = pictures("walk-loading") { show(WalkState()) }

    @Test
    fun `standing elsewhere`() = pictures("walk-elsewhere") { show(usual.copy(panel = WalkPanel.ELSEWHERE)) }

    @Test
    fun `planning anew`() = pictures("walk-plan", Phone.tall(1500) + Phone.german) {
        val choice = PlanChoice(PlanStart.AtPosition, minutes = 90u, walkerOfTwo = 2u)
        show(usual.copy(panel = WalkPanel.PLAN, choice = choice, position = Position.NotAllowed))
    }

    @Composable
    private fun show(state: WalkState) = WalkScreen(state, WalkActions())
}

fun recorded(stop: StopView, outcome: Outcome): Recorded {
    val attempt = Attempt(Target.Door(stop.doors.first()), Channel.DOOR, outcome, NOON_MS, null, null, null)
    return Recorded(stop, listOf(attempt), listOf(op(41u)))
}

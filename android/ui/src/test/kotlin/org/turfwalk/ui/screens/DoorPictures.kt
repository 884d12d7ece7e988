package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.Answer
import org.turfwalk.core.Attempt
import org.turfwalk.core.AttemptRow
import org.turfwalk.core.Basis
import org.turfwalk.core.Channel
import org.turfwalk.core.DoorId
import org.turfwalk.core.DoorState
import org.turfwalk.core.DoorView
import org.turfwalk.core.Draft
import org.turfwalk.core.Hold
import org.turfwalk.core.Note
import org.turfwalk.core.Outcome
import org.turfwalk.core.Place
import org.turfwalk.core.Target
import org.turfwalk.core.Why
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.app.TroubleAbove
import org.turfwalk.ui.door.Asking
import org.turfwalk.ui.door.DoorActions
import org.turfwalk.ui.door.DoorScreen
import org.turfwalk.ui.door.DoorScreenState
import org.turfwalk.ui.door.OutcomeKind
import org.turfwalk.ui.door.Whom
import org.turfwalk.ui.door.whom
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures

class DoorPictures {
    private val alma = person("Alma Reyes", 1u, "Independent")
    private val tomas = person("Tomás Reyes", 2u)
    private val family = door(alma, tomas).copy(
        attempts = listOf(
            row(1u, Outcome.NotHome, NOON_MS - 9 * DAY_MS),
            row(2u, Outcome.CallBack("after six"), NOON_MS - 3 * DAY_MS, Target.Person(alma.person.key), Note("ring twice, the bell is faint", Basis.SAID)),
        ),
    )
    private val usual = at(family)

    @Test
    fun `two people, and what was said before`() = pictures("door", Phone.all) { show(usual) }

    @Test
    fun `a person is chosen, a talk half done, a note waits, and all that can be done`() = pictures("door-long", Phone.tall(1700)) {
        val draft = Draft(Target.Person(alma.person.key), script, listOf(Answer("support", "yes")), "", "", Basis.SAID)
        val note = Note("asks for a yard sign", Basis.INFERRED)
        val view = family.copy(access = "Gate code 2580", people = listOf(alma.copy(movedAway = true, language = "Polish"), tomas.copy(hold = Hold.LeaveAlone(Why.DECEASED))), language = "Spanish")
        show(at(view).copy(chosen = alma.person.key, drafts = listOf(draft), note = note))
    }

    @Test
    fun `nobody is known`() = pictures("door-nobody") { show(at(door())) }

    @Test
    fun `to be left alone`() = pictures("door-held") { show(at(family.copy(hold = Hold.LeaveAlone(Why.ASKED)))) }

    @Test
    fun `quiet hours`() = pictures("door-quiet") { show(at(family.copy(hold = Hold.QuietHours))) }

    @Test
    fun `recorded, with undo`() = pictures("door-recorded", Phone.both + Phone.bigType) {
        show(at(family.copy(state = DoorState.DONE)).copy(recorded = recorded(stop("214", "Elm Street"), Outcome.Refused)))
    }

    @Test
    fun `whom one spoke with`() = pictures("door-who") {
        val whom = whom(OutcomeKind.CANVASSED, family, null) as Whom.Which
        show(usual.copy(asking = Asking.Who(OutcomeKind.CANVASSED, whom.targets)))
    }

    @Test
    fun `the other outcomes`() = pictures("door-more", Phone.tall(1400)) { show(usual.copy(asking = Asking.More)) }

    @Test
    fun `when to come again`() = pictures("door-when", Phone.both + Phone.german) {
        show(usual.copy(asking = Asking.Word(OutcomeKind.CALL_BACK, Target.Door(DoorId(1u)))))
    }

    @Test
    fun `what was just tapped is not on disk`() = pictures("door-trouble") {
        TroubleAbove(Trouble.STORAGE_FULL, {}) { show(usual) }
    }

    @Test
    fun `before it is read`() = pictures("door-loading") { show(DoorScreenState(stop("214", "Elm Street"))) }

    private fun at(view: DoorView) = DoorScreenState(
        stop = stop("214", "Elm Street"),
        view = view,
        offered = OutcomeKind.entries.filter { whom(it, view, null) != Whom.Nobody },
        hasScript = true,
        nowMs = NOON_MS,
    )

    private fun row(n: ULong, outcome: Outcome, atMs: Long, target: Target = Target.Door(DoorId(1u)), note: Note? = null) =
        AttemptRow(op(n), Place.Door(DoorId(1u)), n, false, Attempt(target, Channel.DOOR, outcome, atMs, null, note, null))

    @Composable
    private fun show(state: DoorScreenState) = DoorScreen(state, DoorActions())
}

private const val DAY_MS = 86_400_000L

package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.Answer
import org.turfwalk.core.Attempt
import org.turfwalk.core.AttemptRow
import org.turfwalk.core.Basis
import org.turfwalk.core.Channel
import org.turfwalk.core.DataNotice
import org.turfwalk.core.DoorId
import org.turfwalk.core.Facts
import org.turfwalk.core.Hold
import org.turfwalk.core.Note
import org.turfwalk.core.Outcome
import org.turfwalk.core.Place
import org.turfwalk.core.Target
import org.turfwalk.core.Why
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.theirdata.TheirDataActions
import org.turfwalk.ui.theirdata.TheirDataScreen
import org.turfwalk.ui.theirdata.TheirDataState

class TheirDataPictures {
    private val notice = DataNotice(
        heldBy = "Springfield for Rivera",
        purpose = "To speak with voters before the election of 3 November.",
        source = "The public voter file of the county.",
        contact = "data@rivera.example, 555 0123",
    )
    private val maria = person("Maria Okafor", 1u, party = "Independent")
    private val visited = Attempt(
        Target.Person(maria.person.key),
        Channel.DOOR,
        Outcome.Canvassed(null, listOf(Answer("Who has your vote?", "Rivera"))),
        NOON_MS,
        note = Note("Prefers evenings", Basis.SAID),
    )
    private val known = door(maria).copy(attempts = listOf(AttemptRow(op(1uL), Place.Door(DoorId(1u)), 1uL, false, visited)))

    @Test
    fun `all that is held of one person`() = pictures("their-data", Phone.both + Phone.large + Phone.german) {
        show(TheirDataState(known, maria, notice, facts = listOf(Facts(listOf("555 0100"), "Spanish", movedAway = true, deceased = false, history = emptyList()))))
    }

    @Test
    fun `several live here`() = pictures("their-data-whose") {
        show(TheirDataState(door(maria, person("Jonas Weber", 2u)), null, notice))
    }

    @Test
    fun `nothing but the address, and no notice`() = pictures("their-data-nothing") { show(TheirDataState(door(), null, null)) }

    @Test
    fun `they asked to be left alone`() = pictures("their-data-wish") {
        val alone = maria.copy(hold = Hold.LeaveAlone(Why.ASKED))
        show(TheirDataState(door(alone), alone, notice))
    }

    @Composable
    private fun show(state: TheirDataState) = TheirDataScreen(state, TheirDataActions())
}

package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.Change
import org.turfwalk.core.Decision
import org.turfwalk.core.DoorId
import org.turfwalk.core.Edit
import org.turfwalk.core.EditRow
import org.turfwalk.core.Facts
import org.turfwalk.core.Fate
import org.turfwalk.core.Past
import org.turfwalk.core.Place
import org.turfwalk.core.Target
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.putright.PutRightActions
import org.turfwalk.ui.putright.PutRightAsk
import org.turfwalk.ui.putright.PutRightScreen
import org.turfwalk.ui.putright.PutRightState

class PutRightPictures {
    private val alma = person("Alma Reyes", 1u)
    private val tomas = person("Tomás Reyes", 2u)
    private val about = Target.Person(alma.person.key)
    private val nothing = Facts(emptyList(), null, movedAway = false, deceased = false, history = emptyList())
    private val known = Facts(
        phones = listOf("555 0100"),
        language = "Polish",
        movedAway = true,
        deceased = false,
        history = listOf(
            past(1u, Change.Name("Alma Reyes-Ortiz"), Fate.ACCEPTED),
            past(2u, Change.Language("Spanish"), Fate.REPLACED),
            past(3u, Change.Language("Polish"), Fate.HOLDS),
            past(4u, Change.AddPhone("555 0100"), Fate.HOLDS),
            past(5u, Change.Name("Alma R. Ortiz"), Fate.REFUSED),
            past(6u, Change.Name("Alma Ortiz"), Fate.WAITS),
            past(7u, Change.MovedAway(true), Fate.HOLDS, rank = null),
        ),
    )
    private val state = PutRightState(about, door(alma, tomas), nothing, nowMs = NOON_MS)

    @Test
    fun `of one of two, nothing so far`() = pictures("put-right", Phone.all) { show(state) }

    @Test
    fun `what was put right, and what came of it`() =
        pictures("put-right-known", Phone.tall(1500)) {
            show(state.copy(facts = known))
        }

    @Test
    fun `another name was just told`() = pictures("put-right-told") {
        val told = past(8u, Change.Name("Alma Ortiz"), Fate.WAITS, rank = null)
        show(state.copy(facts = nothing.copy(history = listOf(told)), last = told.row.op))
    }

    @Test
    fun `nobody is known here`() = pictures("put-right-household") {
        show(PutRightState(Target.Door(DoorId(1u)), door(), nothing, nowMs = NOON_MS))
    }

    @Test
    fun `another name`() = pictures("put-right-name", Phone.both + Phone.german) {
        show(state.copy(asking = PutRightAsk.NAME, text = "Alma Ortiz"))
    }

    @Test
    fun `a language`() = pictures("put-right-language", Phone.both + Phone.german) {
        show(state.copy(asking = PutRightAsk.LANGUAGE))
    }

    @Test
    fun `a number that is missing`() = pictures("put-right-phone", Phone.both + Phone.german) {
        show(state.copy(asking = PutRightAsk.PHONE, isMissing = true))
    }

    private fun past(n: ULong, change: Change, fate: Fate, rank: ULong? = n): Past {
        val atMs = NOON_MS - (7uL - n).toLong() * 86_400_000L
        val decided = if (fate == Fate.ACCEPTED || fate == Fate.REFUSED) Decision(fate == Fate.ACCEPTED, "Sam", atMs) else null
        return Past(EditRow(op(n), Place.Door(DoorId(1u)), rank, Edit(about, change, null, atMs), decided), fate)
    }

    @Composable
    private fun show(state: PutRightState) = PutRightScreen(state, PutRightActions())
}

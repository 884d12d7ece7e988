package org.turfwalk.ui.donotcontact

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Device
import org.turfwalk.core.DoorId
import org.turfwalk.core.Outcome
import org.turfwalk.core.PersonView
import org.turfwalk.core.Scope
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.outcomeFits
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.walk.Trip

/** Who is to be left alone: how far it goes, and of whom it is recorded. */
data class Wish(val scope: Scope, val target: Target, val name: String?)

/** Everything that the page for a wish to be left alone shows. */
data class DoNotContactState(val wishes: List<Wish> = emptyList(), val chosen: Wish? = null)

/** A wish to be left alone, heard of [target] at [stop]: it counts at once. */
class DoNotContactModel(
    private val device: Device,
    private val stop: StopView,
    private val target: Target,
    private val trip: Trip,
    private val errands: Errands,
    private val back: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(DoNotContactState())
    val state: StateFlow<DoNotContactState> = shown
    val actions = DoNotContactActions({ back() }, ::choose, { record() })

    override fun load(): Job = errands.run {
        if (shown.value.wishes.isNotEmpty()) return@run
        val (door, people) = where() ?: return@run
        val persons = people.map { Wish(Scope.PERSON, Target.Person(it.person.key), it.person.name) }
        val heard = persons.find { it.target == target }
        val others = listOf(Scope.HOUSEHOLD, Scope.DOOR).map { Wish(it, heard?.target ?: Target.Door(door), null) }
        val wishes = (if (heard == null) persons else listOf(heard)) + others
        val fitting = wishes.mapNotNull { it.fitting(door) }
        shown.update { DoNotContactState(fitting, chosen = fitting.find { wish -> wish == heard }) }
    }

    fun choose(wish: Wish) = shown.update { it.copy(chosen = wish) }

    /** An outcome like any other: what it came from is told, and undo takes it back. */
    fun record(): Job = errands.run {
        val wish = shown.value.chosen ?: return@run
        trip.recorder.record(stop, listOf(wish.target), Outcome.DoNotContact(wish.scope))
        back()
    }

    /** As the core lets it be said: of the person who spoke, or else of the door. */
    private fun Wish.fitting(door: DoorId): Wish? =
        listOf(target, Target.Door(door)).firstOrNull { outcomeFits(Outcome.DoNotContact(scope), it) }?.let { copy(target = it) }

    /** The door that the wish is about, and who lives there. */
    private fun where(): Pair<DoorId, List<PersonView>>? = stop.doors.asSequence()
        .map { it to device.door(it, trip.channel, trip.nowMs()).people }
        .find { (door, people) ->
            target == Target.Door(door) || people.any { Target.Person(it.person.key) == target }
        }
}

package org.turfwalk.ui.door

import org.turfwalk.core.DoorView
import org.turfwalk.core.Hold
import org.turfwalk.core.PersonKey
import org.turfwalk.core.Target

/** Of whom an outcome can be said at a door. */
sealed interface Whom {
    /** Of this one, without asking. */
    data class One(val target: Target) : Whom

    /** The canvasser says of which of these. */
    data class Which(val targets: List<Target>) : Whom

    /** Of nobody here: it is not offered. */
    data object Nobody : Whom
}

/**
 * Of whom [kind] is meant at [door] when [chosen] is the person chosen before, if any.
 *
 * What is about a person asks which one where several live; anything else is about the door.
 */
fun whom(kind: OutcomeKind, door: DoorView, chosen: PersonKey?): Whom {
    val here = Target.Door(door.door.id)
    val people = door.people.filter { it.hold !is Hold.LeaveAlone }.map { Target.Person(it.person.key) }
    val person = people.find { it.v1 == chosen }
    if (person != null && kind.fits(person)) return Whom.One(person)
    val fitting = people.filter(kind::fits)
    val fitsDoor = kind.fits(here)
    return when {
        fitsDoor && (!kind.isAboutAPerson || fitting.isEmpty()) -> Whom.One(here)
        fitting.size == 1 -> Whom.One(fitting.single())
        fitting.isEmpty() -> Whom.Nobody
        else -> Whom.Which(if (fitsDoor) fitting + here else fitting)
    }
}

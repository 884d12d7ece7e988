/* Made-up things for the screens to show. */
package org.turfwalk.ui.screens

import org.turfwalk.core.DeviceId
import org.turfwalk.core.Door
import org.turfwalk.core.DoorId
import org.turfwalk.core.DoorState
import org.turfwalk.core.DoorView
import org.turfwalk.core.Incarnation
import org.turfwalk.core.ListSummary
import org.turfwalk.core.OpId
import org.turfwalk.core.Person
import org.turfwalk.core.PersonId
import org.turfwalk.core.PersonKey
import org.turfwalk.core.PersonView
import org.turfwalk.core.Receipts
import org.turfwalk.core.ScriptId
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.core.StreetSide
import org.turfwalk.core.TurfId
import org.turfwalk.core.WalkJob
import org.turfwalk.core.WalkListId
import org.turfwalk.core.WalkTotals

/** Noon of a Saturday in May. */
const val NOON_MS = 1_778_932_800_000L

fun list(name: String, doors: UInt, done: UInt, job: WalkJob = WalkJob.CANVASS, number: UInt = 1u) = ListSummary(
    id = WalkListId(number),
    turf = TurfId(1u),
    name = name,
    job = job,
    script = ScriptId(1u),
    version = 1u,
    replanned = false,
    doors = doors,
    done = done,
    totals = WalkTotals(metres = 43u * doors, seconds = 70u * doors, crossings = 3u),
    onStreets = true,
)

fun receipts(onPhone: ULong, safe: ULong, backedUp: ULong = 0uL, refused: ULong = 0uL) =
    Receipts(onPhone, safe, backedUp, refused)

fun op(n: ULong) = OpId(DeviceId(7u), Incarnation(1uL), n)

fun person(name: String, number: UInt, party: String? = null) =
    PersonView(Person(PersonKey.Imported(PersonId(number)), DoorId(1u), null, name, party), hold = null)

fun door(vararg people: PersonView) = DoorView(
    door = Door(DoorId(1u), null, "214", "Elm Street", null, "Springfield", "12345", beside = null, at = null),
    access = null,
    people = people.toList(),
    hold = null,
    state = DoorState.OPEN,
    attempts = emptyList(),
)

fun stop(house: String, street: String, number: UInt = 1u, state: StopState = StopState.OPEN) = StopView(
    number = number,
    building = null,
    doors = listOf(DoorId(number)),
    house = house,
    street = street,
    side = StreetSide.ODD,
    at = null,
    walkM = 20u,
    walkS = 16u,
    crossings = 0u,
    state = state,
    round = 0u,
)

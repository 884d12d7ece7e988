package org.turfwalk.ui.screens

import kotlin.test.Test
import org.turfwalk.core.Basis
import org.turfwalk.core.DoorId
import org.turfwalk.core.Scope
import org.turfwalk.core.Target
import org.turfwalk.ui.add.AddDoorActions
import org.turfwalk.ui.add.AddDoorScreen
import org.turfwalk.ui.add.AddDoorState
import org.turfwalk.ui.add.AddPersonActions
import org.turfwalk.ui.add.AddPersonScreen
import org.turfwalk.ui.add.AddPersonState
import org.turfwalk.ui.donotcontact.DoNotContactActions
import org.turfwalk.ui.donotcontact.DoNotContactScreen
import org.turfwalk.ui.donotcontact.DoNotContactState
import org.turfwalk.ui.donotcontact.Wish
import org.turfwalk.ui.note.NoteActions
import org.turfwalk.ui.note.NoteScreen
import org.turfwalk.ui.note.NoteState
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures

/** What else is done at a door. */
class MorePictures {
    private val phones = Phone.both + Phone.german
    private val here = Target.Door(DoorId(1u))

    @Test
    fun `add a person`() = pictures("add-person", phones) {
        AddPersonScreen(AddPersonState(door().door, isMissing = true), AddPersonActions())
    }

    @Test
    fun `add a door`() = pictures("add-door", phones) {
        AddDoorScreen(AddDoorState(door().door, number = "214 B", street = "Elm Street"), AddDoorActions())
    }

    @Test
    fun `note`() = pictures("note", phones) {
        NoteScreen(NoteState("Alma Reyes", "Works nights, come after four", Basis.INFERRED), NoteActions())
    }

    @Test
    fun `do not contact`() = pictures("do-not-contact", phones) {
        val wishes = listOf(Wish(Scope.PERSON, here, "Alma Reyes"), Wish(Scope.HOUSEHOLD, here, null), Wish(Scope.DOOR, here, null))
        DoNotContactScreen(DoNotContactState(wishes, wishes.first()), DoNotContactActions())
    }
}

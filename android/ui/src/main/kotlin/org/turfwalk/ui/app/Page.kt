package org.turfwalk.ui.app

import kotlinx.coroutines.Job
import org.turfwalk.core.DoorId
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WalkListId

/** Where one can be in the app. (What the core calls a place is a door or a building.) */
sealed interface Page {
    /** The list that the page is about: without it, there is no such page. */
    val list: WalkListId? get() = null

    /** The stop that one is at, where the page is about one. */
    val stop: StopView? get() = null

    /** Whether it shows a list or a door, and so closes when the lease ends. */
    val closesWithLease: Boolean get() = list != null

    data object Join : Page

    data object Today : Page {
        override val closesWithLease get() = true
    }

    data object Settings : Page

    /** What happened, at the place where one probably is. */
    data object Incident : Page

    /** Those reported from this phone. */
    data object Incidents : Page

    data class TheirData(override val list: WalkListId, override val stop: StopView, val door: DoorId) : Page

    data class Walk(override val list: WalkListId) : Page

    /** Within a walk, at one stop. */
    data class Door(override val list: WalkListId, override val stop: StopView, val door: DoorId) : Page

    data class Building(override val list: WalkListId, override val stop: StopView) : Page

    data class Script(override val list: WalkListId, override val stop: StopView, val target: Target) : Page

    /** What is held of somebody is other than shown. */
    data class PutRight(override val list: WalkListId, override val stop: StopView, val door: DoorId, val about: Target) : Page

    data class AddPerson(override val list: WalkListId, val door: DoorId) : Page

    data class AddDoor(override val list: WalkListId, val beside: DoorId) : Page

    data class Note(override val list: WalkListId, override val stop: StopView, val target: Target) : Page

    data class DoNotContact(override val list: WalkListId, override val stop: StopView, val target: Target) : Page

    /** Before the database is open. */
    data object Opening : Page

    /** The database does not open, and a person has to decide. */
    data object CannotOpen : Page

    /** The database before this one is gone, and this is what came of it. */
    data object Salvaged : Page

    /** The lease has ended. */
    data object Locked : Page
}

/** What a page shows, decided. Made when one comes to the page, let go when one leaves it. */
interface PageModel {
    /** Reads anew: on coming to the page, on coming back to it, and after a sync. */
    fun load(): Job

    /** One step back within the page; whether there was one. */
    fun stepBack(): Boolean = false
}

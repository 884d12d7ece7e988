package org.turfwalk.ui.app

import org.turfwalk.core.WalkListId
import org.turfwalk.ui.Trouble

/** A page that one is at, with its model. */
data class Stand(val page: Page, val model: PageModel)

/** Where one is in the app, and what stands before it. */
data class AppState(
    /** The way here from Today, which is always the first. */
    val way: List<Stand> = emptyList(),
    /** Stands before the way until it is dealt with: opening, joining, the lease. */
    val gate: Stand? = null,
    /** What the last thing that was tried came to, until it is read. */
    val trouble: Trouble? = null,
    val sync: SyncState = SyncState(),
) {
    /** Recording goes on behind the lease's gate: only what shows a list or a door is shut. */
    val shown: Stand?
        get() = when {
            gate?.page == Page.Locked && way.lastOrNull()?.page?.closesWithLease == false -> way.last()
            else -> gate ?: way.lastOrNull()
        }

    /** This way without what is about a list that is gone. */
    fun within(lists: Set<WalkListId>): List<Stand> = way.takeWhile { it.page.list == null || it.page.list in lists }
}

/** What is known of the way to the server. */
data class SyncState(
    val running: Boolean = false,
    /** Why the last sync failed; none when it did not. */
    val trouble: Trouble? = null,
    /** How many have ended well since the app was started. */
    val done: Int = 0,
)

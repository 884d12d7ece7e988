package org.turfwalk.ui.today

import org.turfwalk.core.ListSummary
import org.turfwalk.core.Receipts
import org.turfwalk.core.RefusedOp
import org.turfwalk.core.Unfinished
import org.turfwalk.ui.app.SyncState

/** What the Today screen shows. */
data class TodayState(
    val campaign: String? = null,
    /** None before they have been read. */
    val lists: List<ListSummary>? = null,
    val receipts: Receipts? = null,
    val refused: List<RefusedOp> = emptyList(),
    /** When the server last answered; none before it ever has. */
    val contactMs: Long? = null,
    val nowMs: Long = 0,
    val leaseLeftMs: Long? = null,
    val isShutOut: Boolean = false,
    val sync: SyncState = SyncState(),
    /** What has changed among the lists since the app was opened, newest first. */
    val news: List<ListNews> = emptyList(),
    /** Talks, notes and pages that were begun and are not recorded. */
    val unfinished: List<Unfinished> = emptyList(),
    val incidents: Int = 0,
) {
    val unsent: Int get() = receipts?.let { (it.onPhone - it.safe).toInt() } ?: 0

    /** Worth a word only in the last two days of it. */
    val leaseWarnsMs: Long? get() = leaseLeftMs?.takeIf { it < 48 * HOUR_MS }

    private companion object {
        const val HOUR_MS = 3_600_000L
    }
}

/** What came of a list with a sync. */
sealed interface ListNews {
    val name: String

    data class New(override val name: String) : ListNews

    data class Withdrawn(override val name: String) : ListNews

    data class Changed(override val name: String) : ListNews
}

/** What is new among `now` against `before`. */
fun listNews(before: List<ListSummary>, now: List<ListSummary>): List<ListNews> {
    val known = before.associateBy { it.id }
    val gone = before.filter { old -> now.none { it.id == old.id } }.map { ListNews.Withdrawn(it.name) }
    return gone + now.mapNotNull { list ->
        when (known[list.id]?.version) {
            null -> ListNews.New(list.name)
            list.version -> null
            else -> ListNews.Changed(list.name)
        }
    }
}

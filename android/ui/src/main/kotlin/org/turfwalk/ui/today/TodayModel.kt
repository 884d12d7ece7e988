package org.turfwalk.ui.today

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Channel
import org.turfwalk.core.Draft
import org.turfwalk.core.LeaseState
import org.turfwalk.core.ListSummary
import org.turfwalk.core.Standing
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.WalkListId
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel

/** The lists of today, what became of what was recorded, and the server. */
class TodayModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow(TodayState())
    val state: StateFlow<TodayState> = shown

    override fun load(): Job = app.errands.run {
        val device = app.device
        val clock = app.platform.clock()
        val lists = device.walkLists()
        shown.update { before ->
            TodayState(
                campaign = device.campaign()?.name,
                lists = lists,
                receipts = device.receipts(),
                refused = device.refused(),
                contactMs = device.syncedAtMs(),
                nowMs = clock.wallMs,
                leaseLeftMs = (device.lease(clock) as? LeaseState.Open)?.leftMs,
                isShutOut = device.standing() == Standing.SHUT_OUT,
                sync = before.sync,
                news = before.lists?.takeIf { before.contactMs != null }?.let { listNews(it, lists) }.orEmpty() + before.news,
                drafts = device.drafts().mapNotNull { find(it, lists) },
                incidents = device.incidents().size,
            )
        }
    }

    fun openList(list: WalkListId) = app.go(Page.Walk(list))

    fun goOn(draft: Begun) = with(draft) {
        app.go(if (isNote) Page.Note(list, stop, target) else Page.Script(list, stop, target))
    }

    fun sync() = app.hurry()

    fun openSettings() = app.go(Page.Settings)

    fun joinAnew() = app.go(Page.Join)

    fun reportIncident() = app.go(Page.Incident)

    fun openIncidents() = app.go(Page.Incidents)

    fun openNetworkPage() = app.platform.openNetworkPage()

    /** The stop where a draft was begun. One is rare, and so may look at each door. */
    private fun find(draft: Draft, lists: List<ListSummary>): Begun? = lists.firstNotNullOfOrNull { list ->
        val stop = app.device.walkList(list.id).stops.find { it.has(draft.target) }
        stop?.let { Begun(list.id, it, draft.target, isNote = draft.script == null) }
    }

    private fun StopView.has(target: Target): Boolean = when (target) {
        is Target.Door -> target.v1 in doors
        is Target.Building -> target.v1 == building
        is Target.Person -> doors.any { door ->
            app.device.door(door, Channel.DOOR, 0).people.any { it.person.key == target.v1 }
        }
    }

    /** What has changed among the lists has been read. */
    fun dismissNews() = shown.update { it.copy(news = emptyList()) }
}

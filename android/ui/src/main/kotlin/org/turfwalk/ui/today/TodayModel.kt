package org.turfwalk.ui.today

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.HalfDone
import org.turfwalk.core.LeaseState
import org.turfwalk.core.Standing
import org.turfwalk.core.Unfinished
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
                unfinished = device.unfinished(),
                incidents = device.incidents().size,
            )
        }
    }

    fun openList(list: WalkListId) = app.go(Page.Walk(list))

    fun goOn(begun: Unfinished) {
        begun.page()?.let(app::go)
    }

    private fun Unfinished.page(): Page? {
        val (list, stop, door) = at ?: return if (what is HalfDone.Incident) Page.Incident else null
        return when (val half = what) {
            is HalfDone.Talk -> Page.Script(list, stop, half.with)
            is HalfDone.Note -> Page.Note(list, stop, half.about)
            is HalfDone.Changes -> Page.PutRight(list, stop, door, half.about)
            is HalfDone.Person -> Page.AddPerson(list, door)
            is HalfDone.Door -> Page.AddDoor(list, door)
            is HalfDone.Incident -> Page.Incident
        }
    }

    fun sync() = app.hurry()

    fun openSettings() = app.go(Page.Settings)

    fun joinAnew() = app.go(Page.Join)

    fun reportIncident() = app.go(Page.Incident)

    fun openIncidents() = app.go(Page.Incidents)

    fun openNetworkPage() = app.platform.openNetworkPage()

    /** What has changed among the lists has been read. */
    fun dismissNews() = shown.update { it.copy(news = emptyList()) }
}

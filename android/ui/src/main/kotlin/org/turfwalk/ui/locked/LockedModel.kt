package org.turfwalk.ui.locked

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.app.SyncState

/** What the Locked screen shows. */
data class LockedState(val unsent: Int = 0, val sync: SyncState = SyncState())

/** The lease has ended: lists stay closed until the server has been reached. */
class LockedModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow(LockedState())
    val state: StateFlow<LockedState> = shown

    override fun load(): Job = app.errands.run {
        val receipts = app.device.receipts()
        shown.update { it.copy(unsent = (receipts.onPhone - receipts.safe).toInt()) }
    }

    fun sync() = app.hurry()

    fun reportIncident() = app.go(Page.Incident)

    fun openSettings() = app.go(Page.Settings)
}

package org.turfwalk.ui.incident

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.PageModel

/** What became of the incidents reported from this phone. */
class IncidentsModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow(IncidentsState())
    val state: StateFlow<IncidentsState> = shown

    override fun load(): Job = app.errands.run {
        val incidents = app.device.incidents()
        shown.update { it.copy(incidents = incidents, nowMs = app.platform.clock().wallMs) }
    }
}

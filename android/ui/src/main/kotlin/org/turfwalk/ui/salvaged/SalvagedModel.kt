package org.turfwalk.ui.salvaged

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.turfwalk.core.Salvaged
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.PageModel

/** What came of the database before this one, until it has been read. */
class SalvagedModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow<SalvagedState?>(null)
    val state: StateFlow<SalvagedState?> = shown

    override fun load(): Job = app.errands.run {
        shown.value = app.device.salvaged()?.let { SalvagedState(it, mustJoin = app.device.standing() == null) }
    }

    fun understood() = app.errands.run {
        app.device.forgetSalvaged()
        app.joined()
    }
}

/** What the Salvaged screen shows. */
data class SalvagedState(
    val salvaged: Salvaged,
    /** The old file did not tell any more who the phone was. */
    val mustJoin: Boolean,
)

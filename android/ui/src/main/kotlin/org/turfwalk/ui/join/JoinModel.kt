package org.turfwalk.ui.join

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.DeviceException
import org.turfwalk.core.Standing
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.app.Scan

/** Joining by the organizer's code, scanned or typed. */
class JoinModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow(JoinState())
    val state: StateFlow<JoinState> = shown

    override fun load(): Job = app.errands.run {
        val receipts = app.device.receipts()
        shown.update {
            it.copy(
                unsent = (receipts.onPhone - receipts.safe).toInt(),
                isLeaving = app.device.standing() == Standing.LEAVING,
            )
        }
    }

    /** Looks for the code with the camera; where there is none, it is typed. */
    fun scan(): Job = app.errands.alone {
        shown.update { it.copy(camera = null, trouble = null) }
        when (val scan = app.platform.scan()) {
            is Scan.Found -> shown.update { it.copy(code = scan.text.trim(), isTyping = true) }
            Scan.GivenUp -> Unit
            Scan.NotAllowed -> typeBecause(CameraTrouble.NOT_ALLOWED)
            Scan.NoCamera -> typeBecause(CameraTrouble.ABSENT)
            Scan.Failed -> typeBecause(CameraTrouble.FAILED)
        }
    }

    fun typeInstead() = shown.update { it.copy(isTyping = true) }

    fun typeCode(code: String) = shown.update { it.copy(code = code, trouble = null) }

    fun typeName(name: String) = shown.update { it.copy(name = name) }

    fun openSettings() = app.platform.openSettings()

    fun openNetworkPage() = app.platform.openNetworkPage()

    /** Joins, then fetches the lists. After a lost connection the same code joins once only. */
    fun join(): Job = app.errands.alone {
        val asked = shown.value
        if (!asked.canJoin) return@alone
        shown.update { it.copy(step = JoinStep.JOINING, trouble = null) }
        try {
            app.device.join(asked.code.trim(), asked.name.trim())
            shown.update { it.copy(step = JoinStep.LOADING) }
            // Should it fail, Today says so, and the loop goes on trying.
            app.sync()
            app.joined()
        } catch (problem: DeviceException) {
            shown.update { it.copy(trouble = Trouble.of(problem)) }
        } finally {
            shown.update { it.copy(step = JoinStep.ASKING) }
        }
    }

    private fun typeBecause(trouble: CameraTrouble) = shown.update { it.copy(isTyping = true, camera = trouble) }
}

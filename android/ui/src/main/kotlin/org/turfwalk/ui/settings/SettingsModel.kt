package org.turfwalk.ui.settings

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withTimeoutOrNull
import org.turfwalk.core.DeviceException
import org.turfwalk.core.version
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Choice
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.app.Position

/** How the app looks and behaves on this phone, and the way out. */
class SettingsModel(private val app: AppModel) : PageModel {
    private val shown = MutableStateFlow(SettingsState(choice = app.choices.now.value, version = version()))
    val state: StateFlow<SettingsState> = shown

    override fun load(): Job = app.errands.run {
        val receipts = app.device.receipts()
        val campaign = app.device.campaign()?.name
        shown.update { it.copy(campaign = campaign, unsent = (receipts.onPhone - receipts.safe).toInt()) }
    }

    fun choose(choice: Choice) {
        val asksForPosition = choice.position && !app.choices.now.value.position
        app.choices.change(choice)
        shown.update { it.copy(choice = choice, positionNotAllowed = false) }
        if (asksForPosition) askForPosition()
    }

    /** The phone asks its owner at the first look; without leave, the choice goes back to off. */
    private fun askForPosition() = app.errands.alone {
        val first = withTimeoutOrNull(60_000) { app.platform.positions().first { it != Position.Waiting } }
        if (first == Position.NotAllowed) {
            val back = app.choices.now.value.copy(position = false)
            app.choices.change(back)
            shown.update { it.copy(choice = back, positionNotAllowed = true) }
        }
    }

    fun openSettings() = app.platform.openSettings()

    /** Writes what is unsent as a file that only the organizer's server can read, and shares it. */
    fun export(): Job = app.errands.run {
        val path = app.platform.shareFolder + "/turfwalk-unsent.ops"
        val exported = try {
            val records = app.device.exportUnsent(path).toInt()
            when {
                records == 0 -> Exported.Nothing
                app.platform.share(path) -> Exported.Written(records)
                else -> Exported.NoAppToShare
            }
        } catch (_: DeviceException) {
            Exported.Failed
        }
        shown.update { it.copy(exported = exported) }
    }

    fun askToLeave() = shown.update { it.copy(isLeaving = true) }

    fun stay() = shown.update { it.copy(isLeaving = false) }

    /** Leaves the campaign: lists go at once, what is unsent stays until it has been sent. */
    fun signOut(): Job = app.errands.run {
        app.device.signOut()
        shown.update { it.copy(isLeaving = false) }
        app.joined()
    }
}

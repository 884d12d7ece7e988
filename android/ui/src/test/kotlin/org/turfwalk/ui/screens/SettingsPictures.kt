package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.Language
import org.turfwalk.ui.app.Choice
import org.turfwalk.ui.app.TextSize
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.settings.Exported
import org.turfwalk.ui.settings.SettingsActions
import org.turfwalk.ui.settings.SettingsScreen
import org.turfwalk.ui.settings.SettingsState

class SettingsPictures {
    private val usual = SettingsState(campaign = "Springfield for Rivera", version = "0.1.0")

    @Test
    fun `as installed`() = pictures("settings", Phone.tall(2100)) {
        show(usual)
    }

    @Test
    fun `chosen otherwise, with unsent records, about to sign out`() =
        pictures("settings-chosen", Phone.tall(2300).map { it.copy(leftHand = true) }) {
            val choice = Choice(Language.ES, TextSize.LARGE, leftHand = true, position = true, batterySaver = true)
            show(usual.copy(choice = choice, unsent = 12, positionNotAllowed = true, isLeaving = true))
        }

    @Test
    fun `what is unsent could not be written to a file`() = pictures("settings-not-exported", Phone.tall(2100)) {
        show(usual.copy(unsent = 12, exported = Exported.Failed))
    }

    @Composable
    private fun show(state: SettingsState) = SettingsScreen(state, SettingsActions())
}

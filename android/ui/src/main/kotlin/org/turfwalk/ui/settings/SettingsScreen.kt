package org.turfwalk.ui.settings

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import org.turfwalk.core.Language
import org.turfwalk.core.Texts
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Choice
import org.turfwalk.ui.app.TextSize
import org.turfwalk.ui.join.Privacy
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.GraveButton
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.parts.Switch
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.language

/** What one may do on the Settings screen. */
data class SettingsActions(
    val back: () -> Unit = {},
    val choose: (Choice) -> Unit = {},
    val openSettings: () -> Unit = {},
    val export: () -> Unit = {},
    val askToLeave: () -> Unit = {},
    val stay: () -> Unit = {},
    val signOut: () -> Unit = {},
)

@Composable
fun SettingsScreen(model: SettingsModel, app: AppModel) {
    val state by model.state.collectAsState()
    SettingsScreen(
        state,
        SettingsActions(
            { app.back() }, model::choose, model::openSettings, { model.export() }, model::askToLeave, model::stay,
            { model.signOut() },
        ),
    )
}

@Composable
fun SettingsScreen(state: SettingsState, on: SettingsActions) {
    val texts = LocalTexts.current
    ScreenFrame(texts.settingsTitle, on.back) {
        Reading(state.choice, on.choose, texts)
        Walking(state, on, texts)
        Unsent(state, on, texts)
        SignOut(state, on, texts)
        Privacy()
        Block(texts.settingsAbout) {
            Text(texts.settingsVersion(version = state.version))
            Text(texts.settingsLicence)
        }
    }
}

@Composable
private fun Reading(choice: Choice, choose: (Choice) -> Unit, texts: Texts) {
    val languages = listOf(null) + Language.entries
    Choose(
        texts.settingsLanguage,
        languages.map { it?.let(texts::language) ?: texts.settingsLanguagePhone },
        languages.indexOf(choice.language),
    ) { choose(choice.copy(language = languages[it])) }
    val sizes = listOf(texts.settingsTextSizePhone, texts.settingsTextSizeLarge, texts.settingsTextSizeLargest)
    Choose(texts.settingsTextSize, sizes, choice.textSize.ordinal, sample = texts.settingsTextSample) {
        choose(choice.copy(textSize = TextSize.entries[it]))
    }
}

@Composable
private fun Walking(state: SettingsState, on: SettingsActions, texts: Texts) = Block {
    val choice = state.choice
    Switch(texts.settingsLeftHand, texts.settingsLeftHandAbout, choice.leftHand) { on.choose(choice.copy(leftHand = it)) }
    Switch(texts.settingsPosition, texts.settingsPositionAbout, choice.position) { on.choose(choice.copy(position = it)) }
    if (state.positionNotAllowed) {
        ErrorCard(texts.settingsPositionRefused, action = texts.commonOpenSettings, onAction = on.openSettings)
    }
    Switch(texts.settingsBatterySaver, texts.settingsBatterySaverAbout, choice.batterySaver) {
        on.choose(choice.copy(batterySaver = it))
    }
    Switch(texts.settingsWifiOnly, texts.settingsWifiOnlyAbout, choice.wifiOnly) { on.choose(choice.copy(wifiOnly = it)) }
}

@Composable
private fun Unsent(state: SettingsState, on: SettingsActions, texts: Texts) = Block(texts.settingsUnsent) {
    Text(texts.settingsUnsentCount(count = state.unsent), style = MaterialTheme.typography.titleSmall)
    Text(texts.settingsExportAbout, style = MaterialTheme.typography.bodyMedium)
    SideButton(texts.settingsExport, on.export, Modifier.fillMaxWidth())
    when (val exported = state.exported) {
        null -> Unit
        is Exported.Written -> Hint(texts.settingsExported(count = exported.records))
        Exported.Nothing -> Hint(texts.settingsExportNone)
        Exported.Failed -> ErrorCard(texts.settingsExportFailed)
        Exported.NoAppToShare -> ErrorCard(texts.errorCannotShare)
    }
}

@Composable
private fun SignOut(state: SettingsState, on: SettingsActions, texts: Texts) = Block {
    state.campaign?.let { Text(texts.settingsCampaign(name = it)) }
    if (!state.isLeaving) return@Block SideButton(texts.settingsSignOut, on.askToLeave, Modifier.fillMaxWidth())
    Text(texts.settingsSignOutSure, style = MaterialTheme.typography.titleMedium)
    Text(texts.settingsSignOutAbout)
    if (state.unsent > 0) Text(texts.settingsSignOutUnsent(count = state.unsent))
    GraveButton(texts.settingsSignOut, on.signOut)
    SideButton(texts.commonCancel, on.stay, Modifier.fillMaxWidth())
}

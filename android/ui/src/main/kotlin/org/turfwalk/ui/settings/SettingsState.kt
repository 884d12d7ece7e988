package org.turfwalk.ui.settings

import org.turfwalk.ui.app.Choice

/** What the Settings screen shows. */
data class SettingsState(
    val choice: Choice = Choice(),
    val campaign: String? = null,
    val unsent: Int = 0,
    val positionNotAllowed: Boolean = false,
    val exported: Exported? = null,
    /** Signing out has been asked for, and is to be confirmed. */
    val isLeaving: Boolean = false,
    val version: String = "",
)

/** What came of saving what is unsent. */
sealed interface Exported {
    data class Written(val records: Int) : Exported

    data object Nothing : Exported

    data object Failed : Exported

    data object NoAppToShare : Exported
}

package org.turfwalk.ui.app

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.turfwalk.core.Language

/** Times the phone's own font scale. */
enum class TextSize(val scale: Float) { PHONE(1f), LARGE(1.3f), LARGEST(1.6f) }

/** What the volunteer has chosen for this phone. */
data class Choice(
    /** None: the phone's. */
    val language: Language? = null,
    val textSize: TextSize = TextSize.PHONE,
    val leftHand: Boolean = false,
    val position: Boolean = false,
    val batterySaver: Boolean = false,
    val wifiOnly: Boolean = false,
)

/** Reads and keeps the [Choice] in the phone's preferences. */
class Choices(private val preferences: Preferences) {
    private val kept = MutableStateFlow(read())
    val now: StateFlow<Choice> = kept

    fun change(choice: Choice) {
        preferences["language"] = choice.language?.code
        preferences["text_size"] = choice.textSize.name
        preferences["left_hand"] = choice.leftHand.toString()
        preferences["position"] = choice.position.toString()
        preferences["battery_saver"] = choice.batterySaver.toString()
        preferences["wifi_only"] = choice.wifiOnly.toString()
        kept.value = choice
    }

    private fun read() = Choice(
        language = Language.entries.find { it.code == preferences["language"] },
        textSize = TextSize.entries.find { it.name == preferences["text_size"] } ?: TextSize.PHONE,
        leftHand = preferences["left_hand"].toBoolean(),
        position = preferences["position"].toBoolean(),
        batterySaver = preferences["battery_saver"].toBoolean(),
        wifiOnly = preferences["wifi_only"].toBoolean(),
    )
}

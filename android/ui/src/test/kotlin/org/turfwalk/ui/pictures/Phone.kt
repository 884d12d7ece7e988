package org.turfwalk.ui.pictures

import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import org.turfwalk.core.Language

/** Print's fonts: a picture must not depend on what the machine has. */
val bundledFonts = FontFamily(
    Font("fonts/NotoSans-Regular.ttf", FontWeight.Normal),
    Font("fonts/NotoSans-Bold.ttf", FontWeight.Bold),
)

/** A phone to draw on: its screen in dp, its look and its font scale. */
data class Phone(
    val name: String,
    val widthDp: Int,
    val heightDp: Int,
    val dark: Boolean = false,
    val language: Language = Language.EN,
    val fontScale: Float = 1f,
    val density: Float = 1f,
    val leftHand: Boolean = false,
    val rightToLeft: Boolean = false,
) {
    companion object {
        val usual = Phone("light", 360, 640)
        val large = Phone("large", 412, 915)
        val dark = Phone("dark", 360, 640, dark = true)
        val bigType = Phone("200", 360, 640, fontScale = 2f)

        /** The longest words, in type as large as it gets. */
        val german = Phone("de-200", 360, 640, language = Language.DE, fontScale = 2f)

        val largeDarkBigType = Phone("large-dark-200", 412, 915, dark = true, fontScale = 2f)

        /** What each state is drawn on: both looks, both sizes, twice the font size. */
        val both = listOf(usual, largeDarkBigType)

        /** The same for what is longer than a screen: all of it. */
        fun tall(heightDp: Int) = listOf(
            Phone("tall", 360, heightDp),
            Phone("tall-dark-200", 412, heightDp * 9 / 4, dark = true, fontScale = 2f),
        )

        /** What main screens are drawn on: each of these by itself, too. */
        val all = listOf(
            usual, dark, large, bigType, german, largeDarkBigType, Phone("right-to-left", 360, 640, rightToLeft = true),
        )

        /** Longest words, largest type and the other way round: what holds here holds on the others. */
        val hardest = Phone("hardest", 360, 640, language = Language.DE, fontScale = 2f, rightToLeft = true)
    }
}

package org.turfwalk.ui.words

import androidx.compose.runtime.staticCompositionLocalOf
import org.turfwalk.core.Texts

/** All that people read, in the language chosen. */
val LocalTexts = staticCompositionLocalOf<Texts> { error("no texts here: a screen stands in TurfwalkTheme") }

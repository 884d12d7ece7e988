package org.turfwalk.ui.app

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.text.font.FontFamily
import org.turfwalk.ui.look.Look
import org.turfwalk.ui.look.TurfwalkTheme

/** All of the app, as an activity or a test sets it up: the page that one is at, as chosen to look. */
@Composable
fun TurfwalkApp(app: AppModel, dark: Boolean = isSystemInDarkTheme(), fonts: FontFamily = FontFamily.Default) {
    val state by app.state.collectAsState()
    val choice by app.choices.now.collectAsState()
    val language = choice.language ?: app.platform.language
    TurfwalkTheme(Look(dark, language, choice.textSize.scale, choice.leftHand, fonts)) {
        state.shown?.let { stand ->
            // A page of its own each time: no scroll position of the last one.
            key(stand) { Draw(stand.model, app) }
        }
    }
}

package org.turfwalk.ui.app

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.look.Look
import org.turfwalk.ui.look.TurfwalkTheme
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.words.LocalTexts

/** All of the app, as an activity or a test sets it up: the page that one is at, as chosen to look. */
@Composable
fun TurfwalkApp(app: AppModel, dark: Boolean = isSystemInDarkTheme(), fonts: FontFamily = FontFamily.Default) {
    val state by app.state.collectAsState()
    val choice by app.choices.now.collectAsState()
    val language = choice.language ?: app.platform.language
    TurfwalkTheme(Look(dark, language, choice.textSize.scale, choice.leftHand, fonts)) {
        state.shown?.let { stand ->
            Column(Modifier.fillMaxSize()) {
                // What can't be opened says so itself.
                state.trouble?.takeIf { stand.page != Page.CannotOpen }?.let { InTheWay(it, app::dismiss) }
                // A page of its own each time: no scroll position of the last one.
                Box(Modifier.weight(1f)) { key(stand) { Draw(stand.model, app) } }
            }
        }
    }
}

/** What the last thing that was tried came to, over any page, until it is read. */
@Composable
private fun InTheWay(trouble: Trouble, onRead: () -> Unit) = ErrorCard(
    trouble,
    Modifier.windowInsetsPadding(WindowInsets.safeDrawing).padding(8.dp),
    action = LocalTexts.current.commonOk,
    onAction = onRead,
)

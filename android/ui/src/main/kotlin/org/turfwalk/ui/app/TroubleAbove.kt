package org.turfwalk.ui.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.words.LocalTexts

/** A page, and above it what went wrong with the last thing that was tried there, until it is read. */
@Composable
internal fun TroubleAbove(app: AppModel, page: @Composable () -> Unit) {
    val state by app.state.collectAsState()
    TroubleAbove(state.trouble, app::dismiss, page)
}

@Composable
internal fun TroubleAbove(trouble: Trouble?, onRead: () -> Unit, page: @Composable () -> Unit) {
    Column {
        if (trouble != null) {
            Box(Modifier.windowInsetsPadding(WindowInsets.safeDrawing).padding(12.dp)) {
                ErrorCard(trouble, action = LocalTexts.current.commonOk, onAction = onRead)
            }
        }
        Box(Modifier.weight(1f)) { page() }
    }
}

package org.turfwalk.ui.opening

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.GraveButton
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

@Composable
fun CannotOpenScreen(model: CannotOpenModel) {
    val state by model.app.state.collectAsState()
    CannotOpenScreen(state.trouble ?: Trouble.PHONE, { model.retry() }, { model.startAfresh() })
}

/** Why the database does not open. Starting afresh is offered only where the key is the trouble. */
@Composable
fun CannotOpenScreen(trouble: Trouble, onRetry: () -> Unit, onStartAfresh: () -> Unit) {
    val texts = LocalTexts.current
    var isSure by rememberSaveable { mutableStateOf(false) }
    ScreenFrame(
        texts.commonAppName,
        actions = {
            BigButton(texts.commonRetry, onRetry)
            if (trouble == Trouble.WRONG_KEY && isSure) GraveButton(texts.errorStartAfresh, onStartAfresh)
            if (trouble == Trouble.WRONG_KEY && !isSure) {
                SideButton(texts.errorStartAfresh, { isSure = true }, Modifier.fillMaxWidth())
            }
        },
    ) {
        ErrorCard(trouble)
        if (isSure) ErrorCard(texts.errorStartAfreshSure)
    }
}

package org.turfwalk.ui.donotcontact

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.turfwalk.core.Scope
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.words.LocalTexts

/** What one may do on the page for a wish to be left alone. */
data class DoNotContactActions(
    val back: () -> Unit = {},
    val choose: (Wish) -> Unit = {},
    val record: () -> Unit = {},
)

@Composable
fun DoNotContactScreen(model: DoNotContactModel) {
    val state by model.state.collectAsState()
    DoNotContactScreen(state, model.actions)
}

@Composable
fun DoNotContactScreen(state: DoNotContactState, on: DoNotContactActions) {
    val texts = LocalTexts.current
    ScreenFrame(
        texts.doNotContactTitle,
        on.back,
        actions = { BigButton(texts.doNotContactConfirm, on.record, enabled = state.chosen != null) },
    ) {
        Hint(texts.doNotContactSay)
        Choose(texts.doNotContactScope, state.wishes.map { texts.wish(it) }, state.wishes.indexOf(state.chosen).takeIf { it >= 0 }) {
            on.choose(state.wishes[it])
        }
        Text(texts.doNotContactBody, style = MaterialTheme.typography.bodyMedium)
    }
}

private fun Texts.wish(wish: Wish): String = when (wish.scope) {
    Scope.PERSON -> wish.name?.let { doNotContactScopePerson(name = it) } ?: doNotContactScopeOnePerson
    Scope.HOUSEHOLD -> doNotContactScopeHousehold
    Scope.DOOR -> doNotContactScopeDoor
}

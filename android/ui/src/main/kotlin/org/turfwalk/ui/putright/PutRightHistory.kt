/* What was put right, in words, and what came of it. */
package org.turfwalk.ui.putright

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import org.turfwalk.core.Change
import org.turfwalk.core.Fate
import org.turfwalk.core.Past
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.moment

@Composable
fun PutRightHistory(history: List<Past>, nowMs: Long) {
    val texts = LocalTexts.current
    Block(texts.putRightHistory) {
        if (history.isEmpty()) Text(texts.putRightHistoryNone)
        for (past in history) {
            Column(Modifier.semantics(mergeDescendants = true) {}) {
                Text(texts.change(past.row.edit.change), style = MaterialTheme.typography.titleSmall)
                Text(texts.fate(past.fate), style = MaterialTheme.typography.bodyMedium)
                val unsent = texts.doorHistoryUnsent.takeIf { past.row.rank == null }
                val aside = listOfNotNull(texts.moment(past.row.edit.atMs, nowMs), unsent)
                Text(aside.joinToString(" · "), style = MaterialTheme.typography.bodyMedium)
            }
        }
    }
}

fun Texts.change(change: Change): String = when (change) {
    is Change.Name -> putRightSaidName(name = change.v1)
    is Change.MovedAway -> if (change.v1) putRightMoved else putRightNotMoved
    Change.Deceased -> putRightSaidDeceased
    is Change.Language -> putRightSaidLanguage(name = change.v1)
    is Change.AddPhone -> putRightSaidPhone(number = change.v1)
    is Change.RemovePhone -> putRightRemovePhone(number = change.v1)
}

fun Texts.fate(fate: Fate): String = when (fate) {
    Fate.HOLDS -> putRightHolds
    Fate.REPLACED -> putRightReplaced
    Fate.NO_EFFECT -> putRightNoEffect
    Fate.WAITS -> putRightWaits
    Fate.ACCEPTED -> putRightAccepted
    Fate.REFUSED -> putRightRefused
}

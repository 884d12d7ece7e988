package org.turfwalk.ui.door

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.turfwalk.core.AttemptRow
import org.turfwalk.core.Basis
import org.turfwalk.core.Note
import org.turfwalk.core.Target
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.WordButton
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.moment

/** What was tried before, newest first, in words; the last few until more is asked for. */
@Composable
fun History(rows: List<AttemptRow>, nowMs: Long, names: Map<Target, String>) {
    val texts = LocalTexts.current
    var isWhole by remember { mutableStateOf(false) }
    Block(texts.doorHistory) {
        if (rows.isEmpty()) Text(texts.doorHistoryNone)
        for (row in if (isWhole) rows else rows.take(FEW)) Row(row, nowMs, names[row.attempt.target], texts)
        if (!isWhole && rows.size > FEW) WordButton(texts.commonMore, { isWhole = true })
    }
}

@Composable
private fun Row(row: AttemptRow, nowMs: Long, name: String?, texts: Texts) = Column {
    Text(
        texts.doorHistoryRow(outcome = texts.outcome(row.attempt.outcome), moment = texts.moment(row.attempt.atMs, nowMs)),
        style = MaterialTheme.typography.titleSmall,
    )
    val aside = listOfNotNull(
        name,
        texts.doorHistoryUnsent.takeIf { row.rank == null },
        texts.doorHistoryLate.takeIf { row.late },
    )
    if (aside.isNotEmpty()) Text(aside.joinToString(" · "), style = MaterialTheme.typography.bodyMedium)
    row.attempt.note?.let { Text(texts.note(it)) }
}

/** A remark, and how it is known. */
fun Texts.note(note: Note): String = when (note.basis) {
    Basis.SAID -> doorNoteSaid(note = note.text)
    Basis.INFERRED -> doorNoteInferred(note = note.text)
}

private const val FEW = 3

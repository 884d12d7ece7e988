package org.turfwalk.ui.today

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import org.turfwalk.core.Receipts
import org.turfwalk.core.RefusedOp
import org.turfwalk.core.Texts
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.app.SyncState
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.Heading
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.moment
import org.turfwalk.ui.words.refusal

/** What became of what was recorded: how far it has got, when the server was reached, what it refused. */
@Composable
internal fun Records(state: TodayState, on: TodayActions, texts: Texts) {
    Block(texts.todayReceiptsTitle) {
        state.receipts?.let { Count(it, texts) }
        val contact = state.contactMs
        Text(if (contact == null) texts.todayNeverContact else texts.todayLastContact(moment = texts.moment(contact, state.nowMs)))
        SyncTrouble(state.sync, on, texts)
        if (state.sync.running) {
            Text(texts.commonSyncing)
            LinearProgressIndicator(Modifier.fillMaxWidth())
        } else if (contact != null) {
            // Before the first contact, syncing is the main thing on the page.
            SideButton(texts.commonSyncNow, on.sync, Modifier.fillMaxWidth())
        }
    }
    if (state.refused.isNotEmpty()) Refused(state.refused, texts)
}

@Composable
private fun Count(receipts: Receipts, texts: Texts) {
    if (receipts.onPhone == 0uL) return Text(texts.todayReceiptsNone)
    val sentence = texts.todayReceipts(count = receipts.onPhone.toInt(), safe = receipts.safe.toString())
    Text(sentence, style = MaterialTheme.typography.titleMedium)
    val unsent = receipts.onPhone - receipts.safe
    if (unsent > 0uL) Text(texts.todayUnsent(count = unsent.toInt()))
    if (receipts.backedUp > 0uL) Text(texts.todayBackedUp(count = receipts.backedUp.toInt()))
}

/** Why the last sync failed. To have no signal is nothing to be alarmed about. */
@Composable
private fun SyncTrouble(sync: SyncState, on: TodayActions, texts: Texts) {
    when (val trouble = sync.trouble) {
        // Being shut out has a card of its own.
        null, Trouble.UNAUTHORIZED -> Unit
        Trouble.OFFLINE -> Hint(texts.commonOffline)
        Trouble.BUSY -> Hint(trouble.sentence(texts))
        Trouble.NOT_A_SERVER -> ErrorCard(trouble, action = texts.errorOpenNetworkPage, onAction = on.openNetworkPage)
        else -> ErrorCard(trouble)
    }
}

@Composable
private fun Refused(refused: List<RefusedOp>, texts: Texts) {
    Block {
        Heading(texts.todayRefusedTitle(count = refused.size))
        for (op in refused) {
            Text("${texts.todayRefusedRecord(number = op.n.toString())}: ${texts.refusal(op.why)}")
        }
        Text(texts.todayRefusedBody, style = MaterialTheme.typography.bodyMedium)
    }
}

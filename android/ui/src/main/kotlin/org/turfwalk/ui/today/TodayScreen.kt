package org.turfwalk.ui.today

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import org.turfwalk.core.HalfDone
import org.turfwalk.core.Texts
import org.turfwalk.core.Unfinished
import org.turfwalk.core.WalkListId
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.address

/** What one may do on the Today screen. */
data class TodayActions(
    val openList: (WalkListId) -> Unit = {},
    val goOn: (Unfinished) -> Unit = {},
    val sync: () -> Unit = {},
    val openSettings: () -> Unit = {},
    val joinAnew: () -> Unit = {},
    val reportIncident: () -> Unit = {},
    val openIncidents: () -> Unit = {},
    val openNetworkPage: () -> Unit = {},
    val dismissNews: () -> Unit = {},
)

@Composable
fun TodayScreen(model: TodayModel, app: AppModel) {
    val state by model.state.collectAsState()
    val appState by app.state.collectAsState()
    val actions = TodayActions(
        model::openList, model::goOn, model::sync, model::openSettings, model::joinAnew, model::reportIncident,
        model::openIncidents, model::openNetworkPage, model::dismissNews,
    )
    TodayScreen(state.copy(sync = appState.sync), actions)
}

@Composable
fun TodayScreen(state: TodayState, on: TodayActions) {
    val texts = LocalTexts.current
    ScreenFrame(
        texts.todayTitle,
        tools = {
            IconButton(on.openSettings) { Icon(Icons.Default.Settings, texts.todaySettings) }
        },
    ) {
        if (state.isShutOut) ShutOut(on, texts)
        if (state.news.isNotEmpty()) News(state.news, on, texts)
        state.leaseWarnsMs?.let { Hint(leaseSentence(it, texts)) }
        if (state.unfinished.isNotEmpty()) Begun(state.unfinished, on, texts)
        Lists(state, on, texts)
        Records(state, on, texts)
        SideButton(texts.todayReportIncident, on.reportIncident, Modifier.fillMaxWidth())
        if (state.incidents > 0) SideButton(texts.todayIncidents, on.openIncidents, Modifier.fillMaxWidth())
    }
}

@Composable
private fun ShutOut(on: TodayActions, texts: Texts) {
    ErrorCard(texts.todayShutOutBody, action = texts.todayScanNewCode, onAction = on.joinAnew, heading = texts.todayShutOutTitle)
}

@Composable
private fun News(news: List<ListNews>, on: TodayActions, texts: Texts) = Block {
    for (item in news) Text(item.sentence(texts))
    SideButton(texts.commonOk, on.dismissNews, Modifier.fillMaxWidth())
}

@Composable
private fun Begun(unfinished: List<Unfinished>, on: TodayActions, texts: Texts) = Block(texts.todayDraftsTitle) {
    for (begun in unfinished) {
        val sentence = begun.sentence(texts)
        Text(sentence)
        // Read out, each button says what it goes on with.
        val spoken = Modifier.semantics { contentDescription = "${texts.todayDraftGoOn}: $sentence" }
        SideButton(texts.todayDraftGoOn, { on.goOn(begun) }, spoken.fillMaxWidth())
    }
}

@Composable
private fun Lists(state: TodayState, on: TodayActions, texts: Texts) {
    state.campaign?.let { Text(it, style = MaterialTheme.typography.titleMedium) }
    val lists = state.lists
    when {
        lists == null -> Text(texts.commonLoading)
        state.isShutOut -> Unit
        state.contactMs == null -> Block(texts.todayFirstRunTitle) {
            Text(texts.todayFirstRunBody)
            BigButton(texts.commonSyncNow, on.sync, enabled = !state.sync.running)
        }
        lists.isEmpty() -> Block(texts.todayEmptyTitle) { Text(texts.todayEmptyBody) }
        else -> for (list in lists) ListCard(list, isOnly = lists.size == 1) { on.openList(list.id) }
    }
}

private fun Unfinished.sentence(texts: Texts): String {
    val at = at ?: return texts.todayReportBegun
    val address = texts.address(at.stop.house, at.stop.street, at.unit)
    return when (what) {
        is HalfDone.Talk -> texts.todayDraftAt(address = address)
        is HalfDone.Note -> texts.todayNoteAt(address = address)
        is HalfDone.Changes -> texts.todayChangesAt(address = address)
        is HalfDone.Person -> texts.todayNewPersonAt(address = address)
        is HalfDone.Door -> texts.todayNewDoorAt(address = address)
        is HalfDone.Incident -> texts.todayReportBegunAt(address = address)
    }
}

private fun ListNews.sentence(texts: Texts): String = when (this) {
    is ListNews.New -> texts.todayListNew(name = name)
    is ListNews.Withdrawn -> texts.todayListWithdrawn(name = name)
    is ListNews.Changed -> texts.todayListChanged(name = name)
}

private fun leaseSentence(leftMs: Long, texts: Texts): String {
    val hours = (leftMs / 3_600_000).toInt()
    return if (hours >= 24) texts.todayLeaseLeftDays(count = hours / 24) else texts.todayLeaseLeftHours(count = maxOf(hours, 1))
}

package org.turfwalk.ui.today

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.turfwalk.core.ListSummary
import org.turfwalk.core.Texts
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.distance
import org.turfwalk.ui.words.duration
import org.turfwalk.ui.words.job

/** One walk list: how much there is, how much is done, and the way in. */
@Composable
internal fun ListCard(list: ListSummary, isOnly: Boolean, onOpen: () -> Unit) {
    val texts = LocalTexts.current
    Surface(
        Modifier.fillMaxWidth(),
        shape = MaterialTheme.shapes.large,
        color = MaterialTheme.colorScheme.surfaceContainerHigh,
        contentColor = MaterialTheme.colorScheme.onSurface,
    ) {
        Column(Modifier.padding(16.dp), Arrangement.spacedBy(10.dp)) {
            Figures(list, texts, onOpen)
            val word = if (list.done == 0u) texts.todayStart else texts.todayGoOn
            // Of several, each button says which list it opens.
            val spoken = if (isOnly) Modifier else Modifier.semantics { contentDescription = texts.todayOpenList(name = list.name) }
            if (list.isDone) SideButton(word, onOpen, spoken.fillMaxWidth()) else BigButton(word, onOpen, spoken)
        }
    }
}

/** Read out as one, and opens the list wherever it is tapped. */
@Composable
private fun Figures(list: ListSummary, texts: Texts, onOpen: () -> Unit) {
    val length = texts.todayLength(distance = texts.distance(list.totals.metres), duration = texts.duration(list.totals.seconds))
    val share = if (list.doors == 0u) 0f else list.done.toFloat() / list.doors.toFloat()
    Column(
        Modifier.clickable(onClickLabel = texts.todayOpenList(name = list.name), role = Role.Button, onClick = onOpen),
        Arrangement.spacedBy(4.dp),
    ) {
        Text(texts.job(list.job), style = MaterialTheme.typography.labelMedium, color = MaterialTheme.colorScheme.primary)
        Text(list.name, style = MaterialTheme.typography.headlineSmall)
        LinearProgressIndicator(
            { share },
            Modifier.fillMaxWidth().padding(vertical = 6.dp).height(10.dp),
            trackColor = MaterialTheme.colorScheme.outlineVariant,
            strokeCap = StrokeCap.Round,
            gapSize = 0.dp,
            drawStopIndicator = {},
        )
        val done = if (list.isDone) texts.todayAllDone
        else texts.todayDoneOf(done = list.done.toString(), count = list.doors.toInt())
        Text(done, style = MaterialTheme.typography.titleSmall)
        Text(length)
        val remark = when {
            list.replanned -> texts.todayOwnOrder
            !list.onStreets -> texts.todayByStraightLines
            else -> null
        }
        if (remark != null) Text(remark, style = MaterialTheme.typography.bodyMedium)
    }
}

private val ListSummary.isDone get() = done == doors && doors > 0u

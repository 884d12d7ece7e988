package org.turfwalk.ui.walk

import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.SideButton
import org.turfwalk.ui.words.LocalTexts

/** "I'm standing elsewhere": all stops of the list, to tap the one in front of which one stands. */
@Composable
fun ElsewhereScreen(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    val rows = state.elsewhere
    ScreenFrame(
        texts.walkElsewhere,
        { on.show(WalkPanel.LIST) },
        scrolls = false,
        actions = { SideButton(texts.walkReplan, { on.show(WalkPanel.PLAN) }, Modifier.fillMaxWidth()) },
    ) {
        LazyColumn(Modifier.fillMaxSize(), contentPadding = PaddingValues(horizontal = 16.dp, vertical = 8.dp)) {
            item(key = "what to do") { Text(texts.walkElsewhereBody) }
            items(rows.size, { rows[it].key }, { rows[it]::class }) {
                when (val row = rows[it]) {
                    is WalkRow.Heading -> StreetHeading(row)
                    is WalkRow.Stop -> StopRow(row.stop, { on.standAt(row.stop.number) })
                }
            }
        }
    }
}

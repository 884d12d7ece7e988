package org.turfwalk.ui.walk

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.map.MapPanel
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.WordButton
import org.turfwalk.ui.parts.isBigType
import org.turfwalk.ui.words.LocalTexts

@Composable
fun WalkScreen(model: WalkModel) {
    val state by model.state.collectAsState()
    if (state.panel == WalkPanel.MAP || state.panel == WalkPanel.PLAN) LaunchedEffect(model) { model.follow() }
    WalkScreen(state, model.actions)
}

@Composable
fun WalkScreen(state: WalkState, on: WalkActions) = when (state.panel) {
    WalkPanel.LIST, WalkPanel.MAP -> OnTheWay(state, on)
    WalkPanel.ELSEWHERE -> ElsewhereScreen(state, on)
    WalkPanel.PLAN -> PlanScreen(state, on)
}

@Composable
private fun OnTheWay(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    val isMap = state.panel == WalkPanel.MAP
    ScreenFrame(
        state.summary?.name ?: texts.walkTitle,
        on.back,
        tools = {
            if (state.stops.isNotEmpty()) {
                WordButton(if (isMap) texts.walkList else texts.walkMap, { on.show(if (isMap) WalkPanel.LIST else WalkPanel.MAP) })
            }
        },
        scrolls = false,
        titleStyle = frameTitle(),
        actions = if (state.isLoaded) ({ WalkButtons(state, on) }) else null,
    ) {
        if (isMap) MapPanel(state, on) else Ahead(state, on, Modifier.weight(1f))
    }
}

@Composable
private fun Ahead(state: WalkState, on: WalkActions, modifier: Modifier) {
    val texts = LocalTexts.current
    val isBigType = isBigType()
    var isBehindShown by remember { mutableStateOf(false) }
    LazyColumn(modifier.fillMaxSize(), contentPadding = PaddingValues(horizontal = 16.dp, vertical = 8.dp)) {
        if (isBigType) state.recorded?.let { item(key = "recorded") { Box(Modifier.padding(bottom = 10.dp)) { RecordedReceipt(it, on.undo) } } }
        item(key = "next") { NextCard(state, on) }
        item(key = "other ways") { OtherWays(state, on) }
        if (state.ahead.isNotEmpty()) item(key = "ahead") { SectionTitle(texts.walkAfterThat) }
        rows("ahead", state.ahead, on)
        section("later", state.later, texts::walkLater, on)
        section("left out", state.leftOut, texts::walkLeftOut, on)
        if (state.behind.isNotEmpty()) {
            item(key = "behind") {
                WordButton(texts.walkBehind(count = state.behind.stops()), { isBehindShown = !isBehindShown })
            }
            if (isBehindShown) rows("behind", state.behind, on)
        }
    }
}

/** Of a page whose first line matters most: big type does not leave half of it to the title. */
@Composable
internal fun frameTitle() = with(MaterialTheme.typography) { if (isBigType()) labelMedium else titleLarge }

private fun LazyListScope.section(name: String, rows: List<WalkRow>, title: (Int) -> String, on: WalkActions) {
    if (rows.isEmpty()) return
    item(key = name) { SectionTitle(title(rows.stops())) }
    rows(name, rows, on)
}

private fun LazyListScope.rows(section: String, rows: List<WalkRow>, on: WalkActions) =
    items(rows.size, { "$section ${rows[it].key}" }, { rows[it]::class }) {
        when (val row = rows[it]) {
            is WalkRow.Heading -> StreetHeading(row)
            is WalkRow.Stop -> StopRow(row.stop, { on.open(row.stop) })
        }
    }

internal fun List<WalkRow>.stops(): Int = count { it is WalkRow.Stop }

package org.turfwalk.ui.walk

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.turfwalk.core.Style
import org.turfwalk.core.Texts
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.parts.BigButton
import org.turfwalk.ui.parts.Choose
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.ScreenFrame
import org.turfwalk.ui.parts.Switch
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.duration

/** An order of the walker's own: from where, how, how long, with whom. */
@Composable
fun PlanScreen(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    val choice = state.choice
    ScreenFrame(
        texts.walkPlanTitle,
        { on.show(WalkPanel.LIST) },
        actions = { BigButton(if (state.isPlanning) texts.commonLoading else texts.walkReplan, on.plan, enabled = state.canPlan) },
    ) {
        Starts(state, on, texts)
        Choices(texts.walkStyle, styles, choice.style, { texts.style(it) }) { on.choose(choice.copy(style = it)) }
        texts.about(choice.style)?.let { Text(it, style = MaterialTheme.typography.bodyMedium) }
        Choices(texts.walkTime, PlanChoice.budgets, choice.minutes, { texts.budget(it) }) { on.choose(choice.copy(minutes = it)) }
        if (choice.minutes != null) Text(texts.walkTimeAbout, style = MaterialTheme.typography.bodyMedium)
        Choices(texts.walkTo, listOf(false, true), choice.endsAtStart, { if (it) texts.walkToStart else texts.walkToAnywhere }) {
            on.choose(choice.copy(endsAtStart = it))
        }
        Switch(texts.walkAvoidSteps, "", choice.avoidSteps) { on.choose(choice.copy(avoidSteps = it)) }
        Walkers(choice, on, texts)
    }
}

@Composable
private fun Starts(state: WalkState, on: WalkActions, texts: Texts) {
    val starts = buildList {
        add(PlanStart.Anywhere)
        state.next?.let { add(PlanStart.AtStop(it.stop.number)) }
        add(PlanStart.AtPosition)
    }
    Choices(texts.walkFrom, starts, state.choice.start, { texts.start(it) }) { on.choose(state.choice.copy(start = it)) }
    if (state.choice.start == PlanStart.AtPosition) {
        when (state.position) {
            null -> Hint(texts.walkPositionOff)
            Position.Waiting -> Hint(texts.walkPositionWaiting)
            Position.NotAllowed -> Hint(texts.errorPositionRefused)
            Position.Absent -> Hint(texts.errorPositionAbsent)
            is Position.At -> Unit
        }
    }
}

@Composable
private fun Walkers(choice: PlanChoice, on: WalkActions, texts: Texts) {
    Choices(texts.walkWalkers, listOf(false, true), choice.walkerOfTwo != null, { if (it) texts.walkWalkersTwo else texts.walkWalkersOne }) {
        on.choose(choice.copy(walkerOfTwo = if (it) 1u else null))
    }
    if (choice.walkerOfTwo != null) {
        Choices(texts.walkWalkerWhich, listOf(1u, 2u), choice.walkerOfTwo, { texts.walkWalker(number = it.toString()) }) {
            on.choose(choice.copy(walkerOfTwo = it))
        }
        Text(texts.walkWalkersAbout, style = MaterialTheme.typography.bodyMedium)
    }
}

@Composable
private fun <T> Choices(title: String, all: List<T>, chosen: T, name: (T) -> String, onChoose: (T) -> Unit) =
    Choose(title, all.map(name), all.indexOf(chosen)) { onChoose(all[it]) }

private val styles = listOf(Style.QUICKEST, Style.ONE_SIDE, Style.ZIGZAG, Style.ODD, Style.EVEN)

private fun Texts.style(style: Style) = when (style) {
    Style.QUICKEST -> walkStyleQuickest
    Style.ONE_SIDE -> walkStyleOneSide
    Style.ZIGZAG -> walkStyleZigzag
    Style.ODD -> walkStyleOdd
    Style.EVEN -> walkStyleEven
}

private fun Texts.about(style: Style) = when (style) {
    Style.QUICKEST -> walkStyleQuickestAbout
    Style.ONE_SIDE -> walkStyleOneSideAbout
    Style.ZIGZAG -> walkStyleZigzagAbout
    Style.ODD, Style.EVEN -> null
}

private fun Texts.budget(minutes: UInt?) = minutes?.let { duration(it * 60u) } ?: walkNoLimit

private fun Texts.start(start: PlanStart) = when (start) {
    PlanStart.Anywhere -> walkFromAnywhere
    PlanStart.AtPosition -> walkFromPosition
    is PlanStart.AtStop -> walkFromStop(number = start.number.toString())
}

package org.turfwalk.ui.walk

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Hold
import org.turfwalk.core.LegStep
import org.turfwalk.core.StopState
import org.turfwalk.core.Texts
import org.turfwalk.ui.door.hold
import org.turfwalk.ui.parts.Block
import org.turfwalk.ui.parts.ErrorCard
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.parts.StateMark
import org.turfwalk.ui.parts.WordButton
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.distance

/** The next stop, large; or what there is to say when there is none. */
@Composable
fun NextCard(state: WalkState, on: WalkActions) {
    val texts = LocalTexts.current
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        when {
            !state.isLoaded -> Hint(texts.commonLoading)
            state.stops.isEmpty() -> Hint(texts.walkEmpty)
            state.next == null -> Block(texts.walkAllDoneTitle) { Text(texts.walkAllDoneBody) }
            else -> {
                if (state.isSecondRound) SecondRound(state, texts)
                Next(state.next, texts)
                Progress(state, texts)
            }
        }
        if (state.summary?.replanned == true) Replanned(on, texts)
        if (state.summary?.onStreets == false) Hint(texts.walkByStraightLines)
    }
}

@Composable
private fun SecondRound(state: WalkState, texts: Texts) =
    Block(texts.walkAgainTitle) { Text(texts.walkAgainBody(count = state.stopsToGo)) }

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Next(next: NextStop, texts: Texts) {
    val stop = next.stop
    Surface(
        Modifier.fillMaxWidth(),
        shape = MaterialTheme.shapes.large,
        color = MaterialTheme.colorScheme.primaryContainer,
        contentColor = MaterialTheme.colorScheme.onPrimaryContainer,
    ) {
        Column(Modifier.padding(horizontal = 18.dp, vertical = 12.dp)) {
            FlowRow(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
                Text(texts.walkStopNumber(number = stop.number.toString()), style = MaterialTheme.typography.labelLarge)
                far(next, texts)?.let { Text(it, style = MaterialTheme.typography.labelLarge) }
            }
            Text(
                stop.house,
                Modifier.semantics { heading() },
                style = if (stop.house.length <= LARGE) MaterialTheme.typography.displayLarge else MaterialTheme.typography.displaySmall,
                maxLines = 2,
                overflow = TextOverflow.Ellipsis,
            )
            Text(stop.street, style = MaterialTheme.typography.headlineSmall)
            Text(texts.who(next), style = MaterialTheme.typography.titleMedium)
            if (stop.state == StopState.TRY_AGAIN) StateMark(stop.state, Modifier.padding(top = 4.dp))
        }
    }
    next.hold?.let { if (it is Hold.LeaveAlone) ErrorCard(texts.hold(it)) else Hint(texts.hold(it)) }
    next.access?.let { Block(texts.doorAccess) { Text(it) } }
    TheWay(next, texts)
}

@Composable
private fun TheWay(next: NextStop, texts: Texts) {
    val steps = next.leg?.steps.orEmpty()
    if (steps.isEmpty()) return
    var isTold by remember(next.stop.number) { mutableStateOf(false) }
    Block {
        for (step in if (isTold) steps else next.crossings) {
            Column {
                Text(texts.step(step), style = MaterialTheme.typography.titleMedium)
                if (step is LegStep.Cross) Text(texts.crossWhere(step), style = MaterialTheme.typography.bodyMedium)
            }
        }
        if (!isTold && steps.size > next.crossings.size) WordButton(texts.walkTheWay, { isTold = true })
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Progress(state: WalkState, texts: Texts) {
    val summary = state.summary ?: return
    Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
        LinearProgressIndicator(
            progress = { if (summary.doors == 0u) 0f else summary.done.toFloat() / summary.doors.toFloat() },
            Modifier.fillMaxWidth().height(8.dp),
            drawStopIndicator = {},
        )
        FlowRow(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
            Text(texts.doorDoorsDone(done = summary.done.toString(), count = summary.doors.toInt()))
            Text(texts.walkDistanceToGo(distance = texts.distance(state.metresToGo)))
        }
    }
}

@Composable
private fun Replanned(on: WalkActions, texts: Texts) = Block {
    Text(texts.walkReplanned)
    WordButton(texts.walkAsListed, on.asListed)
}

/** Where one stands it is right here, side by side the next door; farther, the metres. */
private fun far(next: NextStop, texts: Texts): String? = when {
    next.isHere -> texts.walkRightHere
    next.metres == 0u -> texts.walkNextDoor
    else -> next.metres?.let(texts::distance)
}

/** Who is to be met: names for one door, how many doors for a building. */
fun Texts.who(next: NextStop): String = when {
    next.stop.building != null -> walkBuildingDoors(count = next.stop.doors.size)
    next.names.isEmpty() -> walkNobodyKnown
    next.names.size <= NAMES -> next.names.joinToString()
    else -> walkAndOthers(names = next.names.take(NAMES).joinToString(), count = next.names.size - NAMES)
}

/** So many characters of a house number fit in the largest type. */
private const val LARGE = 5
private const val NAMES = 3

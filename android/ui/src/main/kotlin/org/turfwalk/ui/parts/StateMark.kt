package org.turfwalk.ui.parts

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import org.turfwalk.core.StopState
import org.turfwalk.ui.look.LocalStates
import org.turfwalk.ui.look.StateColours
import org.turfwalk.ui.words.LocalTexts
import org.turfwalk.ui.words.state

/** A stop's state as a shape, a word and a colour: none of them is needed to tell it. */
@Composable
fun StateMark(state: StopState, modifier: Modifier = Modifier) {
    Row(modifier, Arrangement.spacedBy(6.dp), Alignment.CenterVertically) {
        StateShape(state)
        Text(LocalTexts.current.state(state), style = MaterialTheme.typography.labelMedium)
    }
}

/** The shape alone, where the word stands elsewhere. */
@Composable
fun StateShape(state: StopState, modifier: Modifier = Modifier, size: Dp = 20.dp) {
    val colour = LocalStates.current.of(state)
    Canvas(modifier.size(size)) { drawState(state, center, this.size.minDimension, colour) }
}

fun StateColours.of(state: StopState): Color = when (state) {
    StopState.OPEN -> open
    StopState.TRY_AGAIN -> tryAgain
    StopState.DONE -> done
    StopState.LEAVE_ALONE -> leaveAlone
}

/** Open: a ring. Try again: a ring half filled. Done: a tick. Leave alone: a bar in an octagon. */
fun DrawScope.drawState(state: StopState, at: Offset, across: Float, colour: Color) {
    val line = across / 8
    val stroke = Stroke(line, cap = StrokeCap.Round, join = StrokeJoin.Round)
    val r = across / 2 - line / 2
    when (state) {
        StopState.OPEN -> drawCircle(colour, r, at, style = stroke)
        StopState.TRY_AGAIN -> {
            drawCircle(colour, r, at, style = stroke)
            val box = Offset(at.x - r, at.y - r)
            drawArc(colour, 90f, 180f, useCenter = true, box, Size(2 * r, 2 * r))
        }
        StopState.DONE -> drawPath(
            Path().apply {
                moveTo(at.x - r * 0.8f, at.y + r * 0.1f)
                lineTo(at.x - r * 0.25f, at.y + r * 0.65f)
                lineTo(at.x + r * 0.85f, at.y - r * 0.6f)
            },
            colour,
            style = Stroke(line * 1.5f, cap = StrokeCap.Round, join = StrokeJoin.Round),
        )
        StopState.LEAVE_ALONE -> {
            drawPath(octagon(at, r), colour, style = stroke)
            val half = Offset(r * 0.5f, 0f)
            drawLine(colour, at - half, at + half, line * 1.5f, StrokeCap.Round)
        }
    }
}

private fun octagon(at: Offset, r: Float) = Path().apply {
    val s = r * 0.42f
    val corners = listOf(-s to -r, s to -r, r to -s, r to s, s to r, -s to r, -r to s, -r to -s)
    corners.forEachIndexed { i, (x, y) -> if (i == 0) moveTo(at.x + x, at.y + y) else lineTo(at.x + x, at.y + y) }
    close()
}

package org.turfwalk.ui.map

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.LocationOn
import androidx.compose.material.icons.filled.Person
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.PathBuilder
import androidx.compose.ui.graphics.vector.path
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.words.LocalTexts

/** For gloves and for one hand: what pinching and moving do, by a tap. */
@Composable
fun MapButtons(
    onCloser: () -> Unit,
    onWider: () -> Unit,
    onNext: () -> Unit,
    onWhole: () -> Unit,
    onYou: (() -> Unit)?,
    modifier: Modifier = Modifier,
) {
    val texts = LocalTexts.current
    Row(modifier, Arrangement.spacedBy(8.dp), Alignment.Bottom) {
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            if (onYou != null) MapButton(Icons.Default.Person, texts.walkMapMe, onYou)
            MapButton(whole, texts.walkMapWhole, onWhole)
            MapButton(Icons.Default.LocationOn, texts.walkMapNext, onNext)
        }
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            MapButton(Icons.Default.Add, texts.walkMapCloser, onCloser)
            MapButton(minus, texts.walkMapWider, onWider)
        }
    }
}

@Composable
private fun MapButton(icon: ImageVector, label: String, onClick: () -> Unit) = Surface(
    onClick,
    Modifier.size(48.dp).semantics { role = Role.Button },
    shape = MaterialTheme.shapes.medium,
    color = MaterialTheme.colorScheme.surfaceContainerHigh,
    shadowElevation = 3.dp,
) {
    Box(contentAlignment = Alignment.Center) { Icon(icon, label) }
}

private fun icon(name: String, draw: PathBuilder.() -> Unit) =
    ImageVector.Builder(name, 24.dp, 24.dp, 24f, 24f).apply {
        path(stroke = SolidColor(Color.Black), strokeLineWidth = 2.2f, strokeLineCap = StrokeCap.Round, pathBuilder = draw)
    }.build()

private val minus = icon("minus") {
    moveTo(5f, 12f)
    lineTo(19f, 12f)
}

/** Four corners of a frame. */
private val whole = icon("whole") {
    for ((x, y) in listOf(4f to 4f, 20f to 4f, 4f to 20f, 20f to 20f)) {
        val (inX, inY) = (if (x < 12f) 5f else -5f) to (if (y < 12f) 5f else -5f)
        moveTo(x + inX, y)
        lineTo(x, y)
        lineTo(x, y + inY)
    }
}

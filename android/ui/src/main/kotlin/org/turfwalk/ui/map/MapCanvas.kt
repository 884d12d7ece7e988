package org.turfwalk.ui.map

import androidx.compose.foundation.Canvas
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.material3.MaterialTheme
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.rotate
import androidx.compose.ui.graphics.drawscope.withTransform
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.toSize
import org.turfwalk.core.RoadClass
import org.turfwalk.core.StopState
import org.turfwalk.ui.parts.drawState
import org.turfwalk.ui.parts.of

/** The map: streets, names, the way, numbered stops and the walker, for one camera. */
@Composable
fun MapCanvas(scene: MapScene, camera: Camera, next: UInt?, you: Point?, modifier: Modifier = Modifier) {
    val ink = mapInk()
    val texts = rememberTextMeasurer(cacheSize = 64)
    val type = MaterialTheme.typography
    val names = remember(type) { type.labelSmall }
    val figures = remember(texts, type) { Figures(texts, type.titleSmall) }
    val kept = remember(scene.lines) { NearRoads(scene.lines) }
    val (way, leg) = remember(scene) { path(listOf(scene.way)) to path(listOf(scene.leg)) }
    Canvas(modifier) {
        val pen = MapPen(this, camera, ink)
        drawRect(ink.ground)
        kept.about(camera, size)
        pen.roads(kept.roads)
        pen.line(way, ink.way, 5.dp.toPx())
        pen.line(leg, ink.leg, 6.dp.toPx())
        pen.names(kept.lines, texts, names)
        you?.let { pen.walker(it) }
        val radius = PIN_DP.dp.toPx() * fontScale.coerceAtLeast(1f)
        for (mark in marks(scene.pins, 2 * radius / camera.pixels, next)) {
            pen.mark(mark, radius, next != null && mark.stop?.number == next, figures)
        }
    }
}

/** The streets near the screen and their paths, made anew when the camera comes to another tile. */
private class NearRoads(private val all: List<Line>) {
    private var tile: Tile? = null
    var lines: List<Line> = emptyList()
        private set
    var roads: List<Pair<RoadClass, Path>> = emptyList()
        private set

    fun about(camera: Camera, screen: Size) {
        val now = tileOf(camera, screen)
        if (now == tile) return
        tile = now
        val bounds = now.bounds
        lines = all.filter { it.bounds.meets(bounds) }
        roads = roads(lines, bounds)
    }
}

/** Streets of one class within [bounds], in metres, as one path: a stroke for each class is all there is to draw. */
private fun roads(lines: List<Line>, bounds: Bounds): List<Pair<RoadClass, Path>> =
    lines.groupBy { it.road }.toSortedMap().map { (road, of) -> road to path(of.flatMap { it.within(bounds) }) }

/** North is up: the path's y goes the other way. */
private fun path(lines: List<List<Point>>) = Path().apply {
    for (line in lines) line.forEachIndexed { i, at ->
        if (i == 0) moveTo(at.east, -at.north) else lineTo(at.east, -at.north)
    }
}

private class MapPen(private val on: DrawScope, private val camera: Camera, private val ink: MapInk) {
    private val screen = on.size

    fun roads(roads: List<Pair<RoadClass, Path>>) {
        // Wider as one comes nearer, but never a hair and never a field.
        val scale = (camera.pixels / on.density * 1.2f).coerceIn(0.3f, 2f) * on.density
        val (paths, streets) = roads.partition { (road, _) -> isPath(road) }
        for ((road, path) in paths) line(path, ink.path, widthOf(road) * on.density, dashed = true)
        for ((road, path) in streets) line(path, ink.edge, widthOf(road) * scale + 2 * on.density)
        for ((road, path) in streets) line(path, ink.road, widthOf(road) * scale)
    }

    /** A path in metres drawn [width] pixels wide. */
    fun line(path: Path, colour: Color, width: Float, dashed: Boolean = false) {
        val wide = width / camera.pixels
        val dash = if (dashed) PathEffect.dashPathEffect(floatArrayOf(3 * wide, 2.5f * wide)) else null
        on.withTransform({
            translate(screen.width / 2, screen.height / 2)
            scale(camera.pixels, camera.pixels, Offset.Zero)
            translate(-camera.middle.east, camera.middle.north)
        }) {
            drawPath(path, colour, style = Stroke(wide, cap = StrokeCap.Round, join = StrokeJoin.Round, pathEffect = dash))
        }
    }

    fun names(lines: List<Line>, texts: TextMeasurer, style: TextStyle) {
        val placed = placeNames(lines, camera, screen) { texts.measure(it, style).size.toSize() }
        for (name in placed) {
            val text = texts.measure(name.name, style)
            val at = name.middle - Offset(text.size.width / 2f, text.size.height / 2f)
            on.rotate(name.degrees, name.middle) {
                drawText(text, ink.road, at, drawStyle = Stroke(3 * density, join = StrokeJoin.Round))
                drawText(text, ink.name, at)
            }
        }
    }

    fun walker(at: Point) {
        val place = camera.onScreen(at, screen)
        on.drawCircle(ink.you.copy(alpha = 0.25f), 20 * on.density, place)
        on.drawCircle(ink.road, 9 * on.density, place)
        on.drawCircle(ink.you, 7 * on.density, place)
    }

    fun mark(mark: Mark, radius: Float, isNext: Boolean, figures: Figures) {
        val at = camera.onScreen(mark.at, screen)
        if (at.x < -2 * radius || at.y < -2 * radius || at.x > screen.width + 2 * radius || at.y > screen.height + 2 * radius) return
        val colour = ink.states.of(mark.state)
        val label = mark.stop?.number?.toString() ?: "×${mark.pins.size}"
        fun number(colour: Color) = figures.draw(on, label, colour, at)
        when {
            isNext -> {
                on.drawCircle(ink.road, radius * 1.5f, at)
                on.drawCircle(ink.next, radius * 1.35f, at)
                number(ink.onNext)
            }
            // Dealt with: its sign alone, small; nobody has to find it again.
            mark.stop != null && (mark.state == StopState.DONE || mark.state == StopState.LEAVE_ALONE) -> {
                on.drawCircle(ink.pin, radius * 0.75f, at)
                on.drawState(mark.state, at, radius * 1.2f, colour)
            }
            mark.stop != null -> {
                pin(at, radius, mark.state, colour)
                number(colour)
            }
            else -> {
                on.drawCircle(colour, radius, at)
                number(ink.pin)
            }
        }
    }

    /** A ring for a number: whole while open, broken for one to try again. */
    private fun pin(at: Offset, radius: Float, state: StopState, colour: Color) {
        val line = radius / 5
        val broken = if (state == StopState.TRY_AGAIN) PathEffect.dashPathEffect(floatArrayOf(radius * 0.6f, radius * 0.35f)) else null
        on.drawCircle(ink.pin, radius, at)
        on.drawCircle(colour, radius - line / 2, at, style = Stroke(line, pathEffect = broken))
    }
}

/** Half a pin: room for three figures. */
private const val PIN_DP = 16

package org.turfwalk.ui.map

import androidx.compose.foundation.background
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.gestures.detectTransformGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.look.LocalLook
import org.turfwalk.ui.parts.Hint
import org.turfwalk.ui.walk.WalkActions
import org.turfwalk.ui.walk.WalkState
import org.turfwalk.ui.words.LocalTexts

/** The walk on the map, in place of the list: to be pinched and moved, a stop to be tapped. */
@Composable
fun MapPanel(state: WalkState, on: WalkActions) {
    val ground = remember(state.streets, state.stops.map { it.at }) { ground(state.stops, state.streets) }
    if (ground == null) return Hint(LocalTexts.current.walkMapEmpty, Modifier.padding(16.dp))
    // Figures on a map grow no further than the pins have room for; the list has them as large as one likes.
    val density = LocalDensity.current.let { Density(it.density, it.fontScale.coerceAtMost(LARGEST)) }
    CompositionLocalProvider(LocalDensity provides density) { MapOf(state, on, ground) }
}

@Composable
private fun MapOf(state: WalkState, on: WalkActions, ground: Ground) {
    val next = state.next?.stop
    val leg = state.next?.leg
    val scene = remember(ground, state.stops, state.way, next?.number, leg) {
        ground.scene(state.stops, state.way, next?.number, leg)
    }
    BoxWithConstraints(Modifier.fillMaxSize().clipToBounds()) {
        val screen = with(LocalDensity.current) { Size(maxWidth.toPx(), maxHeight.toPx()) }
        val margin = with(LocalDensity.current) { 32.dp.toPx() }
        val you = (state.position as? Position.At)?.let { ground.plane.point(it.place) }
        val start = remember(ground, screen) { around(scene, next, screen, margin) }
        var camera by remember(start) { mutableStateOf(start) }
        val pointers = Pointers(scene, { camera }, { camera = it }, screen, next?.number, on.open)
        MapCanvas(scene, camera, next?.number, you, Modifier.fillMaxSize().described(state).pointers(pointers))
        Notes(state, scene, Modifier.align(Alignment.TopStart))
        val side = if (LocalLook.current.leftHand) Alignment.BottomStart else Alignment.BottomEnd
        MapButtons(
            onCloser = { camera = camera.closer(2f) },
            onWider = { camera = camera.closer(0.5f) },
            onNext = { next?.at?.let { camera = around(scene, next, screen, margin) } },
            onWhole = { camera = Camera.showing(scene.bounds, screen, margin) },
            onYou = you?.let { { camera = camera.copy(middle = it) } },
            Modifier.align(side).padding(8.dp),
        )
        Text(
            LocalTexts.current.walkMapAttribution,
            Modifier.align(if (LocalLook.current.leftHand) Alignment.BottomEnd else Alignment.BottomStart)
                .widthIn(max = 220.dp)
                .background(MaterialTheme.colorScheme.surfaceContainerLow)
                .padding(horizontal = 6.dp, vertical = 2.dp),
            style = MaterialTheme.typography.labelSmall.copy(fontSize = 11.sp, lineHeight = 13.sp),
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
    }
}

/** The next stop and the leg to it, close enough to read numbers; all of the walk when there is none. */
private fun around(scene: MapScene, next: StopView?, screen: Size, margin: Float): Camera {
    val pin = scene.pins.find { it.stop.number == next?.number } ?: return Camera.showing(scene.bounds, screen, margin)
    return Camera.showing(Bounds.of(scene.leg + pin.at), screen, margin)
}

@Composable
private fun Modifier.described(state: WalkState): Modifier {
    val texts = LocalTexts.current
    val done = state.stops.count { it.state == StopState.DONE }
    val label = texts.walkMapLabel(count = state.stops.size, done = done.toString())
    return semantics {
        contentDescription = label
        role = Role.Image
    }
}

/** What fingers do to the map; held outside of composition, since a gesture outlives many frames. */
private class Pointers(
    val scene: MapScene,
    val camera: () -> Camera,
    val move: (Camera) -> Unit,
    val screen: Size,
    val next: UInt?,
    val open: (StopView) -> Unit,
) {
    /** A pin opens its stop; a dot of many comes nearer. */
    fun tap(at: Offset, reach: Float) {
        val now = camera()
        val mark = marks(scene.pins, reach / now.pixels, next)
            .minByOrNull { (now.onScreen(it.at, screen) - at).getDistance() } ?: return
        if ((now.onScreen(mark.at, screen) - at).getDistance() > reach) return
        mark.stop?.let(open) ?: move(Camera.showing(Bounds.of(mark.pins.map { it.at }), screen, reach * 2))
    }
}

@Composable
private fun Modifier.pointers(pointers: Pointers): Modifier {
    val now by rememberUpdatedState(pointers)
    return pointerInput(Unit) {
        detectTransformGestures { about, pan, zoom, _ -> now.move(now.camera().moved(pan, zoom, about, now.screen)) }
    }.pointerInput(Unit) {
        detectTapGestures(
            onDoubleTap = { now.move(now.camera().moved(Offset.Zero, 2f, it, now.screen)) },
            onTap = { now.tap(it, 32.dp.toPx()) },
        )
    }
}

@Composable
private fun Notes(state: WalkState, scene: MapScene, modifier: Modifier) = Column(modifier.padding(8.dp), Arrangement.spacedBy(8.dp)) {
    val texts = LocalTexts.current
    if (state.streets != null && !scene.hasStreets) Hint(texts.walkMapNoStreets)
    if (state.position == Position.Waiting) Hint(texts.walkPositionWaiting)
}

/** Times the usual size of type. */
private const val LARGEST = 1.4f

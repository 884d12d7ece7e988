/* What the map's streets, way and marks are drawn in: the theme's colours, each state by its shape too. */
package org.turfwalk.ui.map

import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.compositeOver
import org.turfwalk.core.RoadClass
import org.turfwalk.ui.look.LocalLook
import org.turfwalk.ui.look.LocalStates
import org.turfwalk.ui.look.StateColours

@Immutable
data class MapInk(
    val ground: Color,
    val road: Color,
    val edge: Color,
    val path: Color,
    val name: Color,
    val way: Color,
    val leg: Color,
    val pin: Color,
    val next: Color,
    val onNext: Color,
    val you: Color,
    val states: StateColours,
)

@Composable
fun mapInk(): MapInk {
    val colours = MaterialTheme.colorScheme
    val dark = LocalLook.current.dark
    return MapInk(
        // Roads are lighter than the ground in both looks, as on paper.
        ground = if (dark) colours.surfaceContainerLowest else colours.surfaceVariant,
        road = if (dark) colours.surfaceContainerHighest else colours.surfaceContainerLowest,
        edge = colours.outlineVariant,
        path = colours.outline,
        name = colours.onSurface,
        way = colours.secondary.copy(alpha = 0.35f).compositeOver(colours.surfaceContainerHighest),
        leg = colours.secondary,
        pin = colours.surfaceContainerLowest,
        next = colours.primary,
        onNext = colours.onPrimary,
        you = colours.tertiary,
        states = LocalStates.current,
    )
}

/** How wide a road is on paper, in dp at the scale of a front garden; a path is a thin broken line. */
internal fun widthOf(road: RoadClass): Float = when (road) {
    RoadClass.PATH, RoadClass.STEPS -> 1.5f
    RoadClass.SERVICE -> 4f
    RoadClass.QUIET -> 8f
    RoadClass.BUSY -> 11f
    RoadClass.MAJOR -> 14f
}

internal fun isPath(road: RoadClass) = road == RoadClass.PATH || road == RoadClass.STEPS

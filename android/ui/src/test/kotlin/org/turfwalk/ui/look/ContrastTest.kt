package org.turfwalk.ui.look

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import kotlin.test.Test
import kotlin.test.assertTrue

class ContrastTest {
    @Test
    fun `text and marks stand out from their ground by 4,5 to 1 in both looks`() {
        val low = pairs("light", lightColours, lightStates) + pairs("dark", darkColours, darkStates)
        assertTrue(low.isEmpty(), low.joinToString())
    }

    private fun pairs(look: String, scheme: ColorScheme, states: StateColours): List<String> = with(scheme) {
        val grounds = listOf(
            background, surfaceContainerLowest, surfaceContainerLow, surfaceContainer, surfaceContainerHigh, surfaceVariant,
        )
        val inks = listOf(onSurface, onSurfaceVariant, primary, error) +
            listOf(states.open, states.tryAgain, states.done, states.leaveAlone)
        val onGrounds = grounds.flatMap { ground -> inks.map { it to ground } }
        val own = listOf(
            onPrimary to primary, onPrimaryContainer to primaryContainer, onSecondary to secondary,
            onSecondaryContainer to secondaryContainer, onTertiary to tertiary,
            onTertiaryContainer to tertiaryContainer, onError to error, onErrorContainer to errorContainer,
            inverseOnSurface to inverseSurface, inversePrimary to inverseSurface,
        )
        (onGrounds + own).filter { (ink, ground) -> contrast(ink, ground) < 4.5f }
            .map { (ink, ground) -> "$look ${ink.hex} on ${ground.hex}: ${contrast(ink, ground)}" }
    }

    private fun contrast(a: Color, b: Color): Float {
        val (dark, light) = listOf(a.luminance(), b.luminance()).sorted()
        return (light + 0.05f) / (dark + 0.05f)
    }

    private val Color.hex get() = "%08X".format((value shr 32).toLong())
}

package org.turfwalk.ui.look

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import org.turfwalk.core.Language
import org.turfwalk.core.Texts
import org.turfwalk.ui.words.LocalTexts

/** How the app looks to one person: what Settings and the phone say. */
@Immutable
data class Look(
    val dark: Boolean = false,
    val language: Language = Language.EN,
    /** Times the phone's own font scale. */
    val textScale: Float = 1f,
    /** Primary buttons stand at the start instead of the end. */
    val leftHand: Boolean = false,
    val fonts: FontFamily = FontFamily.Default,
)

val LocalLook = staticCompositionLocalOf { Look() }
val LocalStates = staticCompositionLocalOf { lightStates }

/** Every screen stands in it: colours, type, texts, and the background that fills the phone. */
@Composable
fun TurfwalkTheme(look: Look, content: @Composable () -> Unit) {
    val density = LocalDensity.current
    val fontScale = density.fontScale * look.textScale
    val layout = LocalLayoutDirection.current
    val type = remember(look.fonts, fontScale, layout) { typography(look.fonts, fontScale, layout) }
    CompositionLocalProvider(
        LocalLook provides look,
        LocalTexts provides remember(look.language) { Texts(look.language) },
        LocalStates provides if (look.dark) darkStates else lightStates,
        LocalDensity provides Density(density.density, fontScale),
    ) {
        MaterialTheme(
            colorScheme = if (look.dark) darkColours else lightColours,
            typography = type,
            shapes = Shapes(
                small = RoundedCornerShape(8.dp),
                medium = RoundedCornerShape(14.dp),
                large = RoundedCornerShape(18.dp),
            ),
        ) {
            Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.background, content = content)
        }
    }
}

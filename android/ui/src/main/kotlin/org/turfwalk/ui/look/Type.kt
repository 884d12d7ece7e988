/* Big type: read at arm's length, walking, in the sun. */
package org.turfwalk.ui.look

import androidx.compose.material3.Typography
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp

internal fun typography(fonts: FontFamily, fontScale: Float, layout: LayoutDirection): Typography {
    // Where the page begins, whichever way a text reads: else a line that fills its room stands
    // across from one that does not.
    val leading = if (layout == LayoutDirection.Rtl) TextAlign.Right else TextAlign.Left
    fun style(size: Int, line: Int, weight: FontWeight = FontWeight.Normal): TextStyle {
        val damped = damped(size.toFloat(), fontScale) / fontScale
        return TextStyle(
            fontFamily = fonts,
            fontSize = damped.sp,
            lineHeight = (damped * line / size).sp,
            fontWeight = weight,
            // A Latin name reads from the left even where the language does not.
            textDirection = TextDirection.Content,
            textAlign = leading,
        )
    }
    val bold = FontWeight.Bold
    return Typography(
        // The house number of the next stop.
        displayLarge = style(80, 84, bold).copy(letterSpacing = (-0.02).em),
        displayMedium = style(56, 60, bold),
        displaySmall = style(40, 46, bold),
        headlineLarge = style(32, 38, bold),
        headlineMedium = style(28, 34, bold),
        headlineSmall = style(24, 30, bold),
        titleLarge = style(22, 28, bold),
        titleMedium = style(19, 25, bold),
        titleSmall = style(17, 23, bold),
        bodyLarge = style(18, 26),
        bodyMedium = style(17, 24),
        bodySmall = style(15, 21),
        labelLarge = style(18, 24, bold),
        labelMedium = style(16, 22),
        labelSmall = style(15, 20),
    )
}

/** Sizes at twice the font scale, as Android 14 has them: what is big already grows less. */
private val atTwice = listOf(8f to 16f, 14f to 26f, 18f to 30f, 20f to 34f, 24f to 36f, 30f to 38f, 100f to 100f)

/** What a size of type comes to at `fontScale`, in sp of scale 1. */
internal fun damped(size: Float, fontScale: Float): Float {
    val after = atTwice.indexOfFirst { it.first >= size }.coerceAtLeast(1)
    val (low, high) = atTwice[after - 1] to atTwice[after]
    val share = (size - low.first) / (high.first - low.first)
    val twice = low.second + share * (high.second - low.second)
    return size + (twice - size) * (fontScale - 1)
}

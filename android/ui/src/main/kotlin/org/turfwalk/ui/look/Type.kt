/* Big type: read at arm's length, walking, in the sun. */
package org.turfwalk.ui.look

import androidx.compose.material3.Typography
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp

internal fun typography(fonts: FontFamily): Typography {
    fun style(size: Int, line: Int, weight: FontWeight = FontWeight.Normal) =
        TextStyle(fontFamily = fonts, fontSize = size.sp, lineHeight = line.sp, fontWeight = weight)
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

/*
 * The colours of both looks, for sun and for night. ContrastTest holds each pair that text or a
 * mark is drawn in to 4.5 : 1 at least.
 */
package org.turfwalk.ui.look

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.Color

private val paper = Color(0xFFFBFAF6)
private val ink = Color(0xFF191C1A)
private val night = Color(0xFF101412)
private val chalk = Color(0xFFECEFEA)

internal val lightColours: ColorScheme = lightColorScheme(
    primary = Color(0xFF0B5A3A),
    onPrimary = Color.White,
    primaryContainer = Color(0xFFCDEBD8),
    onPrimaryContainer = Color(0xFF00311C),
    inversePrimary = Color(0xFF7FD8A6),
    secondary = Color(0xFF3C5A8C),
    onSecondary = Color.White,
    secondaryContainer = Color(0xFFDCE6F7),
    onSecondaryContainer = Color(0xFF12294E),
    tertiary = Color(0xFF7A4A00),
    onTertiary = Color.White,
    tertiaryContainer = Color(0xFFFFE2B8),
    onTertiaryContainer = Color(0xFF452900),
    error = Color(0xFFA3161B),
    onError = Color.White,
    errorContainer = Color(0xFFFFDDD9),
    onErrorContainer = Color(0xFF5B0A0D),
    background = paper,
    onBackground = ink,
    surface = paper,
    onSurface = ink,
    surfaceVariant = Color(0xFFE9EBE4),
    onSurfaceVariant = Color(0xFF434843),
    surfaceTint = Color(0xFF0B5A3A),
    inverseSurface = Color(0xFF2E312F),
    inverseOnSurface = Color(0xFFF0F1ED),
    outline = Color(0xFF6B716B),
    outlineVariant = Color(0xFFC6CAC3),
    surfaceContainerLowest = Color.White,
    surfaceContainerLow = Color(0xFFF5F5F0),
    surfaceContainer = Color(0xFFEFF0EA),
    surfaceContainerHigh = Color(0xFFE8EAE3),
    surfaceContainerHighest = Color(0xFFE3E5DE),
)

internal val darkColours: ColorScheme = darkColorScheme(
    primary = Color(0xFF7FD8A6),
    onPrimary = Color(0xFF00391F),
    primaryContainer = Color(0xFF0D4A30),
    onPrimaryContainer = Color(0xFFC9F2DA),
    inversePrimary = Color(0xFF0B5A3A),
    secondary = Color(0xFFB0C8F5),
    onSecondary = Color(0xFF12294E),
    secondaryContainer = Color(0xFF29426E),
    onSecondaryContainer = Color(0xFFDCE6F7),
    tertiary = Color(0xFFFFBE5C),
    onTertiary = Color(0xFF452900),
    tertiaryContainer = Color(0xFF5F3B00),
    onTertiaryContainer = Color(0xFFFFE2B8),
    error = Color(0xFFFFB4AB),
    onError = Color(0xFF5B0A0D),
    errorContainer = Color(0xFF7E1418),
    onErrorContainer = Color(0xFFFFDDD9),
    background = night,
    onBackground = chalk,
    surface = night,
    onSurface = chalk,
    surfaceVariant = Color(0xFF2A302C),
    onSurfaceVariant = Color(0xFFC3C9C2),
    surfaceTint = Color(0xFF7FD8A6),
    inverseSurface = Color(0xFFE0E4DF),
    inverseOnSurface = Color(0xFF2A302C),
    outline = Color(0xFF8D948D),
    outlineVariant = Color(0xFF434A45),
    surfaceContainerLowest = Color(0xFF0A0D0B),
    surfaceContainerLow = Color(0xFF171C19),
    surfaceContainer = Color(0xFF1C211E),
    surfaceContainerHigh = Color(0xFF262C28),
    surfaceContainerHighest = Color(0xFF313733),
)

/** What a stop's state is drawn in, on the map as in lists; its shape and word say it too. */
@Immutable
data class StateColours(val open: Color, val tryAgain: Color, val done: Color, val leaveAlone: Color)

internal val lightStates = StateColours(
    open = Color(0xFF1F4E9E),
    tryAgain = Color(0xFF8A5300),
    done = Color(0xFF0B5A3A),
    leaveAlone = Color(0xFFA3161B),
)

internal val darkStates = StateColours(
    open = Color(0xFFA9C7FF),
    tryAgain = Color(0xFFFFBE5C),
    done = Color(0xFF7FD8A6),
    leaveAlone = Color(0xFFFFB4AB),
)

package org.turfwalk.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.look.LocalLook

/**
 * Two buttons under the thumb that holds the phone: the main one at the right, or at the left for
 * a left hand, whichever way the language reads. Big type puts them one above the other.
 */
@Composable
fun ForTheThumb(side: @Composable (Modifier) -> Unit, main: @Composable (Modifier) -> Unit) {
    if (isBigType()) {
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            main(Modifier.fillMaxWidth())
            side(Modifier.fillMaxWidth())
        }
        return
    }
    val mainFirst = LocalLook.current.leftHand != (LocalLayoutDirection.current == LayoutDirection.Rtl)
    Row(Modifier.height(IntrinsicSize.Min), Arrangement.spacedBy(10.dp)) {
        val (narrow, wide) = Modifier.weight(2f).fillMaxHeight() to Modifier.weight(3f).fillMaxHeight()
        if (mainFirst) main(wide) else side(narrow)
        if (mainFirst) side(narrow) else main(wide)
    }
}

/** Whether type is so large that what usually stands side by side has no room for it. */
@Composable
fun isBigType(): Boolean = LocalDensity.current.fontScale > 1.35f

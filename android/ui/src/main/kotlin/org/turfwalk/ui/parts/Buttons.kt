/*
 * Buttons for gloves and rain: the one that one comes for is 64 dp high at least, all others 48,
 * and each grows with its text instead of cutting it off.
 */
package org.turfwalk.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp

private val padding = PaddingValues(horizontal = 20.dp, vertical = 10.dp)

/** What one comes to this page for. */
@Composable
fun BigButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    enabled: Boolean = true,
) {
    val shape = MaterialTheme.shapes.large
    Button(onClick, modifier.fillMaxWidth().heightIn(min = 64.dp), enabled, shape, contentPadding = padding) {
        Label(text, icon, big = true)
    }
}

/** What else one may do here. */
@Composable
fun SideButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    enabled: Boolean = true,
) {
    OutlinedButton(
        onClick,
        modifier.heightIn(min = 56.dp),
        enabled,
        MaterialTheme.shapes.large,
        border = BorderStroke(1.5.dp, MaterialTheme.colorScheme.outline),
        contentPadding = padding,
    ) {
        Label(text, icon)
    }
}

/** A small thing to tap, as within a sentence or a card. */
@Composable
fun WordButton(text: String, onClick: () -> Unit, modifier: Modifier = Modifier, enabled: Boolean = true) {
    TextButton(onClick, modifier.heightIn(min = 48.dp), enabled, MaterialTheme.shapes.medium) {
        Text(text, style = MaterialTheme.typography.labelLarge, textAlign = TextAlign.Center)
    }
}

/** What can't be taken back. */
@Composable
fun GraveButton(text: String, onClick: () -> Unit, modifier: Modifier = Modifier) {
    val colours = ButtonDefaults.buttonColors(MaterialTheme.colorScheme.error, MaterialTheme.colorScheme.onError)
    Button(
        onClick,
        modifier.fillMaxWidth().heightIn(min = 64.dp),
        shape = MaterialTheme.shapes.large,
        colors = colours,
        contentPadding = padding,
    ) {
        Label(text, null, big = true)
    }
}

@Composable
private fun Label(text: String, icon: ImageVector?, big: Boolean = false) {
    if (icon != null) {
        Icon(icon, contentDescription = null, Modifier.size(26.dp))
        Spacer(Modifier.width(10.dp))
    }
    val style = if (big) MaterialTheme.typography.titleLarge else MaterialTheme.typography.labelLarge
    Text(text, style = style, textAlign = TextAlign.Center)
}

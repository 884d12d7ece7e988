package org.turfwalk.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.unit.dp
import org.turfwalk.ui.words.LocalTexts

/**
 * The frame of every screen: a bar with the way back, what is to be read, and below it, always in
 * reach of the thumb, what is to be done.
 *
 * The middle scrolls by itself unless [scrolls] is false: a list or a map does that on its own.
 */
@Composable
fun ScreenFrame(
    title: String,
    onBack: (() -> Unit)? = null,
    tools: @Composable RowScope.() -> Unit = {},
    scrolls: Boolean = true,
    titleStyle: TextStyle = MaterialTheme.typography.titleLarge,
    actions: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(Modifier.fillMaxSize().windowInsetsPadding(WindowInsets.safeDrawing)) {
        Bar(title, titleStyle, onBack, tools)
        val middle = Modifier.weight(1f).fillMaxWidth()
        if (scrolls) {
            Column(
                middle.verticalScroll(rememberScrollState()).padding(horizontal = 16.dp, vertical = 8.dp),
                Arrangement.spacedBy(14.dp),
                content = content,
            )
        } else {
            Column(middle, content = content)
        }
        if (actions != null) {
            Surface(color = MaterialTheme.colorScheme.surfaceContainerLow, shadowElevation = 6.dp) {
                Column(
                    Modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 10.dp),
                    Arrangement.spacedBy(8.dp),
                    content = actions,
                )
            }
        }
    }
}

@Composable
private fun Bar(title: String, style: TextStyle, onBack: (() -> Unit)?, tools: @Composable RowScope.() -> Unit) {
    Row(Modifier.fillMaxWidth().heightIn(min = 56.dp).padding(horizontal = 4.dp), verticalAlignment = Alignment.CenterVertically) {
        if (onBack != null) {
            IconButton(onBack) {
                Icon(Icons.AutoMirrored.Default.ArrowBack, LocalTexts.current.commonBack)
            }
        } else {
            Spacer(Modifier.width(12.dp))
        }
        Text(title, Modifier.weight(1f).semantics { heading() }, style = style)
        tools()
    }
}

/* Whether everybody can use what is on a screen: what can be tapped has a name, a role and room for a finger, and no word is cut off. */
package org.turfwalk.ui.pictures

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.InternalComposeUiApi
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.InternalTestApi
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.runInternalSkikoComposeUiTest
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.LayoutDirection
import kotlinx.coroutines.test.StandardTestDispatcher
import org.turfwalk.ui.look.Look
import org.turfwalk.ui.look.TurfwalkTheme

/** Half a pixel less than 48 dp, the least that a finger hits: sizes are rounded to pixels. */
private const val FINGER_DP = 47.5f

/** What somebody could not use or read on `phone`; nothing, as it should be. */
@OptIn(ExperimentalTestApi::class, InternalTestApi::class, InternalComposeUiApi::class)
fun barriers(phone: Phone, content: @Composable () -> Unit): List<String> {
    val found = mutableListOf<String>()
    runInternalSkikoComposeUiTest(
        width = phone.widthDp,
        height = phone.heightDp,
        density = Density(1f, phone.fontScale),
        coroutineDispatcher = StandardTestDispatcher(),
    ) {
        setContent {
            val direction = if (phone.rightToLeft) LayoutDirection.Rtl else LayoutDirection.Ltr
            CompositionLocalProvider(LocalLayoutDirection provides direction) {
                TurfwalkTheme(Look(phone.dark, phone.language, leftHand = phone.leftHand, fonts = bundledFonts), content)
            }
        }
        val nodes = onAllNodes(isRoot().not()).fetchSemanticsNodes()
        for (node in nodes) found += barriersOf(node)
        val texts = onAllNodes(isRoot().not(), useUnmergedTree = true).fetchSemanticsNodes()
        for (node in texts) if (isCutOff(node)) found += "${nameOf(node)}: is cut off"
    }
    return found
}

private fun barriersOf(node: SemanticsNode): List<String> {
    val isTapped = SemanticsActions.OnClick in node.config
    val isField = SemanticsProperties.EditableText in node.config
    if (!isTapped && !isField) return emptyList()
    val name = nameOf(node)
    val bounds = node.touchBoundsInRoot
    // What the fold cuts off is scrolled to.
    val (wide, high) = maxOf(bounds.width, node.size.width.toFloat()) to maxOf(bounds.height, node.size.height.toFloat())
    return listOfNotNull(
        "something at ${bounds.topLeft}: has no name".takeIf { name.isBlank() },
        "$name: has no role".takeIf { !isField && node.config.getOrNull(SemanticsProperties.Role) == null },
        "$name: is $wide by $high dp, less than a finger needs".takeIf { wide < FINGER_DP || high < FINGER_DP },
    )
}

private fun nameOf(node: SemanticsNode): String {
    val config = node.config
    val texts = config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
    val said = config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
    return (said + texts + listOfNotNull(config.getOrNull(SemanticsProperties.EditableText)?.text)).joinToString(" ")
}

private fun isCutOff(node: SemanticsNode): Boolean {
    val read = node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action ?: return false
    val laid = mutableListOf<TextLayoutResult>()
    return read(laid) && laid.any { isCutOff(it) }
}

/** Not `hasVisualOverflow`, which compares with the room that there was and not with the room taken. */
private fun isCutOff(text: TextLayoutResult): Boolean {
    val isTooHigh = text.multiParagraph.didExceedMaxLines || text.multiParagraph.height > text.size.height + 1
    return isTooHigh || (0 until text.lineCount).any { line ->
        text.isLineEllipsized(line) || text.getLineRight(line) - text.getLineLeft(line) > text.size.width + 1
    }
}

package org.turfwalk.ui.day

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.InternalComposeUiApi
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.InternalTestApi
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.runInternalSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import kotlin.test.fail
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.StandardTestDispatcher
import org.turfwalk.core.Channel
import org.turfwalk.core.Hold
import org.turfwalk.core.StopState
import org.turfwalk.core.Texts
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Scan
import org.turfwalk.ui.app.TurfwalkApp
import org.turfwalk.ui.pictures.bundledFonts

/** A volunteer with the app in hand: sees what is on the screen, taps it, types. */
@OptIn(ExperimentalTestApi::class)
class Phone(private val ui: ComposeUiTest, val platform: JvmPlatform) {
    val texts = Texts(platform.language)
    private var scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    var app by mutableStateOf(AppModel(platform, scope))
        private set

    /** What the core itself says, beside what is on the screen. */
    val device get() = app.device

    fun start() {
        ui.setContent { TurfwalkApp(app, dark = false, bundledFonts) }
        app.start()
        app.toFront()
    }

    /** The system ends the app without asking, and the volunteer opens it again. */
    fun killAndReopen() {
        val old = app
        end()
        old.device.close()
        scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        app = AppModel(platform, scope)
        app.start()
        app.toFront()
    }

    /** The phone stays in a pocket for so long. */
    fun laterBy(ms: Long) {
        platform.laterMs += ms
        app.toFront()
    }

    /** Whether the app has nothing under way, and waits for nothing. */
    fun isAtRest() = scope.coroutineContext.job.children.none { it.isActive }

    /** Ends the app's work, and waits for what is on its way to the disk: that call is not to be cut in two. */
    fun end() = runBlocking { scope.coroutineContext.job.cancelAndJoin() }

    infix fun sees(text: String) = waits("to see: $text") { isThere(text) }

    infix fun doesNotSee(text: String) = waits("to see no more: $text") { !isThere(text) }

    /** By the machine's clock: the screen's own stands still between frames. */
    fun waits(what: String, isSo: () -> Boolean) {
        val until = System.nanoTime() + TIMEOUT_MS * 1_000_000
        while (!isSo()) {
            if (System.nanoTime() > until) fail("waited in vain $what; on the screen: ${screen()}")
            Thread.sleep(30)
        }
    }

    /** All that can be read, for the failure's sentence. */
    private fun screen(): String = ui.onAllNodes(isRoot().not()).fetchSemanticsNodes()
        .flatMap { it.config.getOrNull(SemanticsProperties.Text).orEmpty() }.joinToString(" | ")

    infix fun taps(text: String) = waits("to tap: $text") {
        isThere(text) && try {
            val node = ui.onAllNodesWithText(text).onFirst()
            // What stands in a page that scrolls may be below the fold.
            runCatching { node.performScrollTo() }
            // A page that has just been opened is still filled from the disk: a finger on its way
            // would come down beside what has moved.
            val there = node.fetchSemanticsNode().boundsInRoot
            Thread.sleep(SETTLED_MS)
            (node.fetchSemanticsNode().boundsInRoot == there).also { stands -> if (stands) node.performClick() }
        } catch (gone: AssertionError) {
            // The app itself has drawn the page anew between the look and the tap.
            if (GONE !in gone.message.orEmpty()) throw gone
            false
        }
    }

    fun types(label: String, words: String) {
        sees(label)
        ui.onNode(hasSetTextAction() and hasText(label)).performTextInput(words)
    }

    private fun isThere(text: String) = ui.onAllNodesWithText(text).fetchSemanticsNodes().isNotEmpty()

    companion object {
        const val TIMEOUT_MS = 30_000L
        private const val SETTLED_MS = 50L
        private const val GONE = "no longer in the tree"
    }
}

/**
 * What happens to one volunteer with the app, on a phone of that name.
 *
 * The dispatcher is a standard one: with the unconfined one of `runComposeUiTest`, what a model
 * emits off the screen's thread would be composed there too.
 */
@OptIn(ExperimentalTestApi::class, InternalTestApi::class, InternalComposeUiApi::class)
fun volunteer(name: String, platform: JvmPlatform = JvmPlatform(name), story: Phone.() -> Unit) = runInternalSkikoComposeUiTest(
    // A large phone at half the pixels: nobody looks at it here, and it is drawn for each tap.
    width = 206,
    height = 458,
    density = Density(0.5f),
    coroutineDispatcher = StandardTestDispatcher(),
) {
    val phone = Phone(this, platform)
    phone.start()
    try {
        phone.story()
    } finally {
        phone.end()
    }
}

/** Joins by a code that the camera found, and comes to Today. */
fun Phone.joins(name: String, invite: String = Organizer.invite()) {
    platform.scanned = Scan.Found(invite)
    taps(texts.joinScan)
    types(texts.joinName, name)
    taps(texts.joinJoin)
    sees(texts.todayTitle)
    sees(texts.todayReceiptsNone)
}

/** Sets the clock on the wall forward until the campaign's quiet hours are over. */
fun Phone.setToAnHourForVisits() {
    val door = list().stops.first { it.state == StopState.OPEN }.doors.first()
    repeat(24) {
        if (device.door(door, Channel.DOOR, app.nowMs()).hold != Hold.QuietHours) return
        platform.wallOffMs += 3_600_000
    }
    fail("the campaign has quiet hours all day")
}

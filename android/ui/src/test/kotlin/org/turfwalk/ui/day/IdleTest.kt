package org.turfwalk.ui.day

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Attempt
import org.turfwalk.core.Channel
import org.turfwalk.core.Outcome
import org.turfwalk.core.Target

/** A phone in the pocket: the system's scheduler wakes the app for the next sync, and nothing else does. */
class IdleTest {
    @Test
    fun `in the pocket the app runs nothing, and wakes the phone for nothing`() = volunteer("idle") {
        joins("Idle")
        // In front for a moment only: what that has begun must not run on.
        repeat(50) {
            app.toFront()
            app.toBack()
        }
        waits("to come to rest") { isAtRest() }
        val door = device.walkList(device.walkLists().first().id).stops.first().doors.first()
        device.record(Attempt(Target.Door(door), Channel.DOOR, Outcome.NotHome, app.nowMs(), null, null, null))
        // In front, this would go out at once.
        app.hurry()
        assertTrue(wakeUps().isNotEmpty(), "the core's own thread has another name now: ${names()}")
        // What the last request leaves behind, an idle connection, is told to go first: on a machine
        // that others use, nobody knows how soon.
        waits("for the core's threads to sleep") {
            val before = wakeUps()
            Thread.sleep(WATCHED_MS)
            wakeUps() == before
        }
        assertTrue(isAtRest())
        val receipts = device.receipts()
        assertEquals(1uL to 0uL, receipts.onPhone to receipts.safe)

        // The scheduler's turn.
        runBlocking { app.sync() }
        assertEquals(1uL, device.receipts().safe)
    }

    /** How often each thread of the core's runtime has been given the processor. */
    private fun wakeUps(): Map<String, Long> = threads().filter { isCores(it) }.associate { thread ->
        val switches = File(thread, "status").readLines().filter { "ctxt_switches" in it }
        thread.name to switches.sumOf { it.substringAfter(':').trim().toLong() }
    }

    private fun isCores(thread: File) = nameOf(thread).let { name -> RUNTIMES.any { it in name } }

    private fun names() = threads().map(::nameOf).distinct()

    private fun nameOf(thread: File) = runCatching { File(thread, "comm").readText().trim() }.getOrDefault("")

    private fun threads() = File("/proc/self/task").listFiles().orEmpty().toList()

    private companion object {
        val RUNTIMES = listOf("async-compat", "tokio", "reqwest")
        const val WATCHED_MS = 6_000L
    }
}

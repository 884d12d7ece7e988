package org.turfwalk.ui.app

import java.nio.ByteBuffer
import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException
import org.turfwalk.ui.Trouble

/** What opening the phone's database came to. */
sealed interface Opened {
    data class Open(val device: Device) : Opened

    data class Not(val trouble: Trouble) : Opened
}

/**
 * Opens the database with the phone's key. A damaged one is opened anew at once: there is nothing
 * to decide, and what was salvaged is shown. A key that does not fit may come with the next try,
 * so that is the walker's to decide.
 */
fun open(platform: Platform): Opened = opened {
    val key = platform.databaseKey()
    try {
        if (key == null) Device.open(platform.databasePath)
        else Device.openEncrypted(platform.databasePath, key.direct())
    } catch (_: DeviceException.Damaged) {
        Device.openAnew(platform.databasePath, key)
    }
}

/** Gives up the key, and with it what only it could read. */
fun openAfresh(platform: Platform): Opened = opened {
    Device.openAnew(platform.databasePath, platform.freshDatabaseKey())
}

private fun opened(open: () -> Device): Opened =
    try {
        Opened.Open(open())
    } catch (problem: DeviceException) {
        Opened.Not(Trouble.of(problem))
    } catch (_: KeyNotAtHand) {
        Opened.Not(Trouble.WRONG_KEY)
    }

/** As the core reads it: bytes outside the heap. */
private fun ByteArray.direct(): ByteBuffer = ByteBuffer.allocateDirect(size).put(this).flip()

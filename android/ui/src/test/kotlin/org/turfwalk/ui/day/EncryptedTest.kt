package org.turfwalk.ui.day

import java.io.File
import kotlin.test.Test
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.turfwalk.core.Network

/** The phone's database under a key, as it is on every phone, through the screens. */
class EncryptedTest {
    private val right = ByteArray(32) { 7 }
    private val wrong = ByteArray(32) { 8 }

    @Test
    fun `the key opens it and no other does, and what a lost key costs is counted`() {
        val platform = JvmPlatform("encrypted").also { it.key = right }
        volunteer("encrypted", platform) {
            joins("Encrypted")
            val street = list().stops.first().street
            assertFalse(holds(platform.databasePath, street), "in the clear")
            Network.off()
            try {
                records(4)
                platform.key = wrong
                killAndReopen()
                sees(texts.errorWrongKey)
                platform.key = right
                taps(texts.commonRetry)
                sees(texts.todayReceipts(count = 4, safe = "0"))

                platform.key = wrong
                killAndReopen()
                taps(texts.errorStartAfresh)
                taps(texts.errorStartAfresh)
                sees(texts.salvagedLost(count = 4))
                sees(texts.salvagedWhatToDo)
            } finally {
                Network.on()
            }
            taps(texts.salvagedUnderstood)
            joins("Encrypted again")
            assertFalse(holds(platform.databasePath, street), "in the clear")
        }
        // The search itself finds such a word where it is.
        volunteer("in-the-clear") {
            joins("In the clear")
            assertTrue(holds(this.platform.databasePath, list().stops.first().street))
        }
    }

    /** Whether the database or what lies beside it has this word on disk. */
    private fun holds(path: String, word: String): Boolean = File(path).run { parentFile.listFiles { it -> it.name.startsWith(name) }!! }
        .any { word in it.readBytes().toString(Charsets.ISO_8859_1) }
}

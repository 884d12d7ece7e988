package org.turfwalk.core

import java.nio.file.Path
import kotlin.io.path.createFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.div
import kotlin.io.path.exists
import kotlin.test.assertTrue

/** What bindings/with-server.sh says of its server. */
fun variable(name: String): String =
    checkNotNull(System.getenv(name)) { "$name is not set; run android/test.sh, or bindings/with-server.sh with your command" }

/** A fresh file for a phone's database. */
fun phoneFile(name: String): String = (Path.of(variable("TURFWALK_SCRATCH")) / "kotlin-$name.db").toString()

/** The way to the server: with-server.sh stops it while there is a file `off`. */
object Network {
    private val folder = Path.of(variable("TURFWALK_NETWORK"))

    fun off() {
        (folder / "off").createFile()
        waitUntil { !(folder / "up").exists() }
    }

    fun on() {
        (folder / "off").deleteIfExists()
        waitUntil { (folder / "up").exists() }
    }

    private fun waitUntil(isSo: () -> Boolean) {
        repeat(300) {
            if (isSo()) return
            Thread.sleep(100)
        }
        assertTrue(isSo(), "the server did not follow its switch")
    }
}

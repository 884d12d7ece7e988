package org.turfwalk.ui.day

import java.util.concurrent.TimeUnit
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.turfwalk.core.variable

/** What an organizer does meanwhile, with the server's own binary. */
object Organizer {
    /** A link for one phone more. */
    fun invite(): String = run("invite", "--turf", "1", "--server", variable("TURFWALK_SERVER")).lineSequence().first()

    fun withdrawFrom(phone: String) {
        run("withdraw", "--turf", "1", "--phone", number(phone))
    }

    fun shutOut(phone: String) {
        run("device", "revoke", number(phone))
    }

    /** Has `file` taken in, which a phone has sealed. */
    fun imports(file: String) {
        run("import", "ops", file)
    }

    /** The number of the phone that joined by that name, most lately. */
    private fun number(phone: String): String =
        run("device", "list").lineSequence().filter { it.endsWith(phone) }.map { it.trim().takeWhile(Char::isDigit).toInt() }
            .max().toString()

    fun run(vararg words: String, data: String = variable("TURFWALK_DIR")): String {
        val process = ProcessBuilder(variable("TURFWALK_BINARY"), "--dir", data, *words)
            .redirectErrorStream(true).start()
        val said = process.inputStream.bufferedReader().readText()
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "turfwalk ${words.first()} does not end")
        assertEquals(0, process.exitValue(), said)
        return said
    }
}

package org.turfwalk.ui.day

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.TimeUnit
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.turfwalk.core.OpId
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

    /** Takes an incident in hand, on the page where organizers do. */
    fun takes(incident: OpId) {
        val browser = HttpClient.newHttpClient()
        fun at(path: String) =
            HttpRequest.newBuilder(URI(variable("TURFWALK_SERVER") + path)).header("Cookie", variable("TURFWALK_COOKIE"))
        fun asks(status: Int, request: HttpRequest.Builder): String =
            browser.send(request.build(), HttpResponse.BodyHandlers.ofString()).also { assertEquals(status, it.statusCode()) }.body()
        val csrf = Regex("name=\"csrf\" value=\"([^\"]+)\"").find(asks(200, at("/incidents")))!!.groupValues[1]
        val form = HttpRequest.BodyPublishers.ofString("csrf=$csrf&incident=${incident.inWords()}")
        asks(303, at("/incidents/take").header("Content-Type", "application/x-www-form-urlencoded").POST(form))
    }

    fun accepts(proposal: OpId) {
        run("proposals", "accept", proposal.inWords())
    }

    fun refuses(edit: OpId) {
        run("proposals", "refuse", edit.inWords())
    }

    /** As the server's commands name an op. */
    private fun OpId.inWords() = "${device.value}.${incarnation.value.toString(16).padStart(16, '0')}.$n"

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

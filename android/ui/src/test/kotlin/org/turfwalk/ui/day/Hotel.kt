package org.turfwalk.ui.day

import com.sun.net.httpserver.HttpServer
import java.io.File
import java.io.IOException
import java.net.InetSocketAddress
import java.net.URI
import java.util.concurrent.TimeUnit
import org.turfwalk.core.Network
import org.turfwalk.core.variable

/** A hotel's network: whatever one asks for, its log-in page answers, with success. */
fun inAHotel(story: () -> Unit) {
    Network.off()
    val hotel = HttpServer.create(InetSocketAddress("127.0.0.1", URI(variable("TURFWALK_SERVER")).port), 0)
    hotel.createContext("/") { guest ->
        val page = "<html><title>Welcome</title>Please enter your room number.</html>".toByteArray()
        guest.requestBody.readAllBytes()
        guest.sendResponseHeaders(200, page.size.toLong())
        guest.responseBody.use { it.write(page) }
    }
    try {
        hotel.start()
        story()
    } finally {
        hotel.stop(0)
        Network.on()
    }
}

/** Fills the disk that [folder] is on to its last byte, for as long as [story] lasts. */
fun onAFullDisk(folder: String, story: () -> Unit) {
    val ballast = File(folder, "ballast")
    try {
        for (size in listOf(1 shl 20, 1 shl 12, 1)) {
            try {
                ballast.appendWithout(size)
            } catch (_: IOException) {
                continue
            }
        }
        story()
    } finally {
        ballast.delete()
    }
}

private fun File.appendWithout(size: Int): Nothing = java.io.FileOutputStream(this, true).use { out ->
    val bytes = ByteArray(size)
    while (true) out.write(bytes)
    @Suppress("UNREACHABLE_CODE") error("the disk never filled up")
}

/** A server with a key of its own, of the same town: `turfwalk serve` as campaigns run it. */
class OwnKeyServer(name: String) {
    private val data = File(variable("TURFWALK_SCRATCH"), "server-$name").path
    private val log = File("$data.log")
    private var process: Process? = null
    private var address = "127.0.0.1:0"

    init {
        val backup = "$data.backup"
        File(data).mkdirs()
        Organizer.run("backup", "--out", backup)
        Organizer.run("restore", backup, data = data)
        start()
    }

    fun invite() = Organizer.run("invite", "--turf", "1", "--server", "https://$address", data = data).lineSequence().first()

    /** Another server stands at its address from now on: the same data, another key. */
    fun changesItsKey() {
        stop()
        check(File(data, "server-key.pem").delete()) { "the server has made no key" }
        start()
    }

    fun stop() {
        process?.destroy()
        process?.waitFor(30, TimeUnit.SECONDS)
    }

    private fun start() {
        log.delete()
        val serve = ProcessBuilder(variable("TURFWALK_BINARY"), "--dir", data, "serve", "--listen", address)
        process = serve.redirectErrorStream(true).redirectOutput(log).start()
        repeat(600) {
            Regex("""https://(127\.0\.0\.1:\d+)""").find(log.takeIf { it.exists() }?.readText().orEmpty())?.let {
                address = it.groupValues[1]
                return
            }
            Thread.sleep(100)
        }
        error("the server did not start: ${log.readText()}")
    }
}

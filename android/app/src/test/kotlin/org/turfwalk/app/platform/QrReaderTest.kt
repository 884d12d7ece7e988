package org.turfwalk.app.platform

import com.google.zxing.BarcodeFormat
import com.google.zxing.common.BitMatrix
import com.google.zxing.qrcode.QRCodeWriter
import java.util.Random
import kotlin.math.cos
import kotlin.math.sin
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull

/** What a camera might see of a code: grey, turned, noisy, its rows padded. */
private class Seen(
    val dark: Int = 30,
    val light: Int = 220,
    val degrees: Double = 0.0,
    val noise: Int = 0,
    val points: Int = 420,
    val padding: Int = 0,
) {
    fun of(code: BitMatrix): Luminance {
        val (width, height) = 960 to 720
        val rowStride = width + padding
        val random = Random(7)
        val (turnX, turnY) = Math.toRadians(degrees).let { cos(it) to sin(it) }
        val bytes = ByteArray(rowStride * (height - 1) + width) { index ->
            val x = index % rowStride - width / 2
            val y = index / rowStride - height / 2
            val column = ((x * turnX + y * turnY) / points + 0.5) * code.width
            val row = ((y * turnX - x * turnY) / points + 0.5) * code.height
            val isInside = column >= 0 && row >= 0 && column < code.width && row < code.height
            val shade = if (isInside && code[column.toInt(), row.toInt()]) dark else light
            val grain = if (noise > 0) random.nextInt(2 * noise) - noise else 0
            (shade + grain).coerceIn(0, 255).toByte()
        }
        return Luminance(bytes, width, height, rowStride)
    }
}

class QrReaderTest {
    private val invite = "https://192.168.1.20:8443/join#K7QX-2M4P.ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12"
    private val code = QRCodeWriter().encode(invite, BarcodeFormat.QR_CODE, 0, 0)
    private val reader = QrReader()

    @Test
    fun `an invite is read as a camera sees it`() {
        val seen = mapOf(
            "straight" to Seen(),
            "rows padded" to Seen(padding = 64),
            "on its side" to Seen(degrees = 90.0),
            "upside down" to Seen(degrees = 180.0),
            "askew" to Seen(degrees = 17.0),
            "small" to Seen(points = 200),
            "grainy" to Seen(noise = 40),
            "in poor light" to Seen(dark = 40, light = 90, noise = 5),
            "light on dark" to Seen(dark = 225, light = 20),
        )
        for ((how, sight) in seen) assertEquals(invite, reader.read(sight.of(code)), how)
    }

    @Test
    fun `where there is no code nothing is read, and the next picture is`() {
        val nothing = Seen(dark = 200, light = 200, noise = 50).of(code)
        assertNull(reader.read(nothing))
        assertNull(reader.read(Luminance(ByteArray(0), 640, 480)))
        assertNull(reader.read(Luminance(ByteArray(640), 640, 480)))
        assertEquals(invite, reader.read(Seen().of(code)))
    }
}

package org.turfwalk.app.platform

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** The brightness of a camera's picture: a byte a point, [rowStride] bytes from row to row. */
class Luminance(val bytes: ByteArray, val width: Int, val height: Int, val rowStride: Int = width)

/** Finds the text of a QR code in a picture. One thread at a time. */
class QrReader {
    private val reader = QRCodeReader()
    private val hints = mapOf(DecodeHintType.TRY_HARDER to true)

    /** The text, or null where no code can be read: look at the next picture. */
    fun read(picture: Luminance): String? {
        // A row's padding may be missing from the last one.
        val rows = minOf(picture.height, (picture.bytes.size + picture.rowStride - picture.width) / picture.rowStride)
        if (rows <= 0) return null
        val source = PlanarYUVLuminanceSource(
            picture.bytes.copyOf(rows * picture.rowStride),
            picture.rowStride, rows, 0, 0, picture.width, rows, false,
        )
        // A page in the dark look shows its code light on dark.
        return read(source) ?: read(source.invert())
    }

    private fun read(source: LuminanceSource): String? = try {
        reader.decode(BinaryBitmap(HybridBinarizer(source)), hints).text
    } catch (_: ReaderException) {
        null
    } finally {
        reader.reset()
    }
}

/*
 * Pictures of screens, drawn without a display and compared with the accepted ones in
 * src/test/pictures. One that has changed fails, and target/pictures then holds the new one and,
 * in red, what differs. After looking at them: android/test.sh -Dpictures.accept=true
 */
package org.turfwalk.ui.pictures

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.platform.InfiniteAnimationPolicy
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.use
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.ByteArrayOutputStream
import java.io.File
import javax.imageio.ImageIO
import kotlin.math.abs
import kotlin.coroutines.CoroutineContext
import kotlin.test.fail
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import org.jetbrains.skia.EncodedImageFormat
import org.turfwalk.ui.look.Look
import org.turfwalk.ui.look.TurfwalkTheme

private val accepted = File("src/test/pictures")
private val drawn = File("target/pictures")
private val accepting = System.getProperty("pictures.accept") == "true"

/** A channel may be off by this much: rounding differs between processors. */
private const val CHANNEL = 24

/** Shades of a channel that count as one. */
private const val SHADE = 8

/** So many pixels may be off: fewer than a changed figure of the smallest type. */
private const val PIXELS = 5

/**
 * Holds `name` on each of `phones` to its accepted picture, and there and on the hardest phone to what everybody can
 * use; `still`, what moves while one waits stands where it begins.
 */
fun pictures(name: String, phones: List<Phone> = Phone.both, still: Boolean = false, content: @Composable () -> Unit) {
    val failures = phones.mapNotNull { phone -> runCatching { hold(name, phone, still, content) }.exceptionOrNull() }
    val barriers = barriers(Phone.hardest, content).joinToString("") { "\n$name on the hardest phone: $it" }
    if (failures.isNotEmpty() || barriers.isNotEmpty()) {
        fail(failures.joinToString("\n") { it.message.orEmpty() } + barriers, failures.firstOrNull())
    }
}

private fun hold(name: String, phone: Phone, still: Boolean, content: @Composable () -> Unit) {
    val file = "$name.${phone.name}.png"
    val png = draw(phone, still, content)
    val known = File(accepted, file)
    if (accepting) {
        if (!known.exists() || !alike(read(png), read(known.readBytes()))) known.write(png)
        return
    }
    if (!known.exists()) {
        File(drawn, file).write(png)
        fail("$file has no accepted picture; target/pictures holds it")
    }
    val barriers = barriers(phone, content)
    if (barriers.isNotEmpty()) fail(barriers.joinToString("\n", prefix = "$file: "))
    val (now, then) = read(png) to read(known.readBytes())
    if (alike(now, then)) return
    File(drawn, file).write(png)
    ImageIO.write(difference(now, then), "png", File(drawn, "$name.${phone.name}.difference.png"))
    fail("$file looks different; target/pictures holds the new one and the difference")
}

/** PNG of `content` on `phone`, after its animations have come to rest. */
fun draw(phone: Phone, still: Boolean = false, content: @Composable () -> Unit): ByteArray {
    val density = Density(phone.density, phone.fontScale)
    val (width, height) = (phone.widthDp * phone.density).toInt() to (phone.heightDp * phone.density).toInt()
    val moving: CoroutineContext = if (still) Dispatchers.Unconfined + AtRest else Dispatchers.Unconfined
    return ImageComposeScene(width, height, density, moving) {
        val direction = if (phone.rightToLeft) LayoutDirection.Rtl else LayoutDirection.Ltr
        CompositionLocalProvider(LocalLayoutDirection provides direction) {
            TurfwalkTheme(Look(phone.dark, phone.language, leftHand = phone.leftHand, fonts = bundledFonts), content)
        }
    }.use { scene ->
        scene.render(0)
        scene.render(2_000_000_000)
        val image = scene.render(4_000_000_000)
        small(read(checkNotNull(image.encodeToData(EncodedImageFormat.PNG)) { "no PNG" }.bytes))
    }
}

/** How far it has moved by a frame depends on what else the machine does. */
private object AtRest : InfiniteAnimationPolicy {
    override suspend fun <R> onInfiniteOperation(block: suspend () -> R): R = awaitCancellation()
}

/** In fewer shades, and by a palette where they then are few: half the bytes to keep. */
private fun small(image: BufferedImage): ByteArray {
    val shades = image.pixels().also { for (i in it.indices) it[i] = coarse(it[i]) }
    val palette = shades.toSet().toIntArray()
    val out = if (palette.size > 256) BufferedImage(image.width, image.height, BufferedImage.TYPE_INT_RGB)
    else {
        val colours = IndexColorModel(8, palette.size, palette, 0, false, -1, DataBuffer.TYPE_BYTE)
        BufferedImage(image.width, image.height, BufferedImage.TYPE_BYTE_INDEXED, colours)
    }
    out.setRGB(0, 0, image.width, image.height, shades, 0, image.width)
    return ByteArrayOutputStream().also { ImageIO.write(out, "png", it) }.toByteArray()
}

private fun coarse(rgb: Int): Int = 0xFF shl 24 or (shade(rgb shr 16) shl 16) or (shade(rgb shr 8) shl 8) or shade(rgb)

private fun shade(rgb: Int): Int = minOf(((rgb and 0xFF) + SHADE / 2) / SHADE * SHADE, 0xFF)

internal fun read(png: ByteArray): BufferedImage = ImageIO.read(png.inputStream())

internal fun alike(now: BufferedImage, then: BufferedImage): Boolean {
    if (now.width != then.width || now.height != then.height) return false
    val (a, b) = now.pixels() to then.pixels()
    return a.indices.count { differs(a[it], b[it]) } <= PIXELS
}

/** The new picture, pale, with what differs in red. */
private fun difference(now: BufferedImage, then: BufferedImage): BufferedImage {
    val out = BufferedImage(now.width, now.height, BufferedImage.TYPE_INT_RGB)
    for (y in 0 until now.height) for (x in 0 until now.width) {
        val same = x < then.width && y < then.height && !differs(now.getRGB(x, y), then.getRGB(x, y))
        out.setRGB(x, y, if (same) 0xC0C0C0 or (now.getRGB(x, y) shr 2 and 0x3F3F3F) else 0xFF0000)
    }
    return out
}

private fun BufferedImage.pixels(): IntArray = getRGB(0, 0, width, height, null, 0, width)

private fun differs(a: Int, b: Int) = differs(a shr 16, b shr 16, 0xFF) || differs(a shr 8, b shr 8, 0xFF) || differs(a, b, 0xFF)

private fun differs(a: Int, b: Int, channel: Int) = abs((a and channel) - (b and channel)) > CHANNEL

private fun File.write(png: ByteArray) {
    parentFile.mkdirs()
    writeBytes(png)
}

package org.turfwalk.app.platform

import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.security.KeyStoreException
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse

/** A key of the JVM's own ciphers in the Keystore's place. */
private class KeyHere : SealingKey {
    var key: SecretKey? = null
    var isBusy = false

    override fun find(): SecretKey? = if (isBusy) throw KeyStoreException("busy") else key

    override fun make(): SecretKey =
        KeyGenerator.getInstance("AES").apply { init(256) }.generateKey().also { key = it }
}

class DatabaseKeyTest {
    @TempDir
    lateinit var folder: File

    private val file get() = File(folder, "key")
    private val sealing = KeyHere()
    private val bytes get() = DatabaseKey(file, sealing).bytes()

    @Test
    fun `the same 32 bytes come at every start, and stand nowhere in the clear`() {
        val first = bytes
        assertEquals(32, first.size)
        assertContentEquals(first, bytes)
        assertContentEquals(first, bytes)
        assertFalse(file.readBytes().toList().windowed(32).any { it == first.toList() })
        assertEquals(listOf("key"), folder.list()?.toList())
    }

    @Test
    fun `two phones have two keys`() {
        val other = DatabaseKey(File(folder, "other"), KeyHere())
        assertFalse(bytes.contentEquals(other.bytes()))
    }

    @Test
    fun `a key that is gone, or a file from another phone, gives new bytes which then stay`() {
        val losses = mapOf<String, () -> Unit>(
            "the Keystore was emptied" to { sealing.key = null },
            "a backup was restored" to { KeyHere().make().let { file.writeBytes(SealedKey.seal(ByteArray(32), it)) } },
            "the file is gone" to { file.delete() },
            "the file is cut" to { file.writeBytes(file.readBytes().copyOf(20)) },
            "the file is empty" to { file.writeBytes(ByteArray(0)) },
            "a byte is wrong" to { file.writeBytes(file.readBytes().also { it[30] = (it[30] + 1).toByte() }) },
        )
        for ((what, lose) in losses) {
            val before = bytes
            lose()
            val after = bytes
            assertFalse(before.contentEquals(after), what)
            assertContentEquals(after, bytes, what)
        }
    }

    @Test
    fun `a Keystore that fails for the moment loses nothing`() {
        val before = bytes
        sealing.isBusy = true
        assertFailsWith<KeyStoreException> { bytes }
        sealing.isBusy = false
        assertContentEquals(before, bytes)
    }
}

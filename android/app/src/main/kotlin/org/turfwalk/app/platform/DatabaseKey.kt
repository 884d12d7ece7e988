package org.turfwalk.app.platform

import java.io.File
import java.io.FileOutputStream
import java.security.SecureRandom

/**
 * The 32 bytes that open the database. They lie sealed in [file], in the app's private storage;
 * what seals them is [sealing], the Keystore's key.
 *
 * Where one of the two is gone for good (a reinstall, a restored backup), there are new bytes:
 * the database then says `WrongKey`, is opened anew, and tells what came of what was unsent. What
 * fails for the moment is thrown, and nothing is overwritten.
 */
class DatabaseKey(private val file: File, private val sealing: SealingKey) {
    @Synchronized
    fun bytes(): ByteArray {
        val key = sealing.find()
        if (key != null && file.exists()) {
            try {
                return SealedKey.open(file.readBytes(), key)
            } catch (_: NotSealedByThisKey) {
                // Falls through to new bytes: these can't be had again by anybody.
            }
        }
        return anew()
    }

    /** New bytes in place of those that are there: for whoever gives up on a Keystore that stays broken. */
    @Synchronized
    fun anew(): ByteArray {
        val bytes = ByteArray(LENGTH).also(SecureRandom()::nextBytes)
        val sealed = SealedKey.seal(bytes, sealing.make())
        // Whole or not at all: a database must not be made with bytes that a crash has lost.
        val beside = File(file.parentFile, "${file.name}.new")
        FileOutputStream(beside).use {
            it.write(sealed)
            it.fd.sync()
        }
        check(beside.renameTo(file)) { "the sealed key could not be put in its place" }
        return bytes
    }

    private companion object {
        const val LENGTH = 32
    }
}

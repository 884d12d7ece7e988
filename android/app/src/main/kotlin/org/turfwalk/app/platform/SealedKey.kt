/*
 * A secret sealed by another key (AES-256-GCM), as bytes for a file:
 *
 *     1 byte    1, the form of what follows
 *     1 byte    length of the nonce
 *     nonce     drawn by the cipher itself, as the Keystore demands
 *     the rest  the secret and its tag
 */
package org.turfwalk.app.platform

import java.security.GeneralSecurityException
import javax.crypto.Cipher
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** What is in the file is no secret that this key sealed: it is lost for good. */
class NotSealedByThisKey(cause: Throwable? = null) :
    Exception("the sealed key can't be opened with the key that is there", cause)

object SealedKey {
    private const val FORM: Byte = 1
    private const val TAG_BITS = 128
    private const val CIPHER = "AES/GCM/NoPadding"

    fun seal(secret: ByteArray, by: SecretKey): ByteArray {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, by)
        val sealed = cipher.doFinal(secret)
        return byteArrayOf(FORM, cipher.iv.size.toByte()) + cipher.iv + sealed
    }

    /**
     * The secret of [sealed]. Anything but [NotSealedByThisKey] may pass by itself: the Keystore
     * is busy, or the phone has not been unlocked since it was started.
     */
    fun open(sealed: ByteArray, by: SecretKey): ByteArray {
        val nonceLength = if (sealed.size > 2) sealed[1].toInt() else 0
        if (sealed.firstOrNull() != FORM || nonceLength !in 12..16 || sealed.size < 2 + nonceLength + TAG_BITS / 8) {
            throw NotSealedByThisKey()
        }
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, by, GCMParameterSpec(TAG_BITS, sealed, 2, nonceLength))
        return try {
            cipher.doFinal(sealed, 2 + nonceLength, sealed.size - 2 - nonceLength)
        } catch (damaged: javax.crypto.BadPaddingException) {
            // A wrong tag is an AEADBadTagException, which is one of these.
            throw NotSealedByThisKey(damaged)
        }
    }
}

/** Where the sealing key lives. */
interface SealingKey {
    /** The key as it was made, or null where there is none (any more). */
    @Throws(GeneralSecurityException::class)
    fun find(): SecretKey?

    /** A new key in place of any other. */
    @Throws(GeneralSecurityException::class)
    fun make(): SecretKey
}

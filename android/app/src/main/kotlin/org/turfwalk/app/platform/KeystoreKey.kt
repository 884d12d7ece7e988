package org.turfwalk.app.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.KeyStore
import java.security.UnrecoverableKeyException
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/**
 * The sealing key in the phone's Keystore: no app ever sees its bytes, no backup holds them. In
 * StrongBox where the phone has one. It may be used while the screen is locked, since syncs run
 * then too; before the first unlock after a start neither it nor the app's files can be read.
 */
class KeystoreKey(private val alias: String = "turfwalk-database") : SealingKey {
    private val store = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    override fun find(): SecretKey? = try {
        store.getKey(alias, null) as SecretKey?
    } catch (gone: UnrecoverableKeyException) {
        // Wiped with the phone's credentials. Anything else that fails may pass.
        if (gone.cause is KeyPermanentlyInvalidatedException) null else throw gone
    }

    override fun make(): SecretKey {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return make(strongBox = false)
        return try {
            make(strongBox = true)
        } catch (_: StrongBoxUnavailableException) {
            make(strongBox = false)
        }
    }

    private fun make(strongBox: Boolean): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
        if (strongBox && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) spec.setIsStrongBoxBacked(true)
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).run {
            init(spec.build())
            generateKey()
        }
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
    }
}

package org.turfwalk.app.platform

import android.content.Context
import kotlinx.coroutines.flow.Flow
import org.turfwalk.core.Clock
import org.turfwalk.core.Language
import org.turfwalk.ui.app.Choices
import org.turfwalk.ui.app.KeyNotAtHand
import org.turfwalk.ui.app.Platform
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.app.Scan
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.ProviderException

/** This phone, as the screens' models ask for it. */
class AndroidPlatform(private val context: Context, private val asking: Asking) : Platform {
    private val clock = PhoneClock(context)
    private val network = Network(context)
    private val exports = Exports(context)
    private val calls = Calls(context)
    private val positions = Positions(context, asking)

    override val preferences = KeptPreferences(context)

    override val language: Language get() = context.phoneLanguage()

    // Neither folder is in any backup; see the manifest.
    override val databasePath: String get() = File(context.noBackupFilesDir, "turfwalk.db").path

    override val shareFolder: String get() = exports.folder.path

    override fun clock(): Clock = clock.now()

    override fun databaseKey(): ByteArray = atHand(DatabaseKey::bytes)

    override fun freshDatabaseKey(): ByteArray = atHand(DatabaseKey::anew)

    override fun isUnmetered(): Boolean = network.isUnmetered

    override fun positions(): Flow<Position> = positions.watch()

    override suspend fun scan(): Scan = asking.scan(Choices(preferences).now.value.language ?: language)

    override fun share(path: String): Boolean = exports.share(File(path))

    override fun call(number: String): Boolean = calls.dial(number)

    override fun openSettings() {
        calls.openAppSettings()
    }

    override fun openNetworkPage() = network.openSettings()

    private fun atHand(use: DatabaseKey.() -> ByteArray): ByteArray = try {
        DatabaseKey(File(context.noBackupFilesDir, "database-key"), KeystoreKey()).use()
    } catch (problem: GeneralSecurityException) {
        throw KeyNotAtHand(problem)
    } catch (problem: ProviderException) {
        // How a Keystore that does not answer shows itself.
        throw KeyNotAtHand(problem)
    } catch (problem: IOException) {
        throw KeyNotAtHand(problem)
    }
}

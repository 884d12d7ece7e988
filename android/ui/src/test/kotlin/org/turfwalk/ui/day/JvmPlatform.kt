package org.turfwalk.ui.day

import java.io.File
import kotlin.random.Random
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import org.turfwalk.core.Clock
import org.turfwalk.core.Language
import org.turfwalk.core.phoneFile
import org.turfwalk.core.variable
import org.turfwalk.ui.app.KeyNotAtHand
import org.turfwalk.ui.app.Platform
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.app.Preferences
import org.turfwalk.ui.app.Scan

/** A phone's system on a JVM: outlives the app, as the phone does. */
class JvmPlatform(name: String, override val databasePath: String = phoneFile("ui-$name")) : Platform {
    override val preferences = object : Preferences {
        private val kept = HashMap<String, String>()

        override fun get(key: String) = kept[key]

        override fun set(key: String, value: String?) {
            if (value == null) kept.remove(key) else kept[key] = value
        }
    }
    override val language = Language.EN
    override val shareFolder: String = variable("TURFWALK_SCRATCH")

    /** How far the phone's clocks have gone on beyond the machine's. */
    var laterMs = 0L

    /** How far the clock on the wall is off. */
    var wallOffMs = 0L

    /** The key store gives no key. */
    var keyIsGone = false

    /** None: the database is in the clear. */
    var key: ByteArray? = null
    var scanned: Scan = Scan.NoCamera
    val positions: Position = Position.NotAllowed
    val shared = mutableListOf<String>()
    val called = mutableListOf<String>()
    var settingsOpened = 0

    override fun clock() = Clock(System.currentTimeMillis() + laterMs + wallOffMs, System.nanoTime() / 1_000_000 + laterMs, 1)

    override fun databaseKey(): ByteArray? = if (keyIsGone) throw KeyNotAtHand() else key

    override fun freshDatabaseKey(): ByteArray? {
        keyIsGone = false
        key = key?.let { Random.nextBytes(it.size) }
        return key
    }

    override fun isUnmetered() = true

    override fun positions(): Flow<Position> = flowOf(Position.Waiting, positions)

    override suspend fun scan() = scanned

    override fun share(path: String) = File(path).exists() && shared.add(path)

    override fun call(number: String) = called.add(number)

    override fun openSettings() {
        settingsOpened += 1
    }

    override fun openNetworkPage() = Unit
}

package org.turfwalk.ui.app

import kotlinx.coroutines.flow.Flow
import org.turfwalk.core.Clock
import org.turfwalk.core.Language
import org.turfwalk.core.LatLon

/** What only the phone's own system can do; `android/app` does it, and a test's own on a JVM. */
interface Platform {
    val preferences: Preferences

    /** The phone's language, or the nearest that the texts have. */
    val language: Language

    /** Where the database is, or is to be. */
    val databasePath: String

    /** Folder for files to share, emptied by the system at will. */
    val shareFolder: String

    fun clock(): Clock

    /**
     * The database's 32 bytes, drawn at first use and kept by the phone's key store. None only
     * where the library is built without ciphers, as for tests.
     */
    @Throws(KeyNotAtHand::class)
    fun databaseKey(): ByteArray?

    /** New 32 bytes in place of those that are gone for good. */
    @Throws(KeyNotAtHand::class)
    fun freshDatabaseKey(): ByteArray?

    /** Whether the way to the network costs nothing. */
    fun isUnmetered(): Boolean

    /** The walker's position, while collected; asks for permission where there is none yet. */
    fun positions(): Flow<Position>

    /** Looks for a code with the camera, until it has one. */
    suspend fun scan(): Scan

    /** Whether an app was there to take the file. */
    fun share(path: String): Boolean

    /** Whether the phone can call; it asks before it does. */
    fun call(number: String): Boolean

    /** Leads to what this app is allowed, in the phone's settings. */
    fun openSettings()

    /** Leads to the page by which the network lets one in. */
    fun openNetworkPage()
}

/** The phone's key store gives no key now: the phone has not been unlocked since its start. */
class KeyNotAtHand(cause: Throwable? = null) : Exception(cause)

/** A few words kept by the phone, in the clear: nothing of a person. */
interface Preferences {
    operator fun get(key: String): String?

    operator fun set(key: String, value: String?)
}

/** What the camera came back with. */
sealed interface Scan {
    data class Found(val text: String) : Scan

    data object GivenUp : Scan

    /** The app may not use the camera. */
    data object NotAllowed : Scan

    data object NoCamera : Scan

    data object Failed : Scan
}

/** Where the walker is, or why that is not known. */
sealed interface Position {
    data class At(val place: LatLon, val withinM: Int) : Position

    data object Waiting : Position

    data object NotAllowed : Position

    data object Absent : Position
}

package org.turfwalk.ui.app

import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException

/**
 * Syncs while the app is in front: when the core says that it is due, at once when somebody asks,
 * and when the server says that there is news. In the background the phone's scheduler does it.
 */
class SyncLoop(
    private val device: Device,
    private val platform: Platform,
    private val choices: Choices,
    /** One sync; whether it went well. */
    private val sync: suspend () -> Boolean,
) {
    private val pokes = Channel<Unit>(Channel.CONFLATED)
    private val ends = MutableSharedFlow<Boolean>(replay = 0, extraBufferCapacity = 1)

    /** Asked for by a person or an incident: it goes over any network. */
    @Volatile
    private var isUrgent = false

    /** Looks again when the next sync is due: something was recorded. */
    fun poke() {
        pokes.trySend(Unit)
    }

    fun hurry() {
        isUrgent = true
        device.hurry()
        poke()
    }

    suspend fun run(): Unit = coroutineScope {
        launch { followNews() }
        while (true) {
            if (isDue()) {
                isUrgent = false
                ends.emit(sync())
            }
        }
    }

    /** Waits until a sync is due, or until there is reason to look again. */
    private suspend fun isDue(): Boolean {
        val wait = device.nextSyncIn(platform.clock(), Random.nextLong().toULong())?.toKotlinDuration()
        val mayGo = isUrgent || !choices.now.value.wifiOnly || platform.isUnmetered()
        val longest = when {
            wait == null -> Duration.INFINITE
            !mayGo -> maxOf(wait, LOOK_FOR_WIFI)
            // Saving the battery, what is recorded is gathered for longer; what is urgent is not.
            choices.now.value.batterySaver && !isUrgent -> wait * SAVING
            else -> wait
        }
        if (longest <= Duration.ZERO) return true
        val isPoked = withTimeoutOrNull(longest) { pokes.receive() } != null
        return !isPoked && mayGo
    }

    private suspend fun followNews() {
        while (true) {
            when {
                choices.now.value.batterySaver -> delay(LOOK_FOR_WIFI)
                !hasNews() -> Unit
                // A server that has news but does not sync is not asked again and again.
                else -> {
                    device.hurry()
                    poke()
                    if (withTimeoutOrNull(SYNC_ENDS_WITHIN) { ends.first() } != true) delay(AFTER_FAILURE)
                }
            }
        }
    }

    private suspend fun hasNews(): Boolean =
        try {
            device.waitForNews()
        } catch (_: DeviceException) {
            delay(AFTER_FAILURE)
            false
        }

    private companion object {
        const val SAVING = 4
        val LOOK_FOR_WIFI = 1.minutes
        val AFTER_FAILURE = 30.seconds
        val SYNC_ENDS_WITHIN = 2.minutes
    }
}

package org.turfwalk.app.platform

import android.Manifest
import android.app.Activity
import android.app.Application
import android.os.Build
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException
import org.turfwalk.core.IncidentState
import org.turfwalk.core.Texts
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Choice
import java.time.Duration
import kotlin.random.Random

/** The process: one app model, one database, whether a screen is in front or the scheduler runs. */
class TurfwalkApplication : Application(), Syncing {
    private val scope: CoroutineScope = MainScope()
    lateinit var asking: Asking
        private set
    lateinit var app: AppModel
        private set
    private lateinit var opening: Job
    private lateinit var schedule: SyncSchedule
    private lateinit var notifications: Notifications

    @Volatile
    private var isInFront = false

    /** Only then there is a device; till then the app shows why not. */
    private val isOpen get() = app.state.value.way.isNotEmpty()

    override fun onCreate() {
        super.onCreate()
        asking = Asking(this)
        app = AppModel(AndroidPlatform(this, asking), scope)
        schedule = SyncSchedule(this, ::choice)
        notifications = Notifications(this)
        opening = app.start()
    }

    fun toFront(activity: Activity) {
        asking.attach(activity)
        isInFront = true
        app.toFront()
        scope.launch { askForNotifications() }
    }

    /** Once, and not in the first minute: only who has joined knows what they would be about. */
    private suspend fun askForNotifications() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        opening.join()
        val preferences = app.platform.preferences
        if (preferences[ASKED] != null || !hasJoined()) return
        preferences[ASKED] = "yes"
        asking.permission(Manifest.permission.POST_NOTIFICATIONS)
    }

    private suspend fun hasJoined(): Boolean = withContext(Dispatchers.Default) {
        try {
            isOpen && app.device.isJoined()
        } catch (_: DeviceException) {
            false
        }
    }

    /** From here on the scheduler goes on with what is unsent, should the process end as well. */
    fun toBack(activity: Activity) {
        asking.detach(activity)
        isInFront = false
        app.toBack()
        scope.launch(Dispatchers.Default) { schedule.set(nextSync()) }
    }

    override suspend fun sync() = withContext(Dispatchers.Default) {
        opening.join()
        if (!isOpen) return@withContext
        val before = known()
        app.sync()
        val after = known()
        if (!isInFront && before != null && after != null) tell(after.newsSince(before))
    }

    override fun nextSync(): NextSync? = try {
        if (!isOpen) LATER else nextSync(app.device)
    } catch (_: DeviceException) {
        LATER
    }

    private fun nextSync(device: Device): NextSync? =
        device.nextSyncIn(app.platform.clock(), Random.nextLong().toULong())?.let { wait ->
            NextSync(wait, isUrgent = device.incidents().any { it.state is IncidentState.OnPhone })
        }

    override fun choice(): Choice = app.choices.now.value

    private fun known(): Known? = try {
        Known.of(app.device)
    } catch (_: DeviceException) {
        null
    }

    private fun tell(news: Set<News>) {
        val texts = Texts(choice().language ?: app.platform.language)
        for (one in news) notifications.show(one, texts)
    }

    private companion object {
        const val ASKED = "notifications_asked"

        /** A database that does not open may do so another time, and holds what is unsent. */
        val LATER = NextSync(Duration.ofHours(1))
    }
}

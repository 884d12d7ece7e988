package org.turfwalk.app.platform

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import org.turfwalk.core.Clock

/** The phone's clocks, as the lease wants them. */
class PhoneClock(private val context: Context) {
    fun now() = Clock(
        wallMs = System.currentTimeMillis(),
        // Counts through sleep, and nobody can set it.
        bootMs = SystemClock.elapsedRealtime(),
        boot = Settings.Global.getLong(context.contentResolver, Settings.Global.BOOT_COUNT, 0),
    )
}

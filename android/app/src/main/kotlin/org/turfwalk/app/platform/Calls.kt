package org.turfwalk.app.platform

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.Settings

/** The telephone: the number is put in, the walker presses. So no permission is asked. */
class Calls(private val context: Context) {
    /** False: this phone can't call, show the number. */
    fun dial(number: String): Boolean = start(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    /** The system's page about this app, where a refused permission is given. */
    fun openAppSettings(): Boolean =
        start(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", context.packageName, null)))

    private fun start(intent: Intent): Boolean = try {
        context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        true
    } catch (_: ActivityNotFoundException) {
        false
    }
}

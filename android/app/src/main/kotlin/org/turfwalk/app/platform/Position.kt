package org.turfwalk.app.platform

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.Looper
import org.turfwalk.core.LatLon
import kotlin.math.roundToInt

/**
 * Where the walker stands, while a screen asks. Nothing is kept, nothing runs in the background;
 * without Play services, by the framework alone.
 */
class Position(private val context: Context) {
    private val manager = context.service<LocationManager>()

    val isAllowed: Boolean
        get() = PERMISSIONS.any { context.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }

    /** Whether the phone's own switch is on and there is something to find a position by. */
    val isAvailable: Boolean get() = provider() != null

    /** Tells [onPlace] of each new place until what it returns is closed; null where it can't. */
    // The permission is looked at in the first line, where lint does not see it.
    @SuppressLint("MissingPermission")
    fun watch(onPlace: (LatLon) -> Unit): AutoCloseable? {
        val provider = provider().takeIf { isAllowed } ?: return null
        val listener = Listener(onPlace)
        manager.getLastKnownLocation(provider)
            ?.takeIf { System.currentTimeMillis() - it.time < STALE_MS }
            ?.let(listener::onLocationChanged)
        manager.requestLocationUpdates(provider, EVERY_MS, EVERY_M, listener, Looper.getMainLooper())
        return AutoCloseable { manager.removeUpdates(listener) }
    }

    private fun provider(): String? = buildList {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) add(LocationManager.FUSED_PROVIDER)
        add(LocationManager.GPS_PROVIDER)
        add(LocationManager.NETWORK_PROVIDER)
    }.firstOrNull { it in manager.allProviders && manager.isProviderEnabled(it) }

    private class Listener(private val onPlace: (LatLon) -> Unit) : LocationListener {
        override fun onLocationChanged(location: Location) =
            onPlace(LatLon(e7(location.latitude), e7(location.longitude)))

        // Called on phones before Android 11, which have no default for it.
        @Deprecated("Deprecated in Java")
        override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit

        override fun onProviderEnabled(provider: String) = Unit

        override fun onProviderDisabled(provider: String) = Unit

        private fun e7(degrees: Double) = (degrees * 1e7).roundToInt()
    }

    companion object {
        val PERMISSIONS = arrayOf(
            Manifest.permission.ACCESS_FINE_LOCATION,
            Manifest.permission.ACCESS_COARSE_LOCATION,
        )
        private const val EVERY_MS = 5_000L
        private const val EVERY_M = 5f
        private const val STALE_MS = 60_000L
    }
}

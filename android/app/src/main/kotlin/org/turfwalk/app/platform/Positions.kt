package org.turfwalk.app.platform

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.Looper
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import org.turfwalk.core.LatLon
import org.turfwalk.ui.app.Position
import kotlin.math.roundToInt

/**
 * Where the walker stands, while a screen looks. Nothing is kept, nothing runs in the background;
 * without Play services, by the framework alone.
 */
class Positions(context: Context, private val asking: Asking) {
    private val manager = context.service<LocationManager>()

    // The permission is asked for in the first lines, where lint does not see it.
    @SuppressLint("MissingPermission")
    fun watch(): Flow<Position> = callbackFlow {
        if (!asking.permission(*PERMISSIONS)) {
            trySend(Position.NotAllowed)
            awaitClose()
            return@callbackFlow
        }
        val provider = provider()
        if (provider == null) {
            trySend(Position.Absent)
            awaitClose()
            return@callbackFlow
        }
        val listener = Listener { trySend(it) }
        val last = manager.getLastKnownLocation(provider)?.takeIf { System.currentTimeMillis() - it.time < STALE_MS }
        trySend(if (last == null) Position.Waiting else at(last))
        manager.requestLocationUpdates(provider, EVERY_MS, EVERY_M, listener, Looper.getMainLooper())
        awaitClose { manager.removeUpdates(listener) }
    }

    /** The best of those that the phone has and that are not switched off. */
    private fun provider(): String? = buildList {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) add(LocationManager.FUSED_PROVIDER)
        if (asking.isGiven(Manifest.permission.ACCESS_FINE_LOCATION)) add(LocationManager.GPS_PROVIDER)
        add(LocationManager.NETWORK_PROVIDER)
    }.firstOrNull { it in manager.allProviders && manager.isProviderEnabled(it) }

    private class Listener(private val tell: (Position) -> Unit) : LocationListener {
        override fun onLocationChanged(location: Location) = tell(at(location))

        override fun onProviderEnabled(provider: String) = tell(Position.Waiting)

        override fun onProviderDisabled(provider: String) = tell(Position.Absent)

        // Called on phones before Android 11, which have no default for it.
        @Deprecated("Deprecated in Java")
        override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
    }

    private companion object {
        val PERMISSIONS = arrayOf(
            Manifest.permission.ACCESS_FINE_LOCATION,
            Manifest.permission.ACCESS_COARSE_LOCATION,
        )
        const val EVERY_MS = 5_000L
        const val EVERY_M = 5f
        const val STALE_MS = 60_000L

        fun at(location: Location) = Position.At(
            place = LatLon(e7(location.latitude), e7(location.longitude)),
            withinM = location.accuracy.roundToInt(),
        )

        fun e7(degrees: Double) = (degrees * 1e7).roundToInt()
    }
}

package org.turfwalk.app.platform

import android.content.Context
import android.content.Intent
import android.net.ConnectivityManager
import android.net.Network as AndroidNetwork
import android.net.NetworkCapabilities
import android.os.Build
import android.provider.Settings

/** Whether there is a network worth trying, and when there is one again. */
class Network(private val context: Context) {
    private val manager = context.service<ConnectivityManager>()

    /** False means: do not even try. A server on the local network needs no internet. */
    val isThere: Boolean get() = manager.activeNetwork != null

    /** A hotel's or a café's page stands between the phone and the network. */
    val isBehindPage: Boolean
        get() = manager.getNetworkCapabilities(manager.activeNetwork)
            ?.hasCapability(NetworkCapabilities.NET_CAPABILITY_CAPTIVE_PORTAL) == true

    /** Tells [onBack], on a thread of its own, of each network that comes, until closed. */
    fun watch(onBack: () -> Unit): AutoCloseable {
        val callback = object : ConnectivityManager.NetworkCallback() {
            override fun onAvailable(network: AndroidNetwork) = onBack()
        }
        manager.registerDefaultNetworkCallback(callback)
        return AutoCloseable { manager.unregisterNetworkCallback(callback) }
    }

    /** Leads to where one signs in to a network or chooses another. */
    fun openSettings() {
        val action = when {
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q -> Settings.Panel.ACTION_INTERNET_CONNECTIVITY
            else -> Settings.ACTION_WIFI_SETTINGS
        }
        context.startActivity(Intent(action).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    }
}

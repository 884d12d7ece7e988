package org.turfwalk.app.platform

import android.content.Context
import android.content.Intent
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.os.Build
import android.provider.Settings

/** The way to the server, as far as the phone knows it. */
class Network(private val context: Context) {
    private val manager = context.service<ConnectivityManager>()

    /** Whether it costs nothing. Without a network it does not: nobody can tell yet. */
    val isUnmetered: Boolean
        get() = manager.getNetworkCapabilities(manager.activeNetwork)
            ?.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) == true

    /** Leads to where one signs in to a network or chooses another. */
    fun openSettings() {
        val action = when {
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q -> Settings.Panel.ACTION_INTERNET_CONNECTIVITY
            else -> Settings.ACTION_WIFI_SETTINGS
        }
        context.startActivity(Intent(action).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    }
}

package org.turfwalk.app.platform

import android.content.Context

/** A service that every phone has; those that some lack (a camera) say so by themselves. */
internal inline fun <reified T : Any> Context.service(): T =
    checkNotNull(getSystemService(T::class.java)) { "this system has no ${T::class.java.simpleName}" }

package org.turfwalk.app.platform

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.turfwalk.core.Language
import org.turfwalk.ui.app.Scan

/**
 * What the system asks of the person, over the activity that is in front: permissions, and the
 * page of the camera. Without an activity in front the answer is no.
 */
class Asking(private val context: Context) {
    private var activity: Activity? = null
    private val permissions = mutableMapOf<Int, CompletableDeferred<Boolean>>()
    private var scan: CompletableDeferred<Scan>? = null
    private var asked = FIRST

    fun attach(activity: Activity) {
        this.activity = activity
    }

    fun detach(activity: Activity) {
        if (this.activity === activity) this.activity = null
    }

    /** Whether one of [names] is given, asking for them where none is. */
    suspend fun permission(vararg names: String): Boolean {
        if (names.any(::isGiven)) return true
        return withContext(Dispatchers.Main.immediate) {
            val activity = activity ?: return@withContext false
            val request = asked++
            val answer = CompletableDeferred<Boolean>().also { permissions[request] = it }
            activity.requestPermissions(names.toList().toTypedArray(), request)
            answer.await()
        }
    }

    fun isGiven(name: String): Boolean = context.checkSelfPermission(name) == PackageManager.PERMISSION_GRANTED

    suspend fun scan(language: Language): Scan {
        if (QrLens.find(context) == null) return Scan.NoCamera
        if (!permission(Manifest.permission.CAMERA)) return Scan.NotAllowed
        return withContext(Dispatchers.Main.immediate) {
            val activity = activity ?: return@withContext Scan.GivenUp
            scan?.complete(Scan.GivenUp)
            val answer = CompletableDeferred<Scan>().also { scan = it }
            activity.startActivityForResult(ScanActivity.intent(activity, language), SCAN)
            answer.await()
        }
    }

    /** What the activity has been told. */
    fun answer(request: Int, grants: IntArray) {
        permissions.remove(request)?.complete(grants.any { it == PackageManager.PERMISSION_GRANTED })
    }

    fun answer(request: Int, result: Intent?) {
        if (request == SCAN) scan?.complete(ScanActivity.scan(result))
    }

    private companion object {
        const val SCAN = 1
        const val FIRST = 100
    }
}

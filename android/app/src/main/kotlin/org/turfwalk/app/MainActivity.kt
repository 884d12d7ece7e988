package org.turfwalk.app

import android.content.Intent
import android.os.Build
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import org.turfwalk.app.platform.TurfwalkApplication
import org.turfwalk.ui.app.TurfwalkApp

/** Hosts the screens: the one place that needs AndroidX. All else is the application's. */
class MainActivity : ComponentActivity() {
    private val turfwalk get() = applicationContext as TurfwalkApplication

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // Names and addresses stay out of the picture that the system keeps of each app.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        setContent {
            val state by turfwalk.app.state.collectAsState()
            // Elsewhere the way back leads out of the app, as the system does it.
            val canGoBack = state.way.size > 1 && state.shown == state.way.last()
            BackHandler(canGoBack) { turfwalk.app.back() }
            Box(Modifier.safeDrawingPadding()) { TurfwalkApp(turfwalk.app) }
        }
    }

    override fun onStart() {
        super.onStart()
        turfwalk.toFront(this)
    }

    override fun onStop() {
        turfwalk.toBack(this)
        super.onStop()
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<out String>, grantResults: IntArray) {
        super.onRequestPermissionsResult(requestCode, permissions, grantResults)
        turfwalk.asking.answer(requestCode, grantResults)
    }

    // AndroidX's way wants each question registered here; Asking asks by the framework's.
    @Deprecated("Deprecated in Java")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        @Suppress("DEPRECATION")
        super.onActivityResult(requestCode, resultCode, data)
        turfwalk.asking.answer(requestCode, data)
    }
}

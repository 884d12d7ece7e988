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
    private val application get() = applicationContext as TurfwalkApplication

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // Names and addresses stay out of the picture that the system keeps of each app.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        setContent {
            val state by application.app.state.collectAsState()
            BackHandler(enabled = state.way.size > 1) { application.app.back() }
            Box(Modifier.safeDrawingPadding()) { TurfwalkApp(application.app) }
        }
    }

    override fun onStart() {
        super.onStart()
        application.toFront(this)
    }

    override fun onStop() {
        application.toBack(this)
        super.onStop()
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<out String>, grantResults: IntArray) {
        super.onRequestPermissionsResult(requestCode, permissions, grantResults)
        application.asking.answer(requestCode, grantResults)
    }

    // AndroidX has another way, which the framework's own asking, shared with no activity, is not.
    @Deprecated("Deprecated in Java")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        @Suppress("DEPRECATION")
        super.onActivityResult(requestCode, resultCode, data)
        application.asking.answer(requestCode, data)
    }
}

package org.turfwalk.app.platform

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.graphics.Color
import android.os.Bundle
import android.view.Gravity
import android.view.SurfaceHolder
import android.view.SurfaceView
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowInsets
import android.view.WindowManager
import android.widget.Button
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.TextView
import org.turfwalk.core.Language
import org.turfwalk.core.Texts
import org.turfwalk.ui.app.Scan

/**
 * Looks for a QR code through the camera and gives its text back, or says that the camera can't
 * be had: the code is typed then. [Asking] has asked for the permission.
 */
class ScanActivity : Activity(), SurfaceHolder.Callback {
    private enum class Fault(val scan: Scan) {
        Absent(Scan.NoCamera),
        Failed(Scan.Failed),
    }

    private val texts by lazy { Texts(Language.of(intent.getStringExtra(LANGUAGE).orEmpty())) }
    private var lens: QrLens? = null
    private var camera: QrCamera? = null
    private var isTorchOn = false

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val found = QrLens.find(this) ?: return give(Fault.Absent)
        lens = found
        window.addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON)
        show(found)
    }

    private fun show(lens: QrLens) {
        val preview = Preview(this, lens).apply {
            holder.setFixedSize(lens.size.width, lens.size.height)
            holder.addCallback(this@ScanActivity)
            contentDescription = texts.joinScanLabel
        }
        val page = FrameLayout(this).apply {
            setBackgroundColor(Color.BLACK)
            addView(preview, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT, Gravity.CENTER))
            addView(controls(lens), FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT, Gravity.BOTTOM))
        }
        setContentView(page)
    }

    private fun controls(lens: QrLens) = LinearLayout(this).apply {
        val space = (16 * resources.displayMetrics.density).toInt()
        orientation = LinearLayout.VERTICAL
        setBackgroundColor(Color.BLACK)
        setOnApplyWindowInsetsListener { view, insets -> view.keepClear(space, insets) }
        addView(TextView(context).apply {
            text = texts.joinScanHint
            textSize = 18f
            setTextColor(Color.WHITE)
            setPadding(0, 0, 0, space)
        })
        if (lens.hasTorch) {
            addView(button(texts.joinTorchOn) { button ->
                isTorchOn = !isTorchOn
                camera?.torch(isTorchOn)
                button.text = if (isTorchOn) texts.joinTorchOff else texts.joinTorchOn
            })
        }
        addView(button(texts.joinTypeInstead) { finish() })
    }

    private fun button(label: String, onClick: (Button) -> Unit) = Button(this).apply {
        text = label
        isAllCaps = false
        textSize = 18f
        minHeight = (64 * resources.displayMetrics.density).toInt()
        setOnClickListener { onClick(this) }
    }

    // The insets of old phones have no types; these are those of all bars.
    @Suppress("DEPRECATION")
    private fun View.keepClear(space: Int, insets: WindowInsets): WindowInsets {
        setPadding(
            space + insets.systemWindowInsetLeft,
            space,
            space + insets.systemWindowInsetRight,
            space + insets.systemWindowInsetBottom,
        )
        return insets
    }

    override fun surfaceCreated(holder: SurfaceHolder) {
        val lens = lens ?: return
        camera = QrCamera(
            this, lens, holder.surface,
            onText = { text -> runOnUiThread { give(text) } },
            onFailure = { runOnUiThread { give(Fault.Failed) } },
        ).also { it.start() }
    }

    override fun surfaceChanged(holder: SurfaceHolder, format: Int, width: Int, height: Int) = Unit

    override fun surfaceDestroyed(holder: SurfaceHolder) {
        camera?.close()
        camera = null
    }

    private fun give(text: String) {
        setResult(RESULT_OK, Intent().putExtra(TEXT, text))
        finish()
    }

    private fun give(fault: Fault) {
        setResult(RESULT_CANCELED, Intent().putExtra(FAULT, fault.name))
        finish()
    }

    /** Fills the page, cut rather than squeezed. The camera's pictures lie on their side. */
    private class Preview(context: Context, private val lens: QrLens) : SurfaceView(context) {
        override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
            val width = MeasureSpec.getSize(widthMeasureSpec)
            val height = MeasureSpec.getSize(heightMeasureSpec)
            val tall = lens.size.width.toFloat() / lens.size.height
            val fills = maxOf(width, (height / tall).toInt())
            setMeasuredDimension(fills, (fills * tall).toInt())
        }
    }

    companion object {
        private const val LANGUAGE = "language"
        private const val TEXT = "text"
        private const val FAULT = "fault"

        fun intent(context: Context, language: Language): Intent =
            Intent(context, ScanActivity::class.java).putExtra(LANGUAGE, language.code)

        /** What came of it. */
        fun scan(result: Intent?): Scan {
            val fault = result?.getStringExtra(FAULT)?.let(Fault::valueOf)
            val text = result?.getStringExtra(TEXT)
            return when {
                text != null -> Scan.Found(text)
                fault == null -> Scan.GivenUp
                else -> fault.scan
            }
        }
    }
}

package org.turfwalk.app.platform

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CameraMetadata
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import android.view.SurfaceHolder
import kotlin.math.abs

/** Whether there is a camera to read codes with, and which pictures it takes. */
class QrLens private constructor(val id: String, val size: Size, val hasTorch: Boolean) {
    companion object {
        private const val WANTED_POINTS = 1280 * 720

        /** The back camera, or any; null where there is none. */
        fun find(context: Context): QrLens? {
            val manager = context.service<CameraManager>()
            val cameras = try {
                manager.cameraIdList.map { it to manager.getCameraCharacteristics(it) }
            } catch (_: CameraAccessException) {
                return null
            }
            val back = { it: Pair<String, CameraCharacteristics> ->
                it.second[CameraCharacteristics.LENS_FACING] == CameraMetadata.LENS_FACING_BACK
            }
            return cameras.sortedByDescending(back).firstNotNullOfOrNull { (id, about) -> of(id, about) }
        }

        private fun of(id: String, about: CameraCharacteristics): QrLens? {
            val sizes = about[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP] ?: return null
            val shown = sizes.getOutputSizes(SurfaceHolder::class.java)?.toSet().orEmpty()
            val size = sizes.getOutputSizes(ImageFormat.YUV_420_888)?.filter { it in shown }
                ?.minByOrNull { abs(it.width * it.height - WANTED_POINTS) } ?: return null
            return QrLens(id, size, about[CameraCharacteristics.FLASH_INFO_AVAILABLE] == true)
        }
    }
}

/**
 * The camera while it looks for a code: shows what it sees on [preview], tells [onText] of the
 * first text found and [onFailure] if the camera can't be had. Both come on a thread of its own.
 */
class QrCamera(
    context: Context,
    private val lens: QrLens,
    private val preview: Surface,
    private val onText: (String) -> Unit,
    private val onFailure: () -> Unit,
) : AutoCloseable {
    private val manager = context.service<CameraManager>()
    private val thread = HandlerThread("qr").apply { start() }
    private val handler = Handler(thread.looper)
    private val reader = QrReader()
    private val pictures = ImageReader.newInstance(lens.size.width, lens.size.height, ImageFormat.YUV_420_888, 2)
    private var camera: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var isClosed = false

    // Who makes one has asked for the permission; without it the camera fails, and that is told.
    @SuppressLint("MissingPermission")
    fun start() = onItsThread {
        pictures.setOnImageAvailableListener({ it.acquireLatestImage()?.use(::look) }, handler)
        manager.openCamera(lens.id, Opened(), handler)
    }

    fun torch(on: Boolean) = onItsThread { session?.let { show(it, on) } }

    override fun close() {
        handler.post {
            isClosed = true
            session?.close()
            camera?.close()
            pictures.close()
            thread.quitSafely()
        }
    }

    private fun look(image: Image) {
        if (isClosed) return
        val plane = image.planes[0]
        val bytes = ByteArray(plane.buffer.remaining()).also(plane.buffer::get)
        reader.read(Luminance(bytes, image.width, image.height, plane.rowStride))?.let(onText)
    }

    private fun show(session: CameraCaptureSession, torch: Boolean) {
        val request = session.device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
            addTarget(preview)
            addTarget(pictures.surface)
            set(CaptureRequest.CONTROL_AF_MODE, CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            set(CaptureRequest.FLASH_MODE, if (torch) CameraMetadata.FLASH_MODE_TORCH else CameraMetadata.FLASH_MODE_OFF)
        }
        session.setRepeatingRequest(request.build(), null, handler)
    }

    /** The camera may go away at any moment, and says so by exceptions of three kinds. */
    private fun onItsThread(work: () -> Unit) {
        handler.post {
            if (isClosed) return@post
            try {
                work()
            } catch (_: CameraAccessException) {
                fail()
            } catch (_: SecurityException) {
                fail()
            } catch (_: IllegalStateException) {
                fail()
            }
        }
    }

    /** Who has closed the camera need not hear that it is gone. */
    private fun fail() {
        if (!isClosed) onFailure()
    }

    private inner class Opened : CameraDevice.StateCallback() {
        override fun onOpened(device: CameraDevice) {
            camera = device
            onItsThread {
                // What replaces it came with Android 9.
                @Suppress("DEPRECATION")
                device.createCaptureSession(listOf(preview, pictures.surface), Configured(), handler)
            }
        }

        override fun onDisconnected(device: CameraDevice) = failed(device)

        override fun onError(device: CameraDevice, error: Int) = failed(device)

        private fun failed(device: CameraDevice) {
            device.close()
            fail()
        }
    }

    private inner class Configured : CameraCaptureSession.StateCallback() {
        override fun onConfigured(configured: CameraCaptureSession) {
            session = configured
            onItsThread { show(configured, torch = false) }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = fail()
    }
}

package org.turfwalk.app.platform

import android.content.ClipData
import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.content.Intent
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException

/** Files to be handed on, in a folder of their own, and the way to another app. */
class Exports(private val context: Context) {
    val folder: File get() = folder(context).apply { mkdirs() }

    /** Asks whom to hand [file] to, which is one in [folder]. False: there is no app to take it. */
    fun share(file: File): Boolean {
        val uri = Uri.Builder().scheme("content").authority(authority(context)).appendPath(file.name).build()
        val send = Intent(Intent.ACTION_SEND).apply {
            type = TYPE
            putExtra(Intent.EXTRA_STREAM, uri)
            clipData = ClipData.newRawUri(null, uri)
            addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        }
        if (context.packageManager.queryIntentActivities(send, 0).isEmpty()) return false
        context.startActivity(Intent.createChooser(send, null).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        return true
    }

    companion object {
        const val TYPE = "application/octet-stream"

        fun authority(context: Context) = "${context.packageName}.exports"

        fun folder(context: Context) = File(context.cacheDir, "exports")

        /** The file that an address means, if it is one of [folder] and of no other. */
        fun resolve(folder: File, segments: List<String>): File? {
            val name = segments.singleOrNull()?.takeIf { it == File(it).name && it != ".." && it != "." }
            return name?.let { File(folder, it) }?.takeIf(File::isFile)
        }
    }
}

/** Gives out what was shared, for reading, to whom it was shared with. */
class ExportProvider : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        if (mode != "r") throw SecurityException("an export is only read")
        return ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun query(
        uri: Uri,
        projection: Array<out String>?,
        selection: String?,
        selectionArgs: Array<out String>?,
        sortOrder: String?,
    ): MatrixCursor {
        val file = file(uri)
        val known = mapOf(OpenableColumns.DISPLAY_NAME to file.name, OpenableColumns.SIZE to file.length())
        val columns = (projection?.toList() ?: known.keys.toList()).filter(known::containsKey)
        return MatrixCursor(columns.toTypedArray()).apply { addRow(columns.map(known::get)) }
    }

    override fun getType(uri: Uri) = Exports.TYPE

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, selection: String?, selectionArgs: Array<out String>?) = 0

    override fun update(uri: Uri, values: ContentValues?, selection: String?, args: Array<out String>?) = 0

    private fun file(uri: Uri): File {
        val context = checkNotNull(context) { "a provider has a context once it is made" }
        return Exports.resolve(Exports.folder(context), uri.pathSegments)
            ?: throw FileNotFoundException("there is no such export")
    }
}

package org.turfwalk.app.platform

import org.junit.jupiter.api.io.TempDir
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull

class ExportsTest {
    @TempDir
    lateinit var folder: File

    @Test
    fun `only a file of the folder itself is given out`() {
        val exports = File(folder, "exports").apply { mkdirs() }
        val export = File(exports, "unsent.turfwalk").apply { writeText("sealed") }
        File(folder, "turfwalk.db").writeText("not to be had")
        File(exports, "deeper").mkdirs()
        File(exports, "deeper/inside").writeText("nor this")

        assertEquals(export, Exports.resolve(exports, listOf("unsent.turfwalk")))
        for (address in listOf(
            listOf("../turfwalk.db"), listOf("..", "turfwalk.db"), listOf(".."), listOf("."), listOf(""),
            listOf("deeper"), listOf("deeper", "inside"), listOf("deeper/inside"), listOf("another"), emptyList(),
            listOf(File(folder, "turfwalk.db").path),
        )) {
            assertNull(Exports.resolve(exports, address), address.toString())
        }
    }
}

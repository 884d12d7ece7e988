package org.turfwalk.core

import kotlin.test.Test
import kotlin.test.assertEquals

class LibraryTest {
    @Test
    fun `the built library loads and says its version`() {
        assertEquals("0.1.0", version())
    }
}

package org.turfwalk.ui.pictures

import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import kotlin.test.Test
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** The harness tells what has changed from what has not. */
class PicturesTest {
    @Test
    fun `one figure of the smallest type is noticed on the largest phone`() {
        val figures = (0..9).map { read(text("$it doors, seen on the smallest type", Phone.large)) }
        for (one in figures) for (other in figures) {
            if (one !== other) assertFalse(alike(one, other))
        }
    }

    @Test
    fun `the same drawn twice is alike`() =
        assertTrue(alike(read(text("12 doors", Phone.dark)), read(text("12 doors", Phone.dark))))

    private fun text(words: String, phone: Phone) = draw(phone) {
        Text(words, Modifier.padding(16.dp), style = MaterialTheme.typography.labelSmall)
    }
}

package org.turfwalk.ui.map

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText

/** Numbers set figure by figure: a map has hundreds of numbers, to be set before its first frame, and ten figures. */
class Figures(private val texts: TextMeasurer, private val style: TextStyle) {
    private val set = HashMap<Char, TextLayoutResult>()

    /** Draws [number] with its middle at [middle]. */
    fun draw(on: DrawScope, number: String, colour: Color, middle: Offset) {
        val figures = number.map { set.getOrPut(it) { texts.measure(it.toString(), style) } }
        val width = figures.sumOf { it.getLineRight(0).toDouble() }.toFloat()
        var left = middle.x - width / 2
        for (figure in figures) {
            on.drawText(figure, colour, Offset(left, middle.y - figure.size.height / 2f))
            left += figure.getLineRight(0)
        }
    }
}

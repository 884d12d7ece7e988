package org.turfwalk.ui.map

import kotlin.math.floor
import org.turfwalk.core.StopState
import org.turfwalk.core.StopView

/** A stop on the plane. */
data class Pin(val stop: StopView, val at: Point)

/** What is drawn for one stop, or for many that would lie on one another. */
data class Mark(val at: Point, val pins: List<Pin>) {
    /** The state to draw: the one that asks most of the walker. */
    val state: StopState = pins.minOf { it.stop.state }
    val stop: StopView? get() = pins.singleOrNull()?.stop
}

/**
 * Marks that keep [apartM] metres between one another: a pin that comes too near to an earlier one
 * joins it. [alone] never joins and is never joined; it comes last, to be drawn on top.
 */
fun marks(pins: List<Pin>, apartM: Float, alone: UInt?): List<Mark> {
    val cells = HashMap<Long, MutableList<Int>>()
    val groups = ArrayList<MutableList<Pin>>()
    for (pin in pins) {
        if (pin.stop.number == alone) continue
        val near = cells.around(pin.at, apartM).firstOrNull { near(groups[it].first().at, pin.at, apartM) }
        if (near != null) {
            groups[near] += pin
        } else {
            cells.getOrPut(cell(pin.at, apartM)) { ArrayList(1) } += groups.size
            groups += mutableListOf(pin)
        }
    }
    val marks = groups.mapTo(ArrayList(groups.size + 1)) { Mark(it.first().at, it) }
    pins.find { it.stop.number == alone }?.let { marks += Mark(it.at, listOf(it)) }
    return marks
}

private fun near(a: Point, b: Point, apartM: Float): Boolean {
    val (east, north) = a.east - b.east to a.north - b.north
    return east * east + north * north < apartM * apartM
}

private fun cell(at: Point, size: Float) = key(floor(at.east / size).toInt(), floor(at.north / size).toInt())

private fun key(column: Int, row: Int) = (column.toLong() shl 32) or (row.toLong() and 0xFFFF_FFFF)

/** What stands in the cell of [at] and in the eight around it. */
private fun Map<Long, List<Int>>.around(at: Point, size: Float): Sequence<Int> {
    val (column, row) = floor(at.east / size).toInt() to floor(at.north / size).toInt()
    return sequence {
        for (c in column - 1..column + 1) for (r in row - 1..row + 1) get(key(c, r))?.let { yieldAll(it) }
    }
}

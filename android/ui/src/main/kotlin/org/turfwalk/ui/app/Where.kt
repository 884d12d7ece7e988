package org.turfwalk.ui.app

import org.turfwalk.core.Place
import org.turfwalk.core.StopView

/** A place that an incident can be told of, and its address where that is known here. */
data class Where(val place: Place, val house: String?, val street: String?)

/** The entrance, or the only door. */
fun StopView.where() = Where(building?.let { Place.Building(it) } ?: Place.Door(doors.first()), house, street)

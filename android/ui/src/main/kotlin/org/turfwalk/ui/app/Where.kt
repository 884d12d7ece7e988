package org.turfwalk.ui.app

import org.turfwalk.core.BuildingId
import org.turfwalk.core.Course
import org.turfwalk.core.DoorId
import org.turfwalk.core.Place
import org.turfwalk.core.StopView

/** A place that an incident can be told of, and its address where that is known here. */
data class Where(val place: Place, val house: String?, val street: String?)

/** The entrance, or the only door. */
fun StopView.where() = Where(building?.let { Place.Building(it) } ?: Place.Door(doors.first()), house, street)

/** The stop that one comes to next, for want of one where one has been. */
internal fun Course.nextToReach(): StopView? =
    next?.stop ?: list.stops.firstOrNull { it.doors.isNotEmpty() }

/** A place in the phone's preferences: its kind and number alone, which tell nobody anything. */
internal object KeptPlace {
    private const val KEY = "last_place"

    fun keep(preferences: Preferences, place: Place) {
        preferences[KEY] = when (place) {
            is Place.Door -> "door ${place.v1.value}"
            is Place.Building -> "building ${place.v1.value}"
        }
    }

    fun read(preferences: Preferences): Where? {
        val words = preferences[KEY]?.split(' ') ?: return null
        val number = words.last().toUIntOrNull() ?: return null
        val place = when (words.first()) {
            "door" -> Place.Door(DoorId(number))
            "building" -> Place.Building(BuildingId(number))
            else -> return null
        }
        return Where(place, null, null)
    }
}

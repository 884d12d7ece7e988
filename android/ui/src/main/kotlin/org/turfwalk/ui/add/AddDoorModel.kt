package org.turfwalk.ui.add

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.Door
import org.turfwalk.core.DoorId
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.PageModel

/** Everything that the page for a new door shows. */
data class AddDoorState(
    /** The door beside which it is; its street stands in the field at first. */
    val beside: Door? = null,
    val number: String = "",
    val street: String = "",
    val unit: String = "",
    val isNumberMissing: Boolean = false,
    val isStreetMissing: Boolean = false,
)

/** A door that is not on the list, beside one that is. */
class AddDoorModel(
    private val device: Device,
    private val beside: DoorId,
    private val errands: Errands,
    private val nowMs: () -> Long,
    private val back: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(AddDoorState())
    val state: StateFlow<AddDoorState> = shown
    val actions = AddDoorActions({ back() }, ::typeNumber, ::typeStreet, ::typeUnit, { add() })
    private var isAdded = false

    override fun load(): Job = errands.run {
        val found = device.door(beside, Channel.DOOR, nowMs()).door
        shown.update { it.copy(beside = found, street = if (it.beside == null) found.street else it.street) }
    }

    fun typeNumber(number: String) = shown.update { it.copy(number = number, isNumberMissing = false) }

    fun typeStreet(street: String) = shown.update { it.copy(street = street, isStreetMissing = false) }

    fun typeUnit(unit: String) = shown.update { it.copy(unit = unit) }

    /** On the list at once. */
    fun add(): Job = errands.run {
        val now = shown.value
        val (noNumber, noStreet) = now.number.isBlank() to now.street.isBlank()
        if (noNumber || noStreet) return@run shown.update { it.copy(isNumberMissing = noNumber, isStreetMissing = noStreet) }
        if (isAdded) return@run
        device.addDoor(beside, now.number.trim(), now.street.trim(), now.unit.trim().takeIf(String::isNotEmpty))
        isAdded = true
        back()
    }
}

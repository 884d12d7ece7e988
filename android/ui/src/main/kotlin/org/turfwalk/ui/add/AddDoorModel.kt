package org.turfwalk.ui.add

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Begun
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

/** A door that is not on the list, beside one that is. Core keeps what is typed at each key stroke, until it is added. */
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
        val begun = device.begun().firstNotNullOfOrNull { (it as? Begun.Door)?.takeIf { page -> page.beside == beside } }
        shown.update {
            when {
                it.beside != null -> it.copy(beside = found)
                begun == null -> it.copy(beside = found, street = it.street.ifEmpty { found.street })
                else -> it.copy(
                    beside = found,
                    number = it.number.ifEmpty { begun.number },
                    street = it.street.ifEmpty { begun.street },
                    unit = it.unit.ifEmpty { begun.unit },
                )
            }
        }
    }

    fun typeNumber(number: String) = type { it.copy(number = number, isNumberMissing = false) }

    fun typeStreet(street: String) = type { it.copy(street = street, isStreetMissing = false) }

    fun typeUnit(unit: String) = type { it.copy(unit = unit) }

    private fun type(stroke: (AddDoorState) -> AddDoorState) {
        shown.update(stroke)
        errands.run {
            val now = shown.value
            if (!isAdded) device.keepBegun(Begun.Door(beside, now.number, now.street, now.unit))
        }
    }

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

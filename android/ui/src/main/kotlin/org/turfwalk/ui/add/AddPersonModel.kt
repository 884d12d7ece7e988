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

/** Everything that the page for a new person shows. */
data class AddPersonState(val door: Door? = null, val name: String = "", val isMissing: Boolean = false)

/** A person who lives at [door] and is not on the list. Core keeps the name at each key stroke, until they are added. */
class AddPersonModel(
    private val device: Device,
    private val door: DoorId,
    private val errands: Errands,
    private val nowMs: () -> Long,
    private val back: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(AddPersonState())
    val state: StateFlow<AddPersonState> = shown
    val actions = AddPersonActions({ back() }, ::type, { add() })
    private var isAdded = false

    override fun load(): Job = errands.run {
        val found = device.door(door, Channel.DOOR, nowMs()).door
        val begun = device.begun().firstNotNullOfOrNull { (it as? Begun.Person)?.takeIf { page -> page.door == door } }
        shown.update { it.copy(door = found, name = it.name.ifEmpty { begun?.name.orEmpty() }) }
    }

    fun type(name: String) {
        shown.update { it.copy(name = name, isMissing = false) }
        errands.run { if (!isAdded) device.keepBegun(Begun.Person(door, name)) }
    }

    /** On the phone at once; the person stands at the door that one comes back to. */
    fun add(): Job = errands.run {
        val name = shown.value.name.trim()
        if (name.isEmpty()) return@run shown.update { it.copy(isMissing = true) }
        if (isAdded) return@run
        device.addPerson(door, name)
        isAdded = true
        back()
    }
}

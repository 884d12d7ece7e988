package org.turfwalk.ui.putright

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.flow.updateAndGet
import org.turfwalk.core.Change
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.DoorId
import org.turfwalk.core.Target
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.PageModel

/**
 * What is held of those behind [door] that is other than shown: put right here, and what came of it.
 * Core keeps what is typed at each key stroke, until it is saved.
 */
class PutRightModel(
    private val device: Device,
    private val door: DoorId,
    about: Target,
    private val errands: Errands,
    private val nowMs: () -> Long,
    private val back: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(PutRightState(about))
    val state: StateFlow<PutRightState> = shown
    val actions = PutRightActions(
        back = { if (!stepBack()) back() },
        choose = { choose(it) },
        ask = ::ask,
        type = ::type,
        save = { save() },
        pick = { pick(it) },
        move = { move() },
        removePhone = { removePhone(it) },
    )

    override fun load(): Job = errands.run { show() }

    /** From a question back to the page. */
    override fun stepBack(): Boolean {
        if (shown.value.asking == null) return false
        shown.update { it.copy(asking = null) }
        return true
    }

    fun choose(about: Target): Job = errands.run {
        shown.update { it.copy(about = about) }
        show()
    }

    /** The first tap. */
    fun ask(what: PutRightAsk) = shown.update { it.copy(asking = what, text = it.firstText(what), isMissing = false) }

    fun type(text: String) {
        keep(shown.updateAndGet { it.copy(text = text, isMissing = false) })
    }

    /** What was typed. */
    fun save(): Job = pick(shown.value.text)

    /** What was typed or tapped. */
    fun pick(text: String): Job = errands.run {
        val now = shown.value
        val told = text.trim()
        if (told.isEmpty() || (now.asking == PutRightAsk.NAME && told == now.name)) {
            return@run shown.update { it.copy(isMissing = true) }
        }
        record(now.asking?.change(told) ?: return@run)
    }

    /** Lives here no more, or does after all: a tap each. */
    fun move(): Job = errands.run { record(Change.MovedAway(shown.value.facts?.movedAway != true)) }

    fun removePhone(number: String): Job = errands.run { record(Change.RemovePhone(number)) }

    /** What was [typed], though the page may be another one by the time it is on disk. */
    private fun keep(typed: PutRightState): Job = errands.run {
        val asking = typed.asking ?: return@run
        val isNews = asking != PutRightAsk.NAME || typed.text != typed.name
        device.keepChange(typed.about, asking.change(if (isNews) typed.text else ""))
        val begun = device.changesBegun(typed.about)
        shown.update { if (it.about == typed.about) it.copy(begun = begun) else it }
    }

    private fun record(change: Change) {
        val op = device.edit(shown.value.about, change, nowMs())
        shown.update { it.copy(asking = null, last = op) }
        show()
    }

    private fun show() {
        val view = device.door(door, Channel.DOOR, nowMs())
        val facts = device.facts(shown.value.about)
        val begun = device.changesBegun(shown.value.about)
        shown.update { it.copy(view = view, facts = facts, begun = begun, nowMs = nowMs()) }
    }
}

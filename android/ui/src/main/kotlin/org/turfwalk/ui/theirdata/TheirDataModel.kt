package org.turfwalk.ui.theirdata

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Channel
import org.turfwalk.core.Outcome
import org.turfwalk.core.PersonKey
import org.turfwalk.core.Target
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.Page
import org.turfwalk.ui.app.PageModel

/** A card to show at the door: what is held of whoever asks, why, and how to object. */
class TheirDataModel(private val app: AppModel, private val page: Page.TheirData) : PageModel {
    private val shown = MutableStateFlow(TheirDataState())
    val state: StateFlow<TheirDataState> = shown

    override fun load(): Job = app.errands.run {
        val door = app.device.door(page.door, Channel.DOOR, app.platform.clock().wallMs)
        val used = door.attempts.mapNotNull { (it.attempt.outcome as? Outcome.Canvassed)?.script?.id }.distinct()
        val known = app.device.walkLists().mapNotNull { it.script }
        val scripts = used.filter { it in known }.map(app.device::script)
        val notice = app.device.campaign()?.notice
        shown.update { before ->
            val whose = door.people.find { it.person.key == before.whose?.person?.key } ?: door.people.singleOrNull()
            TheirDataState(door, whose, notice, scripts, facts(whose?.person?.key))
        }
    }

    fun choose(person: PersonKey): Job = app.errands.run {
        val facts = facts(person)
        shown.update { it.copy(whose = it.door?.people?.find { other -> other.person.key == person }, facts = facts) }
    }

    private fun facts(person: PersonKey?) =
        listOfNotNull(person?.let { Target.Person(it) }, Target.Door(page.door)).map(app.device::facts)

    /** They object: on to the wish to be left alone. */
    fun leaveAlone() {
        val target = shown.value.whose?.let { Target.Person(it.person.key) } ?: Target.Door(page.door)
        app.go(Page.DoNotContact(page.list, page.stop, target))
    }

    fun back() = app.back()
}

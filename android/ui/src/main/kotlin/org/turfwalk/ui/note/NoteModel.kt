package org.turfwalk.ui.note

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Basis
import org.turfwalk.core.Device
import org.turfwalk.core.Note
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.walk.Trip

/** Everything that the note's page shows. */
data class NoteState(
    /** Whom it is about; nobody for the door. */
    val name: String? = null,
    val text: String = "",
    val basis: Basis = Basis.SAID,
    val isMissing: Boolean = false,
)

/**
 * A remark about [target], kept by the core at each key stroke. It joins what was just recorded of
 * it, or else goes along with its next outcome, or is recorded alone: notes travel with attempts,
 * so that all who come later read them.
 */
class NoteModel(
    private val device: Device,
    private val stop: StopView,
    private val target: Target,
    private val trip: Trip,
    private val errands: Errands,
    private val back: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(NoteState())
    val state: StateFlow<NoteState> = shown
    val actions = NoteActions({ back() }, ::type, ::say, { save() }, { saveAlone() })
    private var isRead = false

    override fun load(): Job = errands.run {
        if (isRead) return@run
        isRead = true
        val kept = device.draft(target)
        val name = trip.nameOf(stop, target)
        shown.update { it.copy(name = name, text = kept?.note.orEmpty(), basis = kept?.basis ?: it.basis) }
    }

    fun type(text: String) {
        shown.update { it.copy(text = text, isMissing = false) }
        keep()
    }

    /** How it is known. */
    fun say(basis: Basis) {
        shown.update { it.copy(basis = basis) }
        keep()
    }

    /** Leaves it to go along with what was recorded, or with what comes next. */
    fun save(): Job = written { note ->
        trip.recorder.note(target, note)
        back()
    }

    /** Records it by itself: nothing else has happened. */
    fun saveAlone(): Job = written { note ->
        if (!trip.recorder.note(target, note)) trip.recorder.record(stop, listOf(target), Outcome.Skipped, note)
        back()
    }

    private fun written(done: (Note) -> Unit): Job = errands.run {
        val now = shown.value
        if (now.text.isBlank()) return@run shown.update { it.copy(isMissing = true) }
        done(Note(now.text.trim(), now.basis))
    }

    private fun keep(): Job = errands.run { shown.value.let { device.keepNote(target, it.text, it.basis) } }
}

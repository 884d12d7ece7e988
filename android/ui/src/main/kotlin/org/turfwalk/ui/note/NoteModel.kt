package org.turfwalk.ui.note

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Basis
import org.turfwalk.core.Note
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
 * A remark about [target]. It joins what was just recorded of it, or else goes along with the next
 * outcome at the stop: notes are kept with attempts, so that all who come later read them.
 */
class NoteModel(
    private val stop: StopView,
    private val target: Target,
    private val trip: Trip,
    private val errands: Errands,
    private val back: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(NoteState())
    val state: StateFlow<NoteState> = shown
    val actions = NoteActions({ back() }, ::type, ::say, { save() })
    private var isRead = false

    override fun load(): Job = errands.run {
        if (isRead) return@run
        isRead = true
        val waiting = trip.recorder.waiting?.takeIf { it.stop == stop.number }?.note
        val name = trip.nameOf(stop, target)
        shown.update { it.copy(name = name, text = waiting?.text.orEmpty(), basis = waiting?.basis ?: it.basis) }
    }

    fun type(text: String) = shown.update { it.copy(text = text, isMissing = false) }

    /** How it is known. */
    fun say(basis: Basis) = shown.update { it.copy(basis = basis) }

    fun save(): Job = errands.run {
        val now = shown.value
        if (now.text.isBlank()) return@run shown.update { it.copy(isMissing = true) }
        trip.recorder.note(stop, target, Note(now.text.trim(), now.basis))
        back()
    }
}

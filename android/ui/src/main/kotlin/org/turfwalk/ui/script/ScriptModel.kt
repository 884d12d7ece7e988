package org.turfwalk.ui.script

import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import org.turfwalk.core.Answer
import org.turfwalk.core.Basis
import org.turfwalk.core.Device
import org.turfwalk.core.DeviceException
import org.turfwalk.core.Draft
import org.turfwalk.core.Form
import org.turfwalk.core.Note
import org.turfwalk.core.Outcome
import org.turfwalk.core.Question
import org.turfwalk.core.Script
import org.turfwalk.core.ScriptVersion
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.answerAllowed
import org.turfwalk.ui.Errands
import org.turfwalk.ui.app.PageModel
import org.turfwalk.ui.app.Preferences
import org.turfwalk.ui.walk.Trip

/**
 * A talk with [target] by a script: each key stroke is kept by the core, so that it goes on where
 * it was after whatever ended the app, with the questions that it began with.
 */
class ScriptModel(
    private val device: Device,
    private val stop: StopView,
    private val target: Target,
    private val trip: Trip,
    private val errands: Errands,
    private val preferences: Preferences,
    private val leave: () -> Unit,
) : PageModel {
    private val shown = MutableStateFlow(ScriptState(allOnOne = preferences[ALL_ON_ONE].toBoolean()))
    val state: StateFlow<ScriptState> = shown
    val actions = ScriptActions(
        { leave() }, ::choose, ::type, ::clear, ::note, ::forward, ::back, ::turn, { finish() }, { drop() },
    )

    /** Recorded or thrown away: nothing is kept any more. */
    private var isOver = false

    override fun load(): Job = errands.run {
        if (shown.value.script != null) return@run
        val draft = device.draft(target)
        val current = current()
        val begun = draft?.script ?: current ?: return@run shown.update { it.copy(isGone = true) }
        val path = path(begun, draft?.answers.orEmpty())
        shown.update {
            it.copy(
                script = begun,
                name = trip.nameOf(stop, target),
                answers = draft?.answers.orEmpty(),
                typing = draft?.typing.orEmpty(),
                typingFor = path.lastOrNull()?.question?.key.takeUnless { draft?.typing.isNullOrEmpty() },
                note = draft?.note.orEmpty(),
                basis = draft?.basis ?: Basis.SAID,
                isResumed = draft?.script != null,
                hasChanged = draft?.script != null && current != draft.script,
                page = pageToResume(path),
            ).along(path)
        }
    }

    /** Answers [question]; the next page follows by itself where a tap was the whole answer. */
    fun choose(question: Question, choice: String) {
        answer(question, choice)
        if (!shown.value.allOnOne) forward()
    }

    /** Text or digits as they stand in the field now. */
    fun type(question: Question, text: String) {
        val answer = Answer(question.key, text)
        val script = shown.value.script ?: return
        when {
            text.isEmpty() -> answer(question, null)
            question.form is Form.Text || answerAllowed(script, answer) -> answer(question, text)
            else -> answer(question, null, typing = text)
        }
    }

    fun clear(question: Question) = answer(question, null)

    fun note(text: String) {
        shown.update { it.copy(note = text) }
        keep()
    }

    fun forward() {
        val asked = shown.value.shown
        if (asked != null && asked.answer == null && asked.question.form is Form.Text) answer(asked.question, "")
        shown.update { now ->
            val limit = if (now.isThrough) now.path.size else now.path.size - 1
            now.copy(page = (now.page + 1).coerceAtMost(limit))
        }
    }

    fun back() = shown.update { it.copy(page = (it.page - 1).coerceAtLeast(0)) }

    /** One question a page, or all on one; kept for the talks to come. */
    fun turn(allOnOne: Boolean) {
        preferences[ALL_ON_ONE] = allOnOne.toString()
        shown.update { it.copy(allOnOne = allOnOne) }
    }

    /** Records the talk as far as it went; the draft goes with it. */
    fun finish(): Job = errands.run {
        val now = shown.value
        val begun = now.script?.takeUnless { isOver } ?: return@run
        isOver = true
        val note = now.note.trim().takeIf(String::isNotEmpty)?.let { Note(it, now.basis) }
        val talk = Outcome.Canvassed(ScriptVersion(begun.id, begun.version), now.path.answers())
        trip.recorder.record(stop, listOf(target), talk, note)
        leave()
    }

    /** Throws the talk away. */
    fun drop(): Job = errands.run {
        isOver = true
        device.dropDraft(target)
        leave()
    }

    /** The question to ask now; words may have been half typed, so they are shown again before the end. */
    private fun pageToResume(path: List<Asked>): Int = when {
        path.any { it.answer == null } -> path.indexOfFirst { it.answer == null }
        path.lastOrNull()?.question?.form is Form.Text -> path.size - 1
        else -> path.size
    }

    private fun current(): Script? = try {
        trip.summary.script?.let(device::script)
    } catch (_: DeviceException.NotHere) {
        null
    }

    private fun answer(question: Question, value: String?, typing: String = "") {
        val script = shown.value.script ?: return
        shown.update { now ->
            val others = now.answers.filterNot { it.question == question.key }
            val answers = if (value == null) others else others + Answer(question.key, value)
            val kept = now.copy(answers = answers, typing = typing, typingFor = question.key.takeIf { typing.isNotEmpty() })
            kept.along(path(script, answers))
        }
        keep()
    }

    private fun keep(): Job = errands.run {
        val now = shown.value
        val begun = now.script?.takeUnless { isOver } ?: return@run
        device.keepDraft(Draft(target, begun, now.answers, now.typing, now.note, now.basis))
    }

    private fun ScriptState.along(path: List<Asked>) =
        copy(path = path, isThrough = path.all { it.answer != null }, page = page.coerceAtMost(path.size))

    private companion object {
        const val ALL_ON_ONE = "script_all_on_one"
    }
}

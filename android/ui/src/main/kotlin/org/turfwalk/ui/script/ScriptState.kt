package org.turfwalk.ui.script

import org.turfwalk.core.Answer
import org.turfwalk.core.Basis
import org.turfwalk.core.Form
import org.turfwalk.core.Question
import org.turfwalk.core.Script

/** A question on the path that the answers take, with what was answered. */
data class Asked(val question: Question, val answer: String?)

/** Everything that the script's screen shows. */
data class ScriptState(
    /** The script as this talk began with it; none while it is read, or when it is gone. */
    val script: Script? = null,
    /** With whom; nobody for whoever opened. */
    val name: String? = null,
    val isGone: Boolean = false,
    val answers: List<Answer> = emptyList(),
    /** Questions asked so far and the one to ask now, in order. */
    val path: List<Asked> = emptyList(),
    /** Whether the answers lead through to the end. */
    val isThrough: Boolean = false,
    /** The page turned to; one past the last question is the end. */
    val page: Int = 0,
    /** A number that is not one yet, as typed, and the question that it is for. */
    val typing: String = "",
    val typingFor: String? = null,
    val note: String = "",
    /** How the note is known: as it was said where it was begun. */
    val basis: Basis = Basis.SAID,
    /** Taken up again where it was left. */
    val isResumed: Boolean = false,
    /** The organizer's script has changed since this talk began. */
    val hasChanged: Boolean = false,
    val allOnOne: Boolean = false,
) {
    val shown: Asked? get() = path.getOrNull(page)
    /** Words may be left out; anything else is answered first, or the talk ends here. */
    val canGoOn: Boolean get() = shown?.let { it.answer != null || it.question.form is Form.Text } ?: false
    val isAtEnd: Boolean get() = isThrough && page >= path.size

    /** What stands in [question]'s field. */
    fun typed(question: Question): String =
        if (typingFor == question.key) typing else path.find { it.question.key == question.key }?.answer.orEmpty()
}

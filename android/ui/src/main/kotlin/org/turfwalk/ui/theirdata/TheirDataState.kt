package org.turfwalk.ui.theirdata

import org.turfwalk.core.Answer
import org.turfwalk.core.Attempt
import org.turfwalk.core.AttemptRow
import org.turfwalk.core.DataNotice
import org.turfwalk.core.DoorView
import org.turfwalk.core.Facts
import org.turfwalk.core.Form
import org.turfwalk.core.Hold
import org.turfwalk.core.Outcome
import org.turfwalk.core.PersonView
import org.turfwalk.core.Script
import org.turfwalk.core.Target

/** What the Their data card shows. */
data class TheirDataState(
    val door: DoorView? = null,
    /** Whose card it is: with several behind a door, nobody's before one is chosen. */
    val whose: PersonView? = null,
    val notice: DataNotice? = null,
    /** Scripts by which answers were given, for their words. */
    val scripts: List<Script> = emptyList(),
    /** What canvassers put right of them, and of all who live here. */
    val facts: List<Facts> = emptyList(),
) {
    /** What was tried with this person alone, or at the door with nobody in particular. */
    val attempts: List<Attempt>
        get() {
            val about = whose?.let { Target.Person(it.person.key) }
            return door?.attempts.orEmpty().map(AttemptRow::attempt).filter { it.target == about || it.target is Target.Door }
        }

    val isNothingHeld: Boolean
        get() = door?.people.isNullOrEmpty() && attempts.isEmpty() && facts.all { it.history.isEmpty() }

    val notes: List<String> get() = attempts.mapNotNull { it.note?.text }

    /** Answers in the words of their script, as far as it is on this phone. */
    val answers: List<String>
        get() = attempts.flatMap { attempt ->
            val talk = attempt.outcome as? Outcome.Canvassed ?: return@flatMap emptyList()
            val script = scripts.find { it.id == talk.script?.id }
            talk.answers.map { it.inWords(script) }
        }

    val wishesToBeLeftAlone: Boolean get() = whose?.hold is Hold.LeaveAlone || door?.hold is Hold.LeaveAlone
}

private fun Answer.inWords(script: Script?): String {
    val asked = script?.questions?.find { it.key == question }
    val choice = (asked?.form as? Form.Choice)?.v1?.find { it.key == value }
    return "${asked?.text ?: question} ${choice?.text ?: value}"
}

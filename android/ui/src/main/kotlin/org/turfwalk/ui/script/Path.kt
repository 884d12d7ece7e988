package org.turfwalk.ui.script

import org.turfwalk.core.Answer
import org.turfwalk.core.Script
import org.turfwalk.core.nextQuestion

/** The questions that [answers] lead through, in order, as the core asks them; the last may be open. */
fun path(script: Script, answers: List<Answer>): List<Asked> {
    val taken = mutableListOf<Answer>()
    return buildList {
        repeat(script.questions.size) {
            val question = nextQuestion(script, taken) ?: return@buildList
            val answer = answers.lastOrNull { it.question == question.key }
            add(Asked(question, answer?.value))
            taken += answer ?: return@buildList
        }
    }
}

/** What was answered on the path, in the order asked; blank ones were not answered. */
fun List<Asked>.answers(): List<Answer> =
    mapNotNull { asked -> asked.answer?.takeIf(String::isNotBlank)?.let { Answer(asked.question.key, it) } }

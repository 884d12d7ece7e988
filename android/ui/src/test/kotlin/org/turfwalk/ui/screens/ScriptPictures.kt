package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.Answer
import org.turfwalk.core.Branch
import org.turfwalk.core.Choice
import org.turfwalk.core.Form
import org.turfwalk.core.Question
import org.turfwalk.core.Script
import org.turfwalk.core.ScriptId
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.script.ScriptActions
import org.turfwalk.ui.script.ScriptScreen
import org.turfwalk.ui.script.ScriptState
import org.turfwalk.ui.script.path

val script = Script(
    ScriptId(1u),
    1u,
    "Spring",
    "Hello, my name is … I am a volunteer for Rivera. Do you have two minutes?",
    listOf(
        Question(
            "support", "Will you vote for Rivera on the fourth of June?",
            Form.Choice(listOf(Choice("yes", "Yes"), Choice("leaning", "Probably"), Choice("undecided", "Undecided"), Choice("no", "No"))),
            listOf(Branch("no", null)),
        ),
        Question("adults", "How many people here can vote?", Form.Number(1, 12), emptyList()),
        Question("issue", "What matters most to you in this town?", Form.Text, emptyList()),
    ),
)

class ScriptPictures {
    @Test
    fun `the first question`() = pictures("script", Phone.all) { show(talk()) }

    @Test
    fun `a number out of bounds`() = pictures("script-number") {
        show(talk(Answer("support", "yes")).copy(typing = "40", typingFor = "adults"))
    }

    @Test
    fun `words as they are typed, taken up again with the script as begun`() = pictures("script-words") {
        val state = talk(Answer("support", "yes"), Answer("adults", "3"), Answer("issue", "The buses in the even"))
        show(state.copy(page = 2, isResumed = true, hasChanged = true))
    }

    @Test
    fun `through`() = pictures("script-end") { show(talk(Answer("support", "no"))) }

    @Test
    fun `all on one page`() = pictures("script-all", Phone.tall(1400)) {
        show(talk(Answer("support", "leaning"), Answer("adults", "2")).copy(allOnOne = true))
    }

    @Test
    fun `gone from the phone`() = pictures("script-gone") { show(ScriptState(isGone = true)) }

    private fun talk(vararg answers: Answer): ScriptState {
        val path = path(script, answers.toList())
        val open = path.indexOfFirst { it.answer == null }
        return ScriptState(
            script,
            name = "Alma Reyes",
            answers = answers.toList(),
            path = path,
            isThrough = open < 0,
            page = if (open < 0) path.size else open,
        )
    }

    @Composable
    private fun show(state: ScriptState) = ScriptScreen(state, ScriptActions())
}

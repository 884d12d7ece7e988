package org.turfwalk.ui.script

import kotlin.test.Test
import kotlin.test.assertEquals
import org.turfwalk.core.Answer
import org.turfwalk.ui.screens.script

class PathTest {
    @Test
    fun `the path ends with the question to ask now`() {
        assertEquals(listOf("support"), keys())
        assertEquals(listOf("support", "adults"), keys(Answer("support", "yes")))
    }

    @Test
    fun `an answer that ends the talk leaves nothing to ask`() = assertEquals(listOf("support"), keys(Answer("support", "no")))

    @Test
    fun `answers off the path are not recorded, nor are blank ones`() {
        val all = listOf(Answer("adults", "2"), Answer("issue", " "), Answer("support", "no"))
        assertEquals(listOf(Answer("support", "no")), path(script, all).answers())
        val through = listOf(Answer("support", "yes"), Answer("issue", ""), Answer("adults", "2"))
        assertEquals(listOf(Answer("support", "yes"), Answer("adults", "2")), path(script, through).answers())
    }

    private fun keys(vararg answers: Answer) = path(script, answers.toList()).map { it.question.key }
}

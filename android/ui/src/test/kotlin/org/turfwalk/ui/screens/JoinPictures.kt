package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.join.CameraTrouble
import org.turfwalk.ui.join.JoinActions
import org.turfwalk.ui.join.JoinScreen
import org.turfwalk.ui.join.JoinState
import org.turfwalk.ui.join.JoinStep
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures

class JoinPictures {
    private val typed = JoinState(isTyping = true, code = "https://turf.example/join#PLUM-OTTER-41", name = "Ana")

    @Test
    fun `the first thing that a volunteer sees`() = pictures("join", Phone.all) { show(JoinState()) }

    @Test
    fun `a code is typed`() = pictures("join-typed", Phone.both + Phone.german) { show(typed) }

    @Test
    fun `the connection was lost`() = pictures("join-lost") { show(typed.copy(trouble = Trouble.OFFLINE)) }

    @Test
    fun `no code at all`() = pictures("join-bad-code") { show(typed.copy(trouble = Trouble.BAD_INVITE)) }

    @Test
    fun `the camera is not allowed`() = pictures("join-no-camera") {
        show(JoinState(isTyping = true, camera = CameraTrouble.NOT_ALLOWED))
    }

    @Test
    fun `lists are fetched`() = pictures("join-loading", still = true) { show(typed.copy(step = JoinStep.LOADING)) }

    @Test
    fun `signed out with unsent records`() = pictures("join-leaving") { show(JoinState(unsent = 3, isLeaving = true)) }

    @Composable
    private fun show(state: JoinState) = JoinScreen(state, JoinActions())
}

package org.turfwalk.ui.join

import org.turfwalk.ui.Trouble

/** What the Join screen shows. */
data class JoinState(
    val step: JoinStep = JoinStep.ASKING,
    /** As scanned or typed. */
    val code: String = "",
    val isTyping: Boolean = false,
    val name: String = "",
    val trouble: Trouble? = null,
    val camera: CameraTrouble? = null,
    /** Records of this phone that no server has yet: they go along. */
    val unsent: Int = 0,
    /** Signed out, and still sending what is unsent. */
    val isLeaving: Boolean = false,
) {
    val canJoin: Boolean get() = step == JoinStep.ASKING && code.isNotBlank() && name.isNotBlank()
}

enum class JoinStep { ASKING, JOINING, LOADING }

enum class CameraTrouble { NOT_ALLOWED, ABSENT, FAILED }

package org.turfwalk.ui.walk

import org.turfwalk.core.StopView

/** What one may do on the walk's page. */
data class WalkActions(
    val back: () -> Unit = {},
    val open: (StopView) -> Unit = {},
    val deliver: () -> Unit = {},
    val skip: () -> Unit = {},
    val undo: () -> Unit = {},
    val show: (WalkPanel) -> Unit = {},
    val standAt: (UInt) -> Unit = {},
    val choose: (PlanChoice) -> Unit = {},
    val plan: () -> Unit = {},
    val asListed: () -> Unit = {},
)

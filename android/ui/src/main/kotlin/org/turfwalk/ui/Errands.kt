package org.turfwalk.ui

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.turfwalk.core.DeviceException

/**
 * What a model asks of the core, off the screen's thread, one after the other as asked.
 *
 * [io] runs one errand at a time; what fails goes to [onProblem], which has the sentence for it.
 * [onDone] hears of each that ended well: it may have recorded something that is to be sent.
 */
class Errands(
    private val scope: CoroutineScope,
    private val io: CoroutineDispatcher,
    private val onDone: () -> Unit = {},
    private val onProblem: (DeviceException) -> Unit,
) {
    fun run(errand: suspend () -> Unit): Job = scope.launch(io) {
        try {
            errand()
            onDone()
        } catch (problem: DeviceException) {
            onProblem(problem)
        }
    }

    /** An errand that may wait for a person or the network, and holds up no other. */
    fun alone(errand: suspend () -> Unit): Job = scope.launch {
        try {
            errand()
        } catch (problem: DeviceException) {
            onProblem(problem)
        }
    }
}

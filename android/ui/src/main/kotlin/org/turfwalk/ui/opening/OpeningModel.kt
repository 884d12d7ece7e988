package org.turfwalk.ui.opening

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Job
import org.turfwalk.ui.app.AppModel
import org.turfwalk.ui.app.PageModel

/** Before the database is open there is nothing to decide. */
class OpeningModel : PageModel {
    override fun load(): Job = CompletableDeferred(Unit)
}

/** The database does not open. The trouble itself is the app's. */
class CannotOpenModel(val app: AppModel) : PageModel {
    override fun load(): Job = CompletableDeferred(Unit)

    fun retry() = app.start()

    fun startAfresh() = app.startAfresh()
}

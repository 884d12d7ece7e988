package org.turfwalk.app.platform

import android.app.job.JobParameters
import android.app.job.JobService
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import org.turfwalk.ui.app.Choice

/** What the scheduled sync calls; the application is one. */
interface Syncing {
    /** Brings phone and server together. Throws nothing that a sync can fail by. */
    suspend fun sync()

    /** What core says of the next one. */
    fun nextSync(): NextSync?

    /** What the walker has chosen about network and battery. */
    fun choice(): Choice
}

/** Runs one sync in the background and hands the next to the system. */
class SyncJob : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private var running: Job? = null

    override fun onStartJob(parameters: JobParameters): Boolean {
        val syncing = applicationContext as Syncing
        val schedule = SyncSchedule(this, syncing::choice)
        // Cancelled, it ends in `sync`: the system has taken the job away and keeps it for later.
        running = scope.launch {
            syncing.sync()
            schedule.set(syncing.nextSync(), running = parameters.jobId)
            jobFinished(parameters, false)
        }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        running?.cancel()
        return true
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }
}

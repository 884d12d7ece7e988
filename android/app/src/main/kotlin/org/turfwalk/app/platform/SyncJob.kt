package org.turfwalk.app.platform

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.os.Build
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import org.turfwalk.ui.app.Choice
import java.time.Duration

/** What the scheduled sync calls; the application is one. */
interface Syncing {
    /** Brings phone and server together. Throws nothing that a sync can fail by. */
    suspend fun sync()

    /** What core says of the next one. */
    fun nextSync(): NextSync?

    /** What the walker has chosen about network and battery. */
    fun choice(): Choice
}

/** When the next sync is due. What is urgent, an incident, goes over any network at once. */
data class NextSync(val wait: Duration, val isUrgent: Boolean = false)

/**
 * The one wake-up of an idle phone: core's next sync, handed to the system, which gathers it
 * with other apps' work, keeps it over a restart and waits for a network.
 */
class SyncSchedule(private val context: Context, private val choice: () -> Choice) {
    private val scheduler = context.service<JobScheduler>()

    /** Puts the job where [next] says; null takes it away. */
    fun set(next: NextSync?) {
        if (next == null) scheduler.cancel(JOB) else scheduler.schedule(job(next))
    }

    private fun job(next: NextSync): JobInfo {
        val unmetered = choice().wifiOnly && !next.isUrgent
        val sparing = choice().batterySaver && !next.isUrgent
        val job = JobInfo.Builder(JOB, ComponentName(context, SyncJob::class.java))
            .setPersisted(true)
            .setRequiredNetworkType(if (unmetered) JobInfo.NETWORK_TYPE_UNMETERED else JobInfo.NETWORK_TYPE_ANY)
            .setBackoffCriteria(BACKOFF_MS, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
        // What has failed waits all the same: an expedited job can't be told to.
        if (next.isUrgent && next.wait.isZero && Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            job.setExpedited(true)
        } else {
            job.setMinimumLatency((if (sparing) maxOf(next.wait, SPARING) else next.wait).toMillis())
            job.setRequiresBatteryNotLow(sparing)
        }
        return job.build()
    }

    private companion object {
        const val JOB = 1
        const val BACKOFF_MS = 30_000L
        val SPARING: Duration = Duration.ofHours(1)
    }
}

/** Runs one sync in the background and hands the next to the system. */
class SyncJob : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private var running: Job? = null

    override fun onStartJob(parameters: JobParameters): Boolean {
        val syncing = applicationContext as Syncing
        val schedule = SyncSchedule(this, syncing::choice)
        running = scope.launch {
            try {
                syncing.sync()
            } catch (stopped: CancellationException) {
                // The system took the job away and keeps it for later by itself.
                throw stopped
            }
            jobFinished(parameters, false)
            // Only now: a job that is scheduled again while it runs is stopped.
            schedule.set(syncing.nextSync())
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

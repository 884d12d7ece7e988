package org.turfwalk.app.platform

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Context
import android.os.Build
import org.turfwalk.ui.app.Choice
import java.time.Duration

/** When the next sync is due. What is urgent, an incident, goes over any network at once. */
data class NextSync(val wait: Duration, val isUrgent: Boolean = false)

/** What the system is asked to wait for before it starts the job. */
data class Terms(val wait: Duration, val isUnmeteredOnly: Boolean, val isBatteryCared: Boolean, val isExpedited: Boolean) {
    companion object {
        /** Saving the battery, an idle phone syncs once an hour at most. */
        private val SPARING: Duration = Duration.ofHours(1)

        fun of(next: NextSync, choice: Choice, canExpedite: Boolean): Terms {
            val sparing = choice.batterySaver && !next.isUrgent
            return Terms(
                wait = if (sparing) maxOf(next.wait, SPARING) else next.wait,
                isUnmeteredOnly = choice.wifiOnly && !next.isUrgent,
                isBatteryCared = sparing,
                // What has failed waits all the same, which an expedited job can't be told to.
                isExpedited = canExpedite && next.isUrgent && next.wait.isZero,
            )
        }
    }
}

/**
 * The one wake-up of an idle phone: core's next sync, handed to the system, which gathers it
 * with other apps' work, keeps it over a restart and waits for a network.
 */
class SyncSchedule(private val context: Context, private val choice: () -> Choice) {
    private val scheduler = context.service<JobScheduler>()

    /**
     * Puts the job where [next] says; null takes it away. A job that is [running] hands on to one
     * of another number before it ends: to be scheduled again would stop it, and a process that
     * ends between the two would leave none.
     */
    fun set(next: NextSync?, running: Int? = null) {
        val (free, other) = if (running == ONE) OTHER to ONE else ONE to OTHER
        if (running != other) scheduler.cancel(other)
        if (next == null) scheduler.cancel(free) else scheduler.schedule(job(free, next))
    }

    private fun job(number: Int, next: NextSync): JobInfo {
        val terms = Terms.of(next, choice(), canExpedite = Build.VERSION.SDK_INT >= Build.VERSION_CODES.S)
        val network = if (terms.isUnmeteredOnly) JobInfo.NETWORK_TYPE_UNMETERED else JobInfo.NETWORK_TYPE_ANY
        val job = JobInfo.Builder(number, ComponentName(context, SyncJob::class.java))
            .setPersisted(true)
            .setRequiredNetworkType(network)
            .setBackoffCriteria(BACKOFF_MS, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
        if (terms.isExpedited && Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            job.setExpedited(true)
        } else {
            job.setMinimumLatency(terms.wait.toMillis()).setRequiresBatteryNotLow(terms.isBatteryCared)
        }
        return job.build()
    }

    private companion object {
        const val ONE = 1
        const val OTHER = 2
        const val BACKOFF_MS = 30_000L
    }
}

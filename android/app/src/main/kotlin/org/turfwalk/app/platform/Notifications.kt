package org.turfwalk.app.platform

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.pm.PackageManager
import org.turfwalk.core.Texts

/**
 * What a walker must know while the app is not in front. No names and no addresses: whoever
 * holds the phone sees it. On a phone where notifications are refused nothing is shown, and
 * the Today screen says the same.
 */
class Notifications(private val context: Context) {
    private val manager = context.service<NotificationManager>()

    fun show(news: News, texts: Texts) = when (news) {
        News.ListWithdrawn ->
            show(LISTS, texts, texts.notificationListWithdrawnTitle, texts.notificationListWithdrawnBody)
        News.IncidentTaken ->
            show(INCIDENTS, texts, texts.notificationIncidentTakenTitle, texts.notificationIncidentTakenBody)
        News.ShutOut -> show(LISTS, texts, texts.notificationShutOutTitle, texts.notificationShutOutBody)
    }

    private fun show(channel: String, texts: Texts, title: String, body: String) {
        makeChannels(texts)
        val open = context.packageManager.getLaunchIntentForPackage(context.packageName)
        val notification = Notification.Builder(context, channel)
            .setSmallIcon(icon())
            .setContentTitle(title)
            .setContentText(body)
            .setStyle(Notification.BigTextStyle().bigText(body))
            .setContentIntent(open?.let { PendingIntent.getActivity(context, 0, it, PendingIntent.FLAG_IMMUTABLE) })
            .setAutoCancel(true)
            .build()
        // One a channel: a newer one takes the older one's place.
        manager.notify(channel, 0, notification)
    }

    /** Each time, since their names follow the language. */
    private fun makeChannels(texts: Texts) = manager.createNotificationChannels(
        listOf(
            NotificationChannel(LISTS, texts.notificationChannelLists, NotificationManager.IMPORTANCE_DEFAULT),
            NotificationChannel(INCIDENTS, texts.notificationChannelIncidents, NotificationManager.IMPORTANCE_HIGH),
        ),
    )

    /** Named in the manifest: what the build makes of `res` is not there where this is compiled alone. */
    private fun icon(): Int = context.packageManager
        .getApplicationInfo(context.packageName, PackageManager.GET_META_DATA)
        .metaData.getInt("org.turfwalk.notification_icon")

    private companion object {
        const val LISTS = "lists"
        const val INCIDENTS = "incidents"
    }
}

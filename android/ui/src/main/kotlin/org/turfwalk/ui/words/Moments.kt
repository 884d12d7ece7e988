/* When something was, as people say it. */
package org.turfwalk.ui.words

import java.time.Instant
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZoneId
import java.time.temporal.ChronoUnit
import org.turfwalk.core.Texts

/** `atMs` as seen at `nowMs`, both in milliseconds since 1970, on the clocks of `zone`. */
fun Texts.moment(atMs: Long, nowMs: Long, zone: ZoneId = ZoneId.systemDefault()): String {
    val at = Instant.ofEpochMilli(atMs).atZone(zone)
    val today = Instant.ofEpochMilli(nowMs).atZone(zone).toLocalDate()
    val minutes = (nowMs - atMs) / 60_000
    val days = ChronoUnit.DAYS.between(at.toLocalDate(), today)
    return when {
        // A clock set back makes what was just done the future.
        minutes in -1..0 -> commonJustNow
        minutes in 1..59 -> commonMinutesAgo(count = minutes.toInt())
        days == 0L -> commonTodayAt(time = time(at.toLocalTime()))
        days == 1L -> commonYesterdayAt(time = time(at.toLocalTime()))
        days in 2..6 -> commonDaysAgo(count = days.toInt())
        else -> date(at.toLocalDate(), today)
    }
}

private fun Texts.time(time: LocalTime): String =
    commonTime(hour = time.hour.toString(), minute = time.minute.toString().padStart(2, '0'))

private fun Texts.date(date: LocalDate, today: LocalDate): String {
    val (month, day) = monthName(date.monthValue) to date.dayOfMonth.toString()
    return if (date.year == today.year) commonDate(month = month, day = day)
    else commonDateYear(month = month, day = day, year = date.year.toString())
}

private fun Texts.monthName(month: Int): String = when (month) {
    1 -> commonMonth1
    2 -> commonMonth2
    3 -> commonMonth3
    4 -> commonMonth4
    5 -> commonMonth5
    6 -> commonMonth6
    7 -> commonMonth7
    8 -> commonMonth8
    9 -> commonMonth9
    10 -> commonMonth10
    11 -> commonMonth11
    else -> commonMonth12
}

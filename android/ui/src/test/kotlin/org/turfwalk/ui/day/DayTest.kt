package org.turfwalk.ui.day

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.turfwalk.core.Attempt
import org.turfwalk.core.Channel
import org.turfwalk.core.Device
import org.turfwalk.core.DoorId
import org.turfwalk.core.Network
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopView
import org.turfwalk.core.Target
import org.turfwalk.core.phoneFile
import org.turfwalk.ui.door.OutcomeKind
import org.turfwalk.ui.door.outcome

/** The whole offline day through the real screens, beside a second phone on the same turf. */
class DayTest {
    @Test
    fun `forty stops without a signal, a kill in the middle, a second phone, and all is safe in the evening`() =
        volunteer("day") {
            joins("Day")
            Device.open(phoneFile("ui-second")).use { second ->
                runBlocking { second.join(Organizer.invite(), "Second"); second.sync() }
                opensTheWalk()
                val homes = homes { it.size == 1 }.take(40).toList()
                Network.off()
                try {
                    homes.forEachIndexed { i, home ->
                        walks(home, kinds.getOrElse(i) { OutcomeKind.NOT_HOME })
                        if (i == 20) {
                            killAndReopen()
                            opensTheWalk()
                        }
                    }
                    meanwhile(second, homes.first())
                    app.home()
                    sees(texts.todayReceipts(count = 40, safe = "0"))
                    taps(texts.commonSyncNow)
                    sees(texts.commonOffline)
                } finally {
                    Network.on()
                }
                taps(texts.commonSyncNow)
                sees(texts.todayReceipts(count = 40, safe = "40"))
                agree(second, homes)
            }
        }

    /** To the door, an outcome, and back on the way: two taps, or three for the rarer ones. */
    private fun Phone.walks(home: StopView, kind: OutcomeKind) {
        stands(home)
        taps(texts.walkAtTheDoor)
        if (kind in rarer) taps(texts.doorMoreOutcomes)
        taps(texts.outcome(kind))
        sees(texts.walkElsewhere)
        assertEquals(kind.outcome(), attempts(home).single().outcome, "at the door")
    }

    /** The second phone was at the first door too, and saw it otherwise. */
    private fun Phone.meanwhile(second: Device, home: StopView) {
        val target = Target.Door(home.doors.single())
        second.record(Attempt(target, Channel.DOOR, Outcome.Vacant, app.nowMs(), list().summary.id, null, null))
    }

    /** Both phones tell the same of each door, in the order that the server gave. */
    private fun Phone.agree(second: Device, homes: List<StopView>) {
        runBlocking {
            second.sync()
            app.sync()
        }
        for (home in homes) {
            val door = home.doors.single()
            assertEquals(told(device, door), told(second, door))
        }
        assertEquals(2, told(device, homes.first().doors.single()).second.size)
    }

    private fun told(phone: Device, door: DoorId) = phone.door(door, Channel.DOOR, 0).let { view ->
        view.state to view.attempts.map { it.rank to it.attempt.outcome }
    }

    private companion object {
        val rarer = listOf(
            OutcomeKind.MOVED, OutcomeKind.WRONG_PERSON, OutcomeKind.ALREADY_VOTED, OutcomeKind.DECEASED,
            OutcomeKind.DO_NOT_RETURN, OutcomeKind.HOSTILE, OutcomeKind.NO_SOLICITING_SIGN, OutcomeKind.NO_JUNK_MAIL,
            OutcomeKind.VACANT, OutcomeKind.BUSINESS, OutcomeKind.NOT_FOUND, OutcomeKind.DEMOLISHED, OutcomeKind.HAZARD,
        )
        val kinds = listOf(OutcomeKind.NOT_HOME, OutcomeKind.REFUSED, OutcomeKind.LITERATURE_DROPPED) + rarer
    }
}

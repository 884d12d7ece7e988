package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.BegunAt
import org.turfwalk.core.DoorId
import org.turfwalk.core.HalfDone
import org.turfwalk.core.Language
import org.turfwalk.core.Refusal
import org.turfwalk.core.RefusedOp
import org.turfwalk.core.Target
import org.turfwalk.core.Unfinished
import org.turfwalk.core.WalkJob
import org.turfwalk.core.WalkListId
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.app.SyncState
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.today.ListNews
import org.turfwalk.ui.today.TodayActions
import org.turfwalk.ui.today.TodayScreen
import org.turfwalk.ui.today.TodayState

class TodayPictures {
    private val usual = TodayState(
        campaign = "Springfield for Rivera",
        lists = listOf(list("Elm Street East", 80u, 12u)),
        receipts = receipts(87uL, 87uL, backedUp = 80uL),
        contactMs = NOON_MS - 4 * 60_000,
        nowMs = NOON_MS,
    )

    @Test
    fun `a list that is begun`() = pictures("today", Phone.all) { show(usual) }

    @Test
    fun `long, with several lists, news and what was refused`() = pictures("today-long", Phone.tall(2700)) {
        show(
            usual.copy(
                lists = listOf(
                    list("Elm Street East", 80u, 80u),
                    list("Flyers, the whole of the old town between the river and the station", 640u, 0u, WalkJob.FLYER, 2u),
                    list("Remind them", 35u, 7u, WalkJob.GET_OUT_THE_VOTE, 3u).copy(replanned = true),
                ),
                receipts = receipts(107uL, 87uL, refused = 2uL),
                refused = listOf(RefusedOp(41uL, Refusal.UNKNOWN_DOOR), RefusedOp(77uL, Refusal.OUTCOME_DOES_NOT_FIT)),
                news = listOf(ListNews.New("Remind them"), ListNews.Withdrawn("Oak Street")),
                leaseLeftMs = 30 * 3_600_000L,
                unfinished = listOf(
                    begun(HalfDone.Incident),
                    begun(HalfDone.Talk(Target.Door(DoorId(1u)))),
                    begun(HalfDone.Person),
                    Unfinished(HalfDone.Incident, null),
                ),
                incidents = 2,
            ),
        )
    }

    @Test
    fun `before the first sync`() = pictures("today-first-run") { show(TodayState(lists = emptyList(), receipts = receipts(0uL, 0uL))) }

    @Test
    fun `with no list`() = pictures("today-empty") {
        show(usual.copy(lists = emptyList(), receipts = receipts(0uL, 0uL)))
    }

    @Test
    fun `offline with unsent records`() = pictures("today-offline", Phone.tall(1000)) {
        show(usual.copy(receipts = receipts(87uL, 60uL), sync = SyncState(trouble = Trouble.OFFLINE)))
    }

    @Test
    fun `a network that asks for a log-in`() = pictures("today-not-a-server", Phone.tall(1100)) {
        show(usual.copy(sync = SyncState(trouble = Trouble.NOT_A_SERVER)))
    }

    @Test
    fun `shut out`() = pictures("today-shut-out") {
        show(usual.copy(isShutOut = true, lists = emptyList(), sync = SyncState(trouble = Trouble.UNAUTHORIZED)))
    }

    @Test
    fun `in Spanish, a day later`() =
        pictures("today", listOf(Phone("es", 360, 900, language = Language.ES))) {
            show(usual.copy(nowMs = NOON_MS + 26 * 3_600_000))
        }

    private fun begun(what: HalfDone) =
        Unfinished(what, BegunAt(WalkListId(1u), stop("214", "Elm Street"), DoorId(1u), "3B"))

    @Composable
    private fun show(state: TodayState) = TodayScreen(state, TodayActions())
}

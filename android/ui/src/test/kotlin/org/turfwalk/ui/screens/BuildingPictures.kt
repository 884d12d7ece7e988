package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.BuildingId
import org.turfwalk.core.DoorBrief
import org.turfwalk.core.DoorId
import org.turfwalk.core.Entrance
import org.turfwalk.core.Floor
import org.turfwalk.core.Language
import org.turfwalk.core.Outcome
import org.turfwalk.core.StopState
import org.turfwalk.core.Target
import org.turfwalk.ui.door.Asking
import org.turfwalk.ui.door.BuildingActions
import org.turfwalk.ui.door.BuildingScreen
import org.turfwalk.ui.door.BuildingState
import org.turfwalk.ui.door.OutcomeKind
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures

class BuildingPictures {
    private val names = listOf(listOf("Grace Okafor"), listOf("Jan de Vries", "Mia de Vries"), emptyList(), listOf("Oliver Stein"))
    private val here = Target.Building(BuildingId(1u))
    private val stop = stop("115", "Oak Avenue").copy(building = BuildingId(1u), doors = List(12) { DoorId(it.toUInt()) })
    private val doors = stop.doors.mapIndexed { i, id ->
        val state = when {
            i > 4 -> StopState.OPEN
            i % 2 == 0 -> StopState.DONE
            else -> StopState.TRY_AGAIN
        }
        DoorBrief(id, "${i / 4}${'A' + i % 4}", names[i % 4], state)
    }
    private val entrance = Entrance(
        8u, BuildingId(1u), "115", "Oak Avenue", "Code 2580, then the second door",
        doors.chunked(4).mapIndexed { i, floor -> Floor(i.toShort(), floor) },
    )
    private val usual = BuildingState(
        stop = stop,
        entrance = entrance,
        next = doors[5],
        offered = OutcomeKind.entries.filter { it.fits(here) },
        recorded = recorded(stop, Outcome.NotHome),
    )

    @Test
    fun `all doors by floors`() = pictures("building", Phone.both + Phone("de", 360, 640, language = Language.DE) + Phone.german) { show(usual) }

    @Test
    fun `what came of the whole entrance`() = pictures("building-entrance") { show(usual.copy(asking = Asking.More)) }

    @Test
    fun `why nobody could get in`() = pictures("building-why") {
        show(usual.copy(asking = Asking.Word(OutcomeKind.INACCESSIBLE, here)))
    }

    @Test
    fun `before it is read`() = pictures("building-loading") { show(BuildingState(stop)) }

    @Composable
    private fun show(state: BuildingState) = BuildingScreen(state, BuildingActions())
}

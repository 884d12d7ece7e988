package org.turfwalk.ui.screens

import androidx.compose.runtime.Composable
import kotlin.test.Test
import org.turfwalk.core.StopState
import org.turfwalk.core.StreetMap
import org.turfwalk.ui.app.Position
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.walk.WalkActions
import org.turfwalk.ui.walk.WalkPanel
import org.turfwalk.ui.walk.WalkScreen
import org.turfwalk.ui.walk.WalkState

class MapPictures {
    private val usual = walk(begun, way = listOf(acrossElm)).copy(panel = WalkPanel.MAP)

    @Test
    fun `the leg to the next stop`() = pictures("map", Phone.both + Phone.dark + Phone.large + Phone.bigType) {
        show(usual.copy(position = Position.At(place(-150, -8), 8)))
    }

    @Test
    fun `many stops together are one dot`() = pictures("map-whole", Phone.both + Phone.dark) {
        val all = stops(300) { if (it < 90) begun[it % 12].state else StopState.OPEN }
        show(walk(all.map { stop -> stop.copy(number = stop.number + 100u) }, next = null).copy(panel = WalkPanel.MAP))
    }

    @Test
    fun `without streets`() = pictures("map-no-streets") { show(usual.copy(streets = StreetMap(emptyList()))) }

    @Test
    fun `without places`() = pictures("map-no-places") { show(usual.copy(stops = begun.map { it.copy(at = null) })) }

    @Composable
    private fun show(state: WalkState) = WalkScreen(state, WalkActions())
}

package org.turfwalk.ui.screens

import kotlin.test.Test
import org.turfwalk.core.Salvaged
import org.turfwalk.ui.Trouble
import org.turfwalk.ui.app.SyncState
import org.turfwalk.ui.locked.LockedScreen
import org.turfwalk.ui.locked.LockedState
import org.turfwalk.ui.opening.CannotOpenScreen
import org.turfwalk.ui.opening.OpeningScreen
import org.turfwalk.ui.pictures.Phone
import org.turfwalk.ui.pictures.pictures
import org.turfwalk.ui.salvaged.SalvagedScreen
import org.turfwalk.ui.salvaged.SalvagedState

/** What stands before everything else while it is so. */
class GatePictures {
    @Test
    fun `the lease has ended`() = pictures("locked", Phone.both + Phone.german) {
        LockedScreen(LockedState(unsent = 12), {}, {}, {})
    }

    @Test
    fun `the lease has ended and there is no signal`() = pictures("locked-offline") {
        LockedScreen(LockedState(sync = SyncState(trouble = Trouble.OFFLINE)), {}, {}, {})
    }

    @Test
    fun `some was salvaged, some lost`() = pictures("salvaged", Phone.both + Phone.german) {
        SalvagedScreen(SalvagedState(Salvaged(found = 17uL, lost = 2uL), mustJoin = false)) {}
    }

    @Test
    fun `the key is gone`() = pictures("salvaged-nothing") {
        SalvagedScreen(SalvagedState(Salvaged(found = 0uL, lost = 0uL), mustJoin = true)) {}
    }

    @Test
    fun `the key does not fit`() = pictures("cannot-open") { CannotOpenScreen(Trouble.WRONG_KEY, {}, {}) }

    @Test
    fun `the storage is full`() = pictures("cannot-open-full") { CannotOpenScreen(Trouble.STORAGE_FULL, {}, {}) }

    @Test
    fun opening() = pictures("opening") { OpeningScreen() }
}

package org.turfwalk.ui.day

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.turfwalk.core.Network
import org.turfwalk.core.Standing
import org.turfwalk.core.variable
import org.turfwalk.ui.app.Scan

class JoinTest {
    @Test
    fun `a code from the camera leads to today's lists`() = volunteer("join-scan") {
        sees(texts.joinPrivacyTitle)
        joins("Scanned")
        assertEquals(Standing.IN, device.standing())
        assertTrue(device.walkLists().isNotEmpty())
        sees(texts.todayTitle)
    }

    @Test
    fun `without a camera the code is typed, and what is none is said to be none`() = volunteer("join-type") {
        platform.scanned = Scan.NoCamera
        taps(texts.joinScan)
        sees(texts.joinCameraAbsent)
        types(texts.joinCode, "my invite")
        types(texts.joinName, "Typed")
        taps(texts.joinJoin)
        sees(texts.errorBadInvite)
    }

    @Test
    fun `joining works again after a lost connection`() = volunteer("join-lost") {
        val code = Organizer.invite()
        taps(texts.joinTypeInstead)
        types(texts.joinCode, code)
        types(texts.joinName, "Lost")
        Network.off()
        try {
            taps(texts.joinJoin)
            sees(texts.joinAgainAfterLoss)
        } finally {
            Network.on()
        }
        taps(texts.joinJoin)
        sees(texts.todayReceiptsNone)
        assertEquals(Standing.IN, device.standing())
    }

    @Test
    fun `a code that another phone has used leads to the organizer`() = volunteer("join-used") {
        taps(texts.joinTypeInstead)
        types(texts.joinCode, variable("TURFWALK_SERVER") + "/join#NO-SUCH-CODE")
        types(texts.joinName, "Late")
        taps(texts.joinJoin)
        sees(texts.errorRejected)
    }
}

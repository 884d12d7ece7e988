package org.turfwalk.app.platform

import org.turfwalk.ui.app.Choice
import java.time.Duration
import kotlin.test.Test
import kotlin.test.assertEquals

class TermsTest {
    private val soon = Duration.ofSeconds(40)
    private val hour = Duration.ofHours(1)

    private fun terms(
        wait: Duration = soon,
        isUrgent: Boolean = false,
        choice: Choice = Choice(),
        canExpedite: Boolean = true,
    ) = Terms.of(NextSync(wait, isUrgent), choice, canExpedite)

    @Test
    fun `core says when, and the walker by what network and battery`() {
        val plain = Terms(soon, isUnmeteredOnly = false, isBatteryCared = false, isExpedited = false)
        assertEquals(plain, terms())
        assertEquals(plain.copy(isUnmeteredOnly = true), terms(choice = Choice(wifiOnly = true)))
        val sparing = Choice(batterySaver = true)
        assertEquals(plain.copy(wait = hour, isBatteryCared = true), terms(choice = sparing))
        assertEquals(hour.plusMinutes(5), terms(wait = hour.plusMinutes(5), choice = sparing).wait)
    }

    @Test
    fun `an incident goes at once, by any network, however low the battery`() {
        val strict = Choice(batterySaver = true, wifiOnly = true)
        val atOnce = Terms(Duration.ZERO, isUnmeteredOnly = false, isBatteryCared = false, isExpedited = true)
        assertEquals(atOnce, terms(wait = Duration.ZERO, isUrgent = true, choice = strict))
        assertEquals(
            atOnce.copy(isExpedited = false),
            terms(wait = Duration.ZERO, isUrgent = true, choice = strict, canExpedite = false),
        )
    }

    @Test
    fun `an incident that could not be sent waits as core says, and does not run hot`() {
        val again = terms(wait = soon, isUrgent = true)
        assertEquals(soon, again.wait)
        assertEquals(false, again.isExpedited)
    }
}

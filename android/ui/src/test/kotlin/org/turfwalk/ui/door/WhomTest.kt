package org.turfwalk.ui.door

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.turfwalk.core.BuildingId
import org.turfwalk.core.DoorId
import org.turfwalk.core.Hold
import org.turfwalk.core.PersonView
import org.turfwalk.core.Target
import org.turfwalk.core.Why
import org.turfwalk.ui.screens.door
import org.turfwalk.ui.screens.person

/** Of whom an outcome is recorded; what fits is the core's to say. */
class WhomTest {
    private val alma = person("Alma Reyes", 1u)
    private val tomas = person("Tomás Reyes", 2u)
    private val here = Target.Door(DoorId(1u))

    @Test
    fun `not home is said of the door, whoever lives there`() =
        assertEquals(Whom.One(here), whom(OutcomeKind.NOT_HOME, door(alma, tomas), null))

    @Test
    fun `a refusal is of the only person, or one says of whom`() {
        assertEquals(Whom.One(target(alma)), whom(OutcomeKind.REFUSED, door(alma), null))
        assertEquals(Whom.Which(listOf(target(alma), target(tomas), here)), whom(OutcomeKind.REFUSED, door(alma, tomas), null))
        assertEquals(Whom.One(here), whom(OutcomeKind.REFUSED, door(), null))
    }

    @Test
    fun `who was chosen before is not asked for again`() =
        assertEquals(Whom.One(target(tomas)), whom(OutcomeKind.REFUSED, door(alma, tomas), tomas.person.key))

    @Test
    fun `what fits a person alone never becomes the door's`() {
        assertEquals(Whom.Which(listOf(target(alma), target(tomas))), whom(OutcomeKind.DECEASED, door(alma, tomas), null))
        assertEquals(Whom.Nobody, whom(OutcomeKind.DECEASED, door(), null))
    }

    @Test
    fun `what fits a door alone is the door's, whoever was chosen`() =
        assertEquals(Whom.One(here), whom(OutcomeKind.VACANT, door(alma), alma.person.key))

    @Test
    fun `nobody asks for one who is to be left alone`() {
        val held = alma.copy(hold = Hold.LeaveAlone(Why.ASKED))
        assertEquals(Whom.One(target(tomas)), whom(OutcomeKind.CANVASSED, door(held, tomas), null))
    }

    @Test
    fun `every outcome can be said of something, and none of a person and a house both gone`() {
        val targets = listOf(target(alma), here, Target.Building(BuildingId(1u)))
        for (kind in OutcomeKind.entries) assertTrue(targets.any(kind::fits), "$kind")
        assertFalse(OutcomeKind.DEMOLISHED.fits(target(alma)))
    }

    private fun target(view: PersonView) = Target.Person(view.person.key)
}

package org.turfwalk.core

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals

class TextsTest {
    @Test
    fun `one and many are told apart, and what is named is put in`() {
        val english = Texts(Language.EN)
        assertEquals("1 door", english.commonDoors(1))
        assertEquals("12 doors", english.commonDoors(12))
        assertEquals("0 Türen", Texts(Language.DE).commonDoors(0))
        assertEquals("87 on this phone, 86 safe on the server", english.todayReceipts(count = 87, safe = "86"))
        assertEquals("Cruza aquí: Elm St. Ahorra 80 m", Texts(Language.ES).walkCrossHereSaves("Elm St", "80"))
    }

    @Test
    fun `a phone's tag leads to its language, and to English where there is none`() {
        val tags = mapOf("de-AT" to Language.DE, "es_419" to Language.ES, "ES" to Language.ES, "fr" to Language.EN, "" to Language.EN)
        for ((tag, language) in tags) assertEquals(language, Language.of(tag), tag)
    }

    @Test
    fun `whatever the core can answer has its words`() {
        val cases = namesOf(DeviceException::class.java).map { "error$it" } +
            namesOf(Outcome::class.java).map { "outcome$it" } +
            namesOf(Refusal.entries).map { "todayRefusal$it" } +
            namesOf(Why.entries - Why.LISTED).map { "doNotContactWhy$it" } +
            namesOf(Why.entries).map { "doorHold$it" } +
            namesOf(Scope.entries).map { "doNotContactScope$it" }.filter { it != "doNotContactScopePerson" } +
            namesOf(WalkJob.entries).map { "commonJob$it" } +
            namesOf(Fate.entries).map { "putRight$it" } +
            namesOf(StopState.entries).map { "commonState$it" } +
            namesOf(Style.entries).map { "walkStyle$it" } +
            namesOf(RoadClass.entries).map { "walkRoad$it" } +
            namesOf(listOf(StreetSide.ODD, StreetSide.EVEN)).map { "walkSide$it" } +
            namesOf(IncidentKind.entries).map { "incidentKind$it" } +
            namesOf(Urgency.entries).map { "incidentUrgency$it" }
        for (name in cases) {
            val getter = Texts::class.java.getMethod("get${name.replaceFirstChar(Char::uppercase)}")
            // German has words in common with English, Spanish has none of these.
            assertNotEquals(getter(Texts(Language.EN)), getter(Texts(Language.ES)), name)
        }
    }

    private fun namesOf(sealed: Class<*>): List<String> =
        sealed.declaredClasses.filter { it.superclass == sealed }.map { it.simpleName }.also { check(it.isNotEmpty()) }

    private fun namesOf(entries: List<Enum<*>>): List<String> =
        entries.map { entry -> entry.name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) } }
}

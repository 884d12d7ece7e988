package org.turfwalk.ui.putright

import org.turfwalk.core.Change
import org.turfwalk.core.DoorView
import org.turfwalk.core.Facts
import org.turfwalk.core.OpId
import org.turfwalk.core.Past
import org.turfwalk.core.Target
import org.turfwalk.core.changeFits

/** What is typed or tapped between the two taps of putting something right. */
enum class PutRightAsk {
    NAME, LANGUAGE, PHONE;

    fun change(text: String): Change = when (this) {
        NAME -> Change.Name(text)
        LANGUAGE -> Change.Language(text)
        PHONE -> Change.AddPhone(text)
    }
}

/** Everything that the page for putting right shows. */
data class PutRightState(
    /** Whose: a person's, or the door's for all who live behind it. */
    val about: Target,
    val view: DoorView? = null,
    val facts: Facts? = null,
    /** What was begun to be typed and is not saved. */
    val begun: List<Change> = emptyList(),
    val asking: PutRightAsk? = null,
    val text: String = "",
    /** Nothing was typed when it was to be saved. */
    val isMissing: Boolean = false,
    val nowMs: Long = 0,
    /** What was put right here last, since one came to this page. */
    val last: OpId? = null,
) {
    /** Those who live here by their names, and nobody for all of them; no choice where there is only one. */
    val choices: List<Pair<Target, String?>>
        get() {
            val door = view ?: return emptyList()
            val people = door.people.map { Target.Person(it.person.key) to it.person.name }
            return if (people.isEmpty()) emptyList() else people + (Target.Door(door.door.id) to null)
        }

    /** The name as it stands, of a person. */
    val name: String? get() = choices.find { it.first == about }?.second

    /** What stands in the field at first: what was begun, or else the name, which is changed and not written anew. */
    fun firstText(what: PutRightAsk): String = begun.firstNotNullOfOrNull { change ->
        when (change) {
            is Change.Name -> change.v1.takeIf { what == PutRightAsk.NAME }
            is Change.Language -> change.v1.takeIf { what == PutRightAsk.LANGUAGE }
            is Change.AddPhone -> change.v1.takeIf { what == PutRightAsk.PHONE }
            else -> null
        }
    } ?: name.takeIf { what == PutRightAsk.NAME }.orEmpty()

    val mayName: Boolean get() = changeFits(Change.Name(""), about)
    val mayMove: Boolean get() = changeFits(Change.MovedAway(true), about)

    val receipt: Past? get() = facts?.history?.find { it.row.op == last }

    /** What was put right, newest first. */
    val history: List<Past> get() = facts?.history.orEmpty().asReversed()
}

package org.turfwalk.ui.door

import org.turfwalk.core.Outcome
import org.turfwalk.core.Scope
import org.turfwalk.core.Target
import org.turfwalk.core.outcomeFits

/** What an outcome needs to be told before it can be recorded. */
enum class Ask { LANGUAGE, WHEN, WHY }

/** The outcomes in the order offered: the first four are one tap away, the others behind "more". */
enum class OutcomeKind(private val sample: Outcome, val asks: Ask? = null, val isAboutAPerson: Boolean = false) {
    NOT_HOME(Outcome.NotHome),
    CANVASSED(Outcome.Canvassed(null, emptyList()), isAboutAPerson = true),
    REFUSED(Outcome.Refused, isAboutAPerson = true),
    LITERATURE_DROPPED(Outcome.LiteratureDropped(1u)),
    CALL_BACK(Outcome.CallBack(""), Ask.WHEN, isAboutAPerson = true),
    LANGUAGE(Outcome.Language(""), Ask.LANGUAGE),
    DO_NOT_CONTACT(Outcome.DoNotContact(Scope.HOUSEHOLD)),
    MOVED(Outcome.Moved, isAboutAPerson = true),
    WRONG_PERSON(Outcome.WrongPerson, isAboutAPerson = true),
    ALREADY_VOTED(Outcome.AlreadyVoted, isAboutAPerson = true),
    DECEASED(Outcome.Deceased, isAboutAPerson = true),
    DO_NOT_RETURN(Outcome.DoNotReturn),
    HOSTILE(Outcome.Hostile),
    INACCESSIBLE(Outcome.Inaccessible(""), Ask.WHY),
    NO_SOLICITING_SIGN(Outcome.NoSolicitingSign),
    NO_JUNK_MAIL(Outcome.NoJunkMail),
    NO_LETTERBOXES(Outcome.NoLetterboxes),
    PARTIAL(Outcome.Partial),
    VACANT(Outcome.Vacant),
    BUSINESS(Outcome.Business),
    NOT_FOUND(Outcome.NotFound),
    DEMOLISHED(Outcome.Demolished),
    HAZARD(Outcome.Hazard),
    SKIPPED(Outcome.Skipped);

    /** Whether the core lets it be said of [target]. */
    fun fits(target: Target): Boolean = outcomeFits(sample, target)

    /** The outcome itself, with what was told where it asks. */
    fun outcome(told: String = ""): Outcome = when (this) {
        CALL_BACK -> Outcome.CallBack(told)
        LANGUAGE -> Outcome.Language(told)
        INACCESSIBLE -> Outcome.Inaccessible(told)
        else -> sample
    }
}

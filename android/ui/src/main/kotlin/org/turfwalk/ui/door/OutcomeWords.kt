/* What outcomes, holds and floors are called. */
package org.turfwalk.ui.door

import org.turfwalk.core.Floor
import org.turfwalk.core.Hold
import org.turfwalk.core.Outcome
import org.turfwalk.core.Texts
import org.turfwalk.core.Why

fun Texts.outcome(kind: OutcomeKind): String = outcome(kind.outcome())

/** An outcome as it stands in history, with what was told about it. */
fun Texts.outcome(outcome: Outcome): String = when (outcome) {
    is Outcome.Canvassed -> outcomeCanvassed
    Outcome.NotHome -> outcomeNotHome
    Outcome.Refused -> outcomeRefused
    Outcome.Hostile -> outcomeHostile
    Outcome.Moved -> outcomeMoved
    Outcome.Deceased -> outcomeDeceased
    is Outcome.Language -> outcome.language.told(outcomeLanguage) { outcomeLanguageWhich(name = it) }
    is Outcome.CallBack -> outcome.`when`.told(outcomeCallBack) { outcomeCallBackWhen(moment = it) }
    Outcome.WrongPerson -> outcomeWrongPerson
    Outcome.AlreadyVoted -> outcomeAlreadyVoted
    is Outcome.DoNotContact -> outcomeDoNotContact
    is Outcome.LiteratureDropped ->
        if (outcome.count <= 1u) outcomeLiteratureDropped else outcomeLiteratureDroppedCount(count = outcome.count.toInt())
    Outcome.NoSolicitingSign -> outcomeNoSolicitingSign
    Outcome.NoJunkMail -> outcomeNoJunkMail
    Outcome.Hazard -> outcomeHazard
    Outcome.Vacant -> outcomeVacant
    Outcome.NotFound -> outcomeNotFound
    Outcome.Demolished -> outcomeDemolished
    Outcome.Business -> outcomeBusiness
    Outcome.DoNotReturn -> outcomeDoNotReturn
    is Outcome.Inaccessible -> outcome.why.told(outcomeInaccessible) { outcomeInaccessibleWhy(why = it) }
    Outcome.NoLetterboxes -> outcomeNoLetterboxes
    Outcome.Partial -> outcomePartial
    Outcome.Skipped -> outcomeSkipped
}

private inline fun String.told(bare: String, withWord: (String) -> String) = if (isBlank()) bare else withWord(this)

/** Why nobody may be contacted, and what to do. */
fun Texts.hold(hold: Hold): String = when (hold) {
    is Hold.LeaveAlone -> when (hold.v1) {
        Why.ASKED -> doorHoldAsked
        Why.HOSTILE -> doorHoldHostile
        Why.SIGN -> doorHoldSign
        Why.DECEASED -> doorHoldDeceased
        Why.LISTED -> doorHoldListed
    }
    Hold.QuietHours -> doorHoldQuiet
    Hold.CoolDown -> doorHoldCoolDown
}

/** A floor by its guess: 0 is the ground, below it the basement, the greatest number the top. */
fun Texts.floor(floor: Floor): String = when (val number = floor.floor?.toInt()) {
    null -> doorFloorUnnamed
    0 -> doorFloorGround
    Short.MAX_VALUE.toInt() -> doorFloorTop
    in Short.MIN_VALUE..-1 -> doorFloorBasement
    else -> doorFloor(name = number.toString())
}

/** What the word about an outcome is asked by, what may be tapped, and what may be typed. */
class WordAsked(val title: String, val hint: String, val picks: List<String>)

fun Texts.asked(ask: Ask): WordAsked = when (ask) {
    Ask.LANGUAGE -> WordAsked(
        outcomeAskLanguage,
        outcomeAskLanguageHint,
        listOf(
            outcomeLanguageSpanish, outcomeLanguageEnglish, outcomeLanguageGerman, outcomeLanguageChinese,
            outcomeLanguageVietnamese, outcomeLanguageArabic, outcomeLanguageFrench, outcomeLanguagePolish,
            outcomeLanguageRussian, outcomeLanguageTurkish,
        ),
    )
    Ask.WHEN -> WordAsked(
        outcomeAskWhen,
        outcomeAskWhenHint,
        listOf(outcomeWhenLaterToday, outcomeWhenEvening, outcomeWhenTomorrow, outcomeWhenWeekend),
    )
    Ask.WHY -> WordAsked(
        outcomeAskWhy,
        outcomeAskWhyHint,
        listOf(outcomeWhyLocked, outcomeWhyGate, outcomeWhyConcierge, outcomeWhyNoBell),
    )
}

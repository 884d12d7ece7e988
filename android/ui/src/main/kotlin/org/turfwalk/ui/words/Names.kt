/* What the core's cases are called. */
package org.turfwalk.ui.words

import org.turfwalk.core.Door
import org.turfwalk.core.IncidentKind
import org.turfwalk.core.Language
import org.turfwalk.core.Refusal
import org.turfwalk.core.StopState
import org.turfwalk.core.Texts
import org.turfwalk.core.Urgency
import org.turfwalk.core.WalkJob

fun Texts.job(job: WalkJob): String = when (job) {
    WalkJob.CANVASS -> commonJobCanvass
    WalkJob.FLYER -> commonJobFlyer
    WalkJob.GET_OUT_THE_VOTE -> commonJobGetOutTheVote
}

fun Texts.state(state: StopState): String = when (state) {
    StopState.OPEN -> commonStateOpen
    StopState.TRY_AGAIN -> commonStateTryAgain
    StopState.DONE -> commonStateDone
    StopState.LEAVE_ALONE -> commonStateLeaveAlone
}

fun Texts.address(door: Door): String = address(door.number, door.street, door.unit)

fun Texts.address(house: String, street: String, unit: String?): String =
    if (unit == null) commonAddress(house = house, street = street)
    else commonAddressUnit(house = house, street = street, unit = unit)

fun Texts.refusal(why: Refusal): String = when (why) {
    Refusal.MALFORMED -> todayRefusalMalformed
    Refusal.UNKNOWN_DOOR -> todayRefusalUnknownDoor
    Refusal.UNKNOWN_BUILDING -> todayRefusalUnknownBuilding
    Refusal.UNKNOWN_PERSON -> todayRefusalUnknownPerson
    Refusal.UNKNOWN_ATTEMPT -> todayRefusalUnknownAttempt
    Refusal.OUTCOME_DOES_NOT_FIT -> todayRefusalOutcomeDoesNotFit
    Refusal.BAD_TEXT -> todayRefusalBadText
    Refusal.ERASED -> todayRefusalErased
    Refusal.DOOR_TAKEN -> todayRefusalDoorTaken
    Refusal.REVOKED -> todayRefusalRevoked
}

/** A language in its own words. */
fun Texts.language(language: Language): String = when (language) {
    Language.EN -> settingsLanguageEn
    Language.ES -> settingsLanguageEs
    Language.DE -> settingsLanguageDe
}

fun Texts.incidentKind(kind: IncidentKind): String = when (kind) {
    IncidentKind.VIOLENCE -> incidentKindViolence
    IncidentKind.INJURY -> incidentKindInjury
    IncidentKind.HARASSMENT -> incidentKindHarassment
    IncidentKind.ANIMAL -> incidentKindAnimal
    IncidentKind.UNSAFE_PLACE -> incidentKindUnsafePlace
    IncidentKind.POLICE -> incidentKindPolice
    IncidentKind.VOTING_TROUBLE -> incidentKindVotingTrouble
    IncidentKind.COMPLAINT -> incidentKindComplaint
    IncidentKind.LOST_ITEM -> incidentKindLostItem
    IncidentKind.OTHER -> incidentKindOther
}

fun Texts.urgency(urgency: Urgency): String = when (urgency) {
    Urgency.NOW -> incidentUrgencyNow
    Urgency.TODAY -> incidentUrgencyToday
    Urgency.FOR_INFORMATION -> incidentUrgencyForInformation
}

package org.turfwalk.ui.door

import org.turfwalk.core.Draft
import org.turfwalk.core.PersonKey
import org.turfwalk.core.Target

/** What one may do at a door. */
data class DoorActions(
    val back: () -> Unit = {},
    val choose: (PersonKey) -> Unit = {},
    val pick: (OutcomeKind) -> Unit = {},
    val pickWho: (Target) -> Unit = {},
    val tell: (String) -> Unit = {},
    val showMore: () -> Unit = {},
    val stopAsking: () -> Unit = {},
    val resume: (Draft) -> Unit = {},
    val undo: () -> Unit = {},
    val toNext: () -> Unit = {},
    val writeNote: () -> Unit = {},
    val doNotContact: () -> Unit = {},
    val putRight: () -> Unit = {},
    val addPerson: () -> Unit = {},
    val addDoor: () -> Unit = {},
    val reportIncident: () -> Unit = {},
    val theirData: () -> Unit = {},
)

package org.turfwalk.ui

import org.turfwalk.core.DeviceException
import org.turfwalk.core.Texts

/** What went wrong, by what can be done about it; a case for each of the core's. */
enum class Trouble {
    STORAGE_FULL, DAMAGED, WRONG_KEY, LOCKED, UPDATE_APP, NOT_JOINED, REFUSED, NOT_HERE, BAD_INVITE,
    OFFLINE, NOT_A_SERVER, SERVER_KEY_CHANGED, UNAUTHORIZED, REJECTED, BUSY, SERVER, PHONE;

    /** One sentence: what happened and what to do. */
    fun sentence(texts: Texts): String = when (this) {
        STORAGE_FULL -> texts.errorStorageFull
        DAMAGED -> texts.errorDamaged
        WRONG_KEY -> texts.errorWrongKey
        LOCKED -> texts.errorLocked
        UPDATE_APP -> texts.errorUpdateApp
        NOT_JOINED -> texts.errorNotJoined
        REFUSED -> texts.errorRefused
        NOT_HERE -> texts.errorNotHere
        BAD_INVITE -> texts.errorBadInvite
        OFFLINE -> texts.errorOffline
        NOT_A_SERVER -> texts.errorNotAServer
        SERVER_KEY_CHANGED -> texts.errorServerKeyChanged
        UNAUTHORIZED -> texts.errorUnauthorized
        REJECTED -> texts.errorRejected
        BUSY -> texts.errorBusy
        SERVER -> texts.errorServer
        PHONE -> texts.errorPhone
    }

    companion object {
        fun of(problem: DeviceException): Trouble = when (problem) {
            is DeviceException.StorageFull -> STORAGE_FULL
            is DeviceException.Damaged -> DAMAGED
            is DeviceException.WrongKey -> WRONG_KEY
            is DeviceException.Locked -> LOCKED
            is DeviceException.UpdateApp -> UPDATE_APP
            is DeviceException.NotJoined -> NOT_JOINED
            is DeviceException.Refused -> REFUSED
            is DeviceException.NotHere -> NOT_HERE
            is DeviceException.BadInvite -> BAD_INVITE
            is DeviceException.Offline -> OFFLINE
            is DeviceException.NotAServer -> NOT_A_SERVER
            is DeviceException.ServerKeyChanged -> SERVER_KEY_CHANGED
            is DeviceException.Unauthorized -> UNAUTHORIZED
            is DeviceException.Rejected -> REJECTED
            is DeviceException.Busy -> BUSY
            is DeviceException.Server -> SERVER
            is DeviceException.Phone -> PHONE
        }
    }
}

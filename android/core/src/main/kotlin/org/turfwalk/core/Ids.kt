/*
 * Ids as types of their own: a door is not mixed up with a person. bindings/uniffi.toml
 * names each of them.
 */
package org.turfwalk.core

/** One letterbox or bell, unit included. */
@JvmInline
value class DoorId(val value: UInt)

/** Doors that share an entrance. */
@JvmInline
value class BuildingId(val value: UInt)

/** The people behind one door at one time. */
@JvmInline
value class HouseholdId(val value: UInt)

/** A person from an import. */
@JvmInline
value class PersonId(val value: UInt)

/** An area's doors. */
@JvmInline
value class TurfId(val value: UInt)

/** Doors of a turf chosen for one job. */
@JvmInline
value class WalkListId(val value: UInt)

/** A versioned set of questions. */
@JvmInline
value class ScriptId(val value: UInt)

/** The whole undertaking. */
@JvmInline
value class CampaignId(val value: UInt)

/** A phone that has joined. */
@JvmInline
value class DeviceId(val value: UInt)

/** A phone's life between two forks. */
@JvmInline
value class Incarnation(val value: ULong)

// Ids as types of their own: a door is not mixed up with a person. bindings/uniffi.toml
// names each of them.

/// One letterbox or bell, unit included.
public struct DoorId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// Doors that share an entrance.
public struct BuildingId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// The people behind one door at one time.
public struct HouseholdId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// A person from an import.
public struct PersonId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// An area's doors.
public struct TurfId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// Doors of a turf chosen for one job.
public struct WalkListId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// A versioned set of questions.
public struct ScriptId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// The whole undertaking.
public struct CampaignId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// A phone that has joined.
public struct DeviceId: Hashable, Sendable {
    public let value: UInt32

    public init(value: UInt32) {
        self.value = value
    }
}

/// A phone's life between two forks.
public struct Incarnation: Hashable, Sendable {
    public let value: UInt64

    public init(value: UInt64) {
        self.value = value
    }
}

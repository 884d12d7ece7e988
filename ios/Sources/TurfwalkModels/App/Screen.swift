import TurfwalkCore

/// A screen below the first one, by what it is about: the app's stack is made of these.
public enum Screen: Hashable, Sendable {
    case walk(WalkListId)
    case entrance(StopPlace)
    case door(DoorPlace)
    case script(Target, DoorPlace)
    case add(DoorPlace)
    case putRight(Target, DoorPlace)
    case note(Target, DoorPlace)
    case doNotContact(Target, DoorPlace)
    case incident(DoorPlace?)
    case theirData(DoorPlace)
    case settings
    case join
}

/// A stop of a list.
public struct StopPlace: Hashable, Sendable {
    public let list: WalkListId
    public let number: UInt32

    public init(list: WalkListId, number: UInt32) {
        self.list = list
        self.number = number
    }
}

/// A door, and the stop at which one came to it; none for a door that was found by another way.
public struct DoorPlace: Hashable, Sendable {
    public let door: DoorId
    public let stop: StopPlace?

    public init(door: DoorId, stop: StopPlace? = nil) {
        self.door = door
        self.stop = stop
    }
}

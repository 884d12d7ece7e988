import TurfwalkCore

extension Texts {
    public func address(_ door: Door) -> String {
        address(door.number, door.street, door.unit)
    }

    func address(_ house: String, _ street: String, _ unit: String?) -> String {
        guard let unit else { return commonAddress(house: house, street: street) }
        return commonAddressUnit(house: house, street: street, unit: unit)
    }

    public func address(_ stop: StopView) -> String {
        commonAddress(house: stop.house, street: stop.street)
    }

    public func state(_ state: StopState) -> String {
        switch state {
        case .open: commonStateOpen
        case .tryAgain: commonStateTryAgain
        case .done: commonStateDone
        case .leaveAlone: commonStateLeaveAlone
        }
    }

    public func job(_ job: WalkJob) -> String {
        switch job {
        case .canvass: commonJobCanvass
        case .flyer: commonJobFlyer
        case .getOutTheVote: commonJobGetOutTheVote
        }
    }

    /// The names of those who live here, at most two of them: a next stop is read in passing.
    public func who(_ names: [String]) -> String {
        switch names.count {
        case 0: walkNobodyKnown
        case 1, 2: names.joined(separator: ", ")
        default: walkAndOthers(names: names[0], count: names.count - 1)
        }
    }

    /// Why nobody may be contacted now.
    public func hold(_ hold: Hold, _ quiet: QuietHours?) -> String {
        switch hold {
        case .leaveAlone(.asked): return doorHoldAsked
        case .leaveAlone(.hostile): return doorHoldHostile
        case .leaveAlone(.sign): return doorHoldSign
        case .leaveAlone(.deceased): return doorHoldDeceased
        case .leaveAlone(.listed): return doorHoldListed
        case .coolDown: return doorHoldCoolDown
        case .quietHours:
            guard let quiet else { return doorHoldQuiet }
            return doorHoldQuietHours(from: timeOfDay(quiet.fromMin), until: timeOfDay(quiet.toMin))
        }
    }

    public func style(_ style: Style) -> String {
        switch style {
        case .quickest: walkStyleQuickest
        case .oneSide: walkStyleOneSide
        case .zigzag: walkStyleZigzag
        case .odd: walkStyleOdd
        case .even: walkStyleEven
        }
    }

    public func refusal(_ why: Refusal) -> String {
        switch why {
        case .malformed: todayRefusalMalformed
        case .unknownDoor: todayRefusalUnknownDoor
        case .unknownBuilding: todayRefusalUnknownBuilding
        case .unknownPerson: todayRefusalUnknownPerson
        case .unknownAttempt: todayRefusalUnknownAttempt
        case .outcomeDoesNotFit: todayRefusalOutcomeDoesNotFit
        case .badText: todayRefusalBadText
        case .erased: todayRefusalErased
        case .doorTaken: todayRefusalDoorTaken
        case .revoked: todayRefusalRevoked
        }
    }
}

import TurfwalkCore

/// What one does on the Walk screen without opening a door.
extension WalkModel {
    /// Whether the next stop takes one tap: a flyer in its letterbox.
    public var isFlyerJob: Bool { list?.summary.job == .flyer }

    /// A flyer in each letterbox of the next stop.
    public func deliver() {
        guard let stop = next?.stop, isFlyerJob else { return }
        let count = UInt16(clamping: stop.doors.count)
        tried(stop, .literatureDropped(count: count)) { _ in .literatureDropped(count: 1) }
    }

    /// Passes the next stop by for now: it comes again at the end.
    public func skip() {
        guard let stop = next?.stop else { return }
        tried(stop, .skipped) { _ in .skipped }
    }

    /// The walker stands at another stop: the round goes on from there.
    public func goOn(from number: UInt32) {
        (round.from, here) = (number, number)
        round.tried.remove(number)
        list.map(find)
    }

    /// Another round, to those where nobody could be reached.
    public func goAgain() {
        (round, here) = (Round(isAgain: true), nil)
        list.map(find)
    }

    /// Notes that something was recorded at a stop, which is where the walker stands now.
    func noteTried(_ number: UInt32) {
        round.tried.insert(number)
        here = number
    }

    func noteUndone(_ number: UInt32) {
        round.tried.remove(number)
    }

    /// Records at a stop's entrance, or at each of its doors where it has none.
    private func tried(_ stop: StopView, _ ofBuilding: Outcome, _ ofDoor: (DoorId) -> Outcome) {
        let attempts =
            if let building = stop.building {
                [app.attempt(.building(building), ofBuilding, list?.summary)]
            } else {
                stop.doors.map { app.attempt(.door($0), ofDoor($0), list?.summary) }
            }
        let texts = app.texts
        let isFlyer = if case .literatureDropped = ofBuilding { true } else { false }
        let words =
            isFlyer ? texts.walkRecorded(outcome: texts.outcome(ofBuilding)) : texts.walkSkipped
        app.record(
            attempts, saying: words, at: texts.address(stop),
            stop: StopPlace(list: id, number: stop.number))
    }
}

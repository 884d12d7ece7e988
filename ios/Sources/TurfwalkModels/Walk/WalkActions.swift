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
        whereabouts = .at(number)
        refresh()
    }

    /// The channel by which this list's job contacts people.
    var channel: Channel { list?.summary.job == .flyer ? .flyer : .door }

    /// Notes that something was recorded at a stop, from which the walker goes on.
    func noteTried(_ number: UInt32) {
        whereabouts = .left(number)
    }

    /// Notes that it was taken back: the walker is there again.
    func noteUndone(_ number: UInt32) {
        whereabouts = .at(number)
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

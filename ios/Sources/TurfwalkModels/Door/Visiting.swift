import TurfwalkCore

/// What all screens of a door share: recording at it, and where one goes from there.
extension AppModel {
    /// The list on which one came to a door.
    func list(of place: DoorPlace) -> ListSummary? {
        guard let stop = place.stop else { return nil }
        return walk(of: stop)?.list?.summary ?? known?.first { $0.id == stop.list }
    }

    func address(of place: DoorPlace) -> String? {
        (try? phone?.door(id: place.door, channel: .door, atMs: nowMs)).map { texts.address($0.door) }
    }

    /// Records an outcome at a door. A note that was written here a moment before goes along: the
    /// outcome takes the place of the attempt that carried it. With a `note` of its own it does
    /// not, so that both stay.
    func recordHere(
        _ outcome: Outcome, for target: Target, at place: DoorPlace, saying words: String, note: Note? = nil
    ) -> Bool {
        let noted = note == nil ? notes.removeValue(forKey: target) : nil
        let attempt = attempt(target, outcome, list(of: place), note: note ?? noted?.note)
        return capture(words, at: address(of: place), stop: place.stop) { phone, made in
            if let noted {
                made(try phone.correct(earlier: noted.op, attempt: attempt))
            } else {
                made(try phone.record(attempt: attempt))
            }
        }
    }

    /// Leaves a door: to the next one where somebody has been let into a building, else to the
    /// walk.
    func leave(_ place: DoorPlace) {
        guard let stop = place.stop else { return back() }
        let below = screens.prefix { screen in
            if case .door = screen { false } else { true }
        }
        if let entrance = models[.entrance(stop)] as? EntranceModel {
            entrance.refresh()
            if entrance.isIn, let next = entrance.next(after: place.door) {
                return show(below + [.door(DoorPlace(door: next, stop: stop))])
            }
            if entrance.next(after: nil) == nil {
                return show(Array(below.prefix { $0 != .entrance(stop) }))
            }
        }
        show(Array(below))
    }
}

/// A note that was written at a door before anything else was recorded there.
struct Noted {
    let op: OpId
    let note: Note
}

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

    /// Records an outcome at a door. A note that waits for it goes along, unless it has its own.
    func recordHere(
        _ outcome: Outcome, for target: Target, at place: DoorPlace, saying words: String, note: Note? = nil
    ) -> Bool {
        let attempt = attempt(target, outcome, list(of: place), note: note)
        return record([attempt], saying: words, at: address(of: place), stop: place.stop)
    }

    /// Leaves a door after something was recorded about `target`: to the next one where somebody
    /// has been let into a building, else to the walk. Stays where others may still be met.
    func leave(_ place: DoorPlace, after target: Target) {
        let channel: Channel = list(of: place)?.job == .flyer ? .flyer : .door
        let stays = try? phone?.stays(id: place.door, met: target, channel: channel, atMs: nowMs)
        if stays == true {
            return show(Array(screens.prefix { $0 != .door(place) }) + [.door(place)])
        }
        guard let stop = place.stop else { return back() }
        let below = screens.prefix { screen in
            if case .door = screen { false } else { true }
        }
        if let entrance = models[.entrance(stop)] as? EntranceModel {
            entrance.refresh()
            guard let next = entrance.next(after: place.door) else {
                return show(Array(below.prefix { $0 != .entrance(stop) }))
            }
            if entrance.isIn { return show(below + [.door(DoorPlace(door: next, stop: stop))]) }
        }
        show(Array(below))
    }
}

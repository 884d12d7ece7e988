import TurfwalkCore

/// A talk, or a note, that was begun and not ended.
public struct DraftRow: Identifiable, Equatable, Sendable {
    public let id: Target
    public let place: DoorPlace
    /// "Talk begun at 214 Elm Street".
    public let text: String
    /// Only a note was written.
    public let isNote: Bool
}

extension TodayModel {
    /// Finds where the talks are that were not ended. A draft knows whom it is with, not where
    /// they live: the lists are searched, in the background.
    public func findDrafts() async {
        guard let phone = app.phone else { return }
        let atMs = app.nowMs
        do {
            let kept = try phone.drafts()
            let notes = Set(kept.filter { $0.script == nil }.map(\.target))
            let found = try await offMain { try places(of: kept.map(\.target), phone, atMs) }
            drafts = found.map { target, place, door in
                let (address, isNote) = (app.texts.address(door), notes.contains(target))
                let text = isNote ? app.texts.todayNoteAt(address: address) : app.texts.todayDraftAt(address: address)
                return DraftRow(id: target, place: place, text: text, isNote: isNote)
            }
        } catch {
            app.report(error)
        }
    }

    /// Goes on with a talk, its door and its walk below it.
    public func goOn(_ draft: DraftRow) {
        let walk = draft.place.stop.map { [Screen.walk($0.list)] } ?? []
        let begun = draft.isNote ? Screen.note(draft.id, draft.place) : .script(draft.id, draft.place)
        app.show(walk + [.door(draft.place), begun])
    }
}

private typealias Found = (target: Target, place: DoorPlace, door: Door)

private func places(of targets: [Target], _ phone: Device, _ atMs: Int64) throws -> [Found] {
    var left = Set(targets)
    var found: [Found] = []
    if left.isEmpty { return found }
    for list in try phone.walkLists() {
        for stop in try phone.walkList(id: list.id).stops {
            let place = StopPlace(list: list.id, number: stop.number)
            for id in stop.doors {
                let view = try phone.door(id: id, channel: .door, atMs: atMs)
                let here = [.door(id)] + view.people.map { Target.person($0.person.key) }
                for target in here where left.remove(target) != nil {
                    found.append((target, DoorPlace(door: id, stop: place), view.door))
                }
                if left.isEmpty { return found }
            }
        }
    }
    return found
}

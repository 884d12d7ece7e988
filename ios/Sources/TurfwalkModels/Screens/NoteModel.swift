import Foundation
import Observation
import TurfwalkCore

/// A remark about a door or a person, said by them or inferred. Core keeps it at each key stroke.
@MainActor
@Observable
public final class NoteModel: ScreenModel {
    public let target: Target
    public let place: DoorPlace
    public private(set) var text = ""
    public private(set) var basis = Basis.said
    public private(set) var aboutText = ""
    /// What is missing.
    public private(set) var wrongText: String?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ target: Target, _ place: DoorPlace) {
        self.app = app
        (self.target, self.place) = (target, place)
        if let kept = try? app.phone?.draft(target: target) { (text, basis) = (kept.note, kept.basis) }
        refresh()
    }

    /// Each key stroke.
    public func type(_ text: String) {
        (self.text, wrongText) = (text, nil)
        keep()
    }

    /// How it is known.
    public func say(_ basis: Basis) {
        self.basis = basis
        keep()
    }

    /// Saves the note: it joins what was recorded here last, if the app has recorded it, or goes
    /// along with the next outcome.
    public func save() {
        guard let note = written() else { return }
        if join(note) != false { app.back() }
    }

    /// Records the note by itself: nothing else has happened.
    public func saveAlone() {
        guard let note = written() else { return }
        if let isSaved = join(note) {
            if isSaved { app.back() }
        } else if app.recordHere(.skipped, for: target, at: place, saying: app.texts.noteSaved, note: note) {
            app.leave(place, after: target)
        }
    }

    private func written() -> Note? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        wrongText = text.isEmpty ? app.texts.noteMissing : nil
        return text.isEmpty ? nil : Note(text: text, basis: basis)
    }

    /// Adds the note to what was just recorded; whether that went well, or nothing if nothing was.
    private func join(_ note: Note) -> Bool? {
        guard let earlier = app.recordedLast(target, at: place) else { return nil }
        let attempt = app.attempt(target, earlier.attempt.outcome, app.list(of: place), note: note)
        return app.capture(app.texts.noteSaved, at: app.address(of: place)) { phone, made in
            made(try phone.correct(earlier: earlier.op, attempt: attempt))
        }
    }

    private func keep() {
        do {
            try app.phone?.keepNote(target: target, text: text, basis: basis)
        } catch {
            app.report(error)
        }
    }

    func refresh() {
        let view = try? app.phone?.door(id: place.door, channel: .door, atMs: app.nowMs)
        let person = view?.people.first { target == .person($0.person.key) }?.person
        aboutText = person.map { app.texts.noteAboutPerson(name: $0.name) } ?? app.texts.noteAboutDoor
    }
}

extension AppModel {
    /// What this app has recorded about somebody and nobody has added to, since it was opened.
    func recordedLast(_ target: Target, at place: DoorPlace) -> AttemptRow? {
        let view = try? phone?.door(id: place.door, channel: .door, atMs: nowMs)
        let last = view?.attempts.last { $0.attempt.target == target }
        return last.flatMap { made.contains($0.op) && $0.attempt.note == nil ? $0 : nil }
    }
}

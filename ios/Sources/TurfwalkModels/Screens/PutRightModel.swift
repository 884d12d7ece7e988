import Foundation
import Observation
import TurfwalkCore

/// What is held of somebody that is other than shown: put right here, and what came of it. Core keeps
/// what is typed at each key stroke, until it is saved.
@MainActor
@Observable
public final class PutRightModel: ScreenModel {
    /// What is typed or tapped between the two taps of putting something right.
    public enum Ask: String, Identifiable, Sendable {
        case name, language, phone

        public var id: String { rawValue }
    }

    public let place: DoorPlace
    /// Whose: a person's, or the door's for all who live behind it.
    public var about: Target { didSet { refresh() } }
    public private(set) var people: [Person] = []
    public private(set) var isMovedAway = false
    public private(set) var phones: [String] = []
    /// What was put right, newest first.
    public private(set) var history: [PutRightRow] = []
    public private(set) var asking: Ask?
    public var text = "" { didSet { if text != oldValue { keep() } } }
    /// What is missing.
    public private(set) var wrongText: String?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ about: Target, _ place: DoorPlace) {
        self.app = app
        (self.about, self.place) = (about, place)
        refresh()
    }

    /// Those who live here, and all of them; no choice where there is only one.
    public var choices: [(about: Target, title: String)] {
        if people.isEmpty { return [] }
        return people.map { (.person($0.key), $0.name) } + [(.door(place.door), app.texts.putRightEverybody)]
    }

    public var mayName: Bool { changeFits(change: .name(""), target: about) }
    public var moveText: String? {
        guard changeFits(change: .movedAway(true), target: about) else { return nil }
        return isMovedAway ? app.texts.putRightNotMoved : app.texts.putRightMoved
    }

    /// The first tap: on with what was begun; a name is changed, not written anew.
    public func ask(_ what: Ask) {
        (asking, wrongText) = (nil, nil)
        let begun = (try? app.phone?.changesBegun(about: about)) ?? []
        text = begun.lazy.compactMap(what.text).first ?? (what == .name ? name ?? "" : "")
        asking = what
    }

    public func stopAsking() { asking = nil }

    /// What was typed.
    public func save() { pick(text) }

    /// What was typed or tapped.
    public func pick(_ text: String) {
        let told = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let asking else { return }
        guard !told.isEmpty, asking != .name || told != name else {
            wrongText = asking == .phone ? app.texts.putRightPhoneMissing : app.texts.addNameMissing
            return
        }
        record(asking.change(told))
    }

    /// Lives here no more, or does after all: a tap each.
    public func move() { record(.movedAway(!isMovedAway)) }

    public func removePhone(_ number: String) { record(.removePhone(number)) }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            people = try phone.door(id: place.door, channel: .door, atMs: app.nowMs).people.map(\.person)
            let facts = try phone.facts(about: about)
            (isMovedAway, phones) = (facts.movedAway, facts.phones)
            history = facts.history.reversed().map { PutRightRow($0, app.texts, nowMs: app.nowMs) }
        } catch {
            app.report(error)
        }
    }

    private var name: String? { people.first { about == .person($0.key) }?.name }

    private func keep() {
        guard let asking else { return }
        wrongText = nil
        let isNews = asking != .name || text != name
        do {
            try app.phone?.keepChange(about: about, change: asking.change(isNews ? text : ""))
        } catch {
            app.report(error)
        }
    }

    private func record(_ change: Change) {
        let words = app.texts.change(change)
        let isRecorded = app.capture(words, at: app.address(of: place), canUndo: false) { phone, made in
            made(try phone.edit(about: about, change: change, atMs: app.nowMs))
        }
        guard isRecorded, let kept = app.recorded, let row = history.first else { return }
        asking = nil
        app.recorded = Recorded(
            ops: kept.ops, words: "\(row.text)\n\(row.fateText)", address: kept.address, stop: nil, canUndo: false)
    }
}

extension PutRightModel.Ask {
    func change(_ text: String) -> Change {
        switch self {
        case .name: .name(text)
        case .language: .language(text)
        case .phone: .addPhone(text)
        }
    }

    /// What was typed, if the change is of this kind.
    func text(_ change: Change) -> String? {
        switch (self, change) {
        case (.name, .name(let text)), (.language, .language(let text)), (.phone, .addPhone(let text)): text
        default: nil
        }
    }
}

/// Something that was put right.
public struct PutRightRow: Identifiable, Equatable, Sendable {
    public let id: OpId
    /// "Name: Ada Lind".
    public let text: String
    public let fate: Fate
    /// What came of it: "An organizer will look".
    public let fateText: String
    /// When; and "on this phone" while the server has not numbered it.
    public let remark: String

    init(_ past: Past, _ texts: Texts, nowMs: Int64) {
        id = past.row.op
        text = texts.change(past.row.edit.change)
        fate = past.fate
        fateText = texts.fate(past.fate)
        let moment = texts.moment(past.row.edit.atMs, now: nowMs)
        remark = past.row.rank == nil ? "\(moment) · \(texts.doorHistoryUnsent)" : moment
    }
}

extension Texts {
    func change(_ change: Change) -> String {
        switch change {
        case .name(let name): putRightSaidName(name: name)
        case .movedAway(let isSo): isSo ? putRightMoved : putRightNotMoved
        case .deceased: putRightSaidDeceased
        case .language(let language): putRightSaidLanguage(name: language)
        case .addPhone(let number): putRightSaidPhone(number: number)
        case .removePhone(let number): putRightRemovePhone(number: number)
        }
    }

    func fate(_ fate: Fate) -> String {
        switch fate {
        case .holds: putRightHolds
        case .replaced: putRightReplaced
        case .noEffect: putRightNoEffect
        case .waits: putRightWaits
        case .accepted: putRightAccepted
        case .refused: putRightRefused
        }
    }
}

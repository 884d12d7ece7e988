import TurfwalkCore

/// A person at a door: no more than one needs to ask for them.
public struct PersonRow: Identifiable, Equatable, Sendable {
    public let id: PersonKey
    public let name: String
    public let partyText: String?
    /// What was put right of them: that they have moved, the language to speak.
    public let facts: [String]
    /// Why they may not be contacted now.
    public let holdText: String?
    /// Whether a talk with them was begun and not ended.
    public let hasDraft: Bool

    init(_ view: PersonView, _ texts: Texts, _ quiet: QuietHours?, hasDraft: Bool) {
        id = view.person.key
        name = view.person.name
        partyText = view.person.party.map(texts.doorParty)
        facts =
            (view.movedAway ? [texts.putRightMoved] : [])
            + (view.language.map { [texts.putRightSaidLanguage(name: $0)] } ?? [])
        holdText = view.hold.map { texts.hold($0, quiet) }
        self.hasDraft = hasDraft
    }
}

/// Something tried here before.
public struct HistoryRow: Identifiable, Equatable, Sendable {
    public let id: OpId
    /// "Not home, yesterday at 17:30".
    public let text: String
    /// Whom it was about, where that is not the door.
    public let name: String?
    public let noteText: String?
    /// "on this phone" while the server has not numbered it; "sent late".
    public let remark: String?
    public let answers: [String]

    init(_ row: AttemptRow, _ view: DoorView, _ texts: Texts, nowMs: Int64) {
        id = row.op
        let attempt = row.attempt
        text = texts.doorHistoryRow(
            outcome: texts.outcome(attempt.outcome), moment: texts.moment(attempt.atMs, now: nowMs))
        name = view.people.first { attempt.target == .person($0.person.key) }?.person.name
        noteText = attempt.note.map { note in
            switch note.basis {
            case .said: texts.doorNoteSaid(note: note.text)
            case .inferred: texts.doorNoteInferred(note: note.text)
            }
        }
        remark = row.rank == nil ? texts.doorHistoryUnsent : row.late ? texts.doorHistoryLate : nil
        answers = if case .canvassed(_, let answers) = attempt.outcome { answers.map(\.value) } else { [] }
    }
}

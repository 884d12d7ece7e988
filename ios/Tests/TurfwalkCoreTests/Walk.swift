import Foundation
import Testing
import TurfwalkCore

/// A noon in 1970: no quiet hours, nobody spoken to a moment ago.
let noonMs: Int64 = 12 * 3_600_000

extension Receipts {
    var inWords: String { "\(onPhone) on phone, \(safe) safe on server" }
}

extension Device {
    func stop(_ list: ListView, _ number: UInt32) throws -> StopView {
        try #require(try walkList(id: list.summary.id).stops.first { $0.number == number })
    }

    func people(at door: DoorId) throws -> [Person] {
        try self.door(id: door, channel: .door, atMs: noonMs).people
            .filter { $0.hold == nil }
            .map(\.person)
    }
}

func attempt(_ target: Target, _ outcome: Outcome, _ list: WalkListId? = nil, note: Note? = nil) -> Attempt {
    Attempt(
        target: target, channel: .door, outcome: outcome,
        atMs: Int64(Date.now.timeIntervalSince1970 * 1_000), list: list, note: note)
}

struct Alone {
    let stop: UInt32
    let op: OpId
}

struct Corrected {
    let door: DoorId
    let slip: OpId
    let correction: OpId
}

struct Added {
    let door: DoorId
    let key: PersonKey
    let op: OpId
    let attempt: OpId
}

/// A canvasser on the way: each open stop once, in walking order.
final class Walk {
    private let phone: Device
    private let list: ListView
    private let script: Script
    private var entrances: ArraySlice<StopView>
    private var homes: ArraySlice<StopView>
    private(set) var stopsWalked = 0

    init(_ phone: Device, _ list: ListView) throws {
        self.phone = phone
        self.list = list
        script = try phone.script(id: try #require(list.summary.script))
        let open = list.stops.filter { $0.state == .open }
        entrances = open.filter { $0.building != nil }[...]
        homes = open.filter { $0.building == nil }[...]
    }

    func triesEveryOutcome() throws -> [OpId] {
        try forPeople.map { try record(.person(try somebody()), $0) }
            + forDoors.map { try record(.door(try home().doors[0]), $0) }
            + forBuildings.map { try record(.building(try entrance()), $0) }
    }

    func talksAlongTheBranches() throws -> [OpId] {
        let paths = [
            [("support", "yes"), ("help", "no"), ("issue", "the buses")],
            [("support", "leaning"), ("help", "yes"), ("issue", "the bridge")],
            [("support", "undecided"), ("issue", "the rent")],
            [("support", "no")],
        ]
        return try paths.map { try record(.person(try somebody()), try talk($0)) }
    }

    func takesBack() throws -> [OpId] {
        let door = try home().doors[0]
        let slip = try record(.door(door), .vacant)
        #expect(try phone.door(id: door, channel: .door, atMs: noonMs).state == .done)
        let undo = try phone.retract(attempt: slip)
        #expect(try phone.door(id: door, channel: .door, atMs: noonMs).state == .open)
        return [slip, undo]
    }

    func leavesAloneAtOnce() throws -> Alone {
        let stop = try home()
        let door = stop.doors[0]
        let op = try record(.door(door), .doNotContact(scope: .door))
        let hold = try phone.door(id: door, channel: .door, atMs: noonMs).hold
        #expect(hold == .leaveAlone(.asked))
        let after = try phone.stop(list, stop.number)
        #expect(after.state == .leaveAlone)
        #expect(after.doors.isEmpty)
        return Alone(stop: stop.number, op: op)
    }

    func correctsASlip() throws -> Corrected {
        let door = try home().doors[0]
        let person = Target.person(try phone.people(at: door)[0].key)
        let slip = try record(person, .refused)
        let meant = attempt(person, try talk([("support", "no")]), list.summary.id)
        let correction = try phone.correct(earlier: slip, attempt: meant)
        let counted = try phone.door(id: door, channel: .door, atMs: noonMs).attempts
        #expect(counted.map(\.op) == [correction])
        #expect(counted.map(\.attempt.supersedes) == [slip])
        return Corrected(door: door, slip: slip, correction: correction)
    }

    func addsSomebody() throws -> Added {
        let door = try home().doors[0]
        let op = try phone.addPerson(door: door, name: "Robin Newcomer")
        let key = PersonKey.made(op)
        #expect(try phone.people(at: door).first { $0.key == key }?.name == "Robin Newcomer")
        let note = Note(text: "moved in last week", basis: .said)
        let call = attempt(.person(key), .callBack(when: "Thursday evening"), list.summary.id, note: note)
        return Added(door: door, key: key, op: op, attempt: try phone.record(attempt: call))
    }

    /// Answers as the script asks: these questions, in this order, and none after them.
    private func talk(_ path: [(String, String)]) throws -> Outcome {
        var answers: [Answer] = []
        for (key, value) in path {
            #expect(nextQuestion(script: script, answers: answers)?.key == key)
            answers.append(Answer(question: key, value: value))
            #expect(answerAllowed(script: script, answer: answers.last!))
        }
        #expect(nextQuestion(script: script, answers: answers) == nil)
        let drift = Answer(question: "support", value: "as the wind blows")
        #expect(!answerAllowed(script: script, answer: drift))
        return .canvassed(script: ScriptVersion(id: script.id, version: script.version), answers: answers)
    }

    private func record(_ target: Target, _ outcome: Outcome) throws -> OpId {
        #expect(outcomeFits(outcome: outcome, target: target))
        return try phone.record(attempt: attempt(target, outcome, list.summary.id))
    }

    /// The next open stop with one door and somebody behind it.
    private func home() throws -> StopView {
        stopsWalked += 1
        while let stop = homes.popFirst() {
            if try !phone.people(at: stop.doors[0]).isEmpty { return stop }
        }
        throw WalkedOut()
    }

    private func entrance() throws -> BuildingId {
        stopsWalked += 1
        return try #require(entrances.popFirst()?.building)
    }

    private func somebody() throws -> PersonKey {
        try phone.people(at: try home().doors[0])[0].key
    }
}

/// The list has no more stops of the kind that the scenario needs.
struct WalkedOut: Error {}

private let forPeople: [Outcome] = [
    .notHome,
    .refused,
    .hostile,
    .moved,
    .deceased,
    .language(language: "pt"),
    .callBack(when: "after six"),
    .wrongPerson,
    .alreadyVoted,
    .doNotContact(scope: .person),
    .doNotContact(scope: .household),
    .doNotReturn,
    .skipped,
]

private let forDoors: [Outcome] = [
    .notHome,
    .literatureDropped(count: 2),
    .noSolicitingSign,
    .noJunkMail,
    .hazard,
    .vacant,
    .notFound,
    .demolished,
    .business,
    .doNotReturn,
    .inaccessible(why: "a gate"),
]

private let forBuildings: [Outcome] = [
    .inaccessible(why: "the caretaker was out"),
    .noLetterboxes,
    .partial,
    .literatureDropped(count: 40),
    .hazard,
    .notFound,
    .demolished,
    .skipped,
]

import Foundation
import Testing
import TurfwalkCore

/// The offline day, the same as in OfflineDayTest.kt, against the server of with-server.sh.
@Suite struct OfflineDayTests {
    @Test func whatIsRecordedOfflineSurvivesClosingAndIsSafeAfterASync() async throws {
        let file = try phoneFile("day")
        // Each phone is closed when the function that opened it returns.
        let day = try await morning(file)
        try await evening(file, day)
        try await aSecondPhoneSeesIt(try phoneFile("other"), day)
    }

    @Test func aPhoneThatHasNotJoinedSaysSo() async throws {
        let phone = try Device.open(path: try phoneFile("new"))
        #expect(try !phone.isJoined())
        await #expect(throws: DeviceError.NotJoined(message: notJoined)) { try await phone.sync() }
        #expect(throws: DeviceError.NotHere(message: notHere)) {
            try phone.walkList(id: WalkListId(value: 4_000_000))
        }
    }

    @Test func aFileThatIsNoDatabaseIsLeftAsItIs() throws {
        let file = try phoneFile("damaged")
        let text = String(repeating: "not a database, ", count: 512)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(throws: DeviceError.Damaged(message: damaged)) { try Device.open(path: file) }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    private struct Day {
        let list: ListView
        let recorded: Int
        let alone: Alone
        let corrected: Corrected
        let added: Added
    }

    private func morning(_ file: String) async throws -> Day {
        let phone = try Device.open(path: file)
        try await joinsByItsOwnInviteOnly(phone)
        _ = try await phone.sync()
        let list = try fetchesTheListInOneCall(phone)
        #expect(try phone.receipts().inWords == "0 on phone, 0 safe on server")

        try await Network.off()
        let walk = try Walk(phone, list)
        var ops = try walk.triesEveryOutcome() + walk.talksAlongTheBranches() + walk.takesBack()
        let alone = try walk.leavesAloneAtOnce()
        let corrected = try walk.correctsASlip()
        let added = try walk.addsSomebody()
        ops += [alone.op, corrected.slip, corrected.correction, added.op, added.attempt]
        #expect(walk.stopsWalked == 40)
        try refusesWhatDoesNotFit(phone, added.door)
        try goesOnFromElsewhere(phone, list)
        ops += try await recordsFiftyAtOnce(phone, list, added.door)
        #expect(Set(ops).count == ops.count)
        #expect(try phone.receipts().inWords == "\(ops.count) on phone, 0 safe on server")
        await #expect(throws: DeviceError.Offline(message: offline)) { try await phone.sync() }
        return Day(list: list, recorded: ops.count, alone: alone, corrected: corrected, added: added)
    }

    private func evening(_ file: String, _ day: Day) async throws {
        let phone = try Device.open(path: file)
        let n = day.recorded
        #expect(try phone.receipts().inWords == "\(n) on phone, 0 safe on server")
        #expect(try phone.stop(day.list, day.alone.stop).state == .leaveAlone)
        await #expect(throws: DeviceError.Offline(message: offline)) { try await phone.sync() }

        try await Network.on()
        let sent = try await withThrowingTaskGroup(of: SyncReport.self) { calls in
            for _ in 1...5 {
                calls.addTask { try await phone.sync() }
            }
            return try await calls.reduce(0) { $0 + $1.sent }
        }
        #expect(sent == UInt64(n))
        #expect(try phone.receipts().inWords == "\(n) on phone, \(n) safe on server")
        #expect(try phone.refused().isEmpty)
        print(try phone.receipts().inWords)
    }

    private func aSecondPhoneSeesIt(_ file: String, _ day: Day) async throws {
        let phone = try Device.open(path: file)
        let (used, own) = (try variable("TURFWALK_INVITE_SWIFT_1"), try variable("TURFWALK_INVITE_SWIFT_2"))
        await #expect(throws: DeviceError.Rejected(message: rejected)) {
            try await phone.join(invite: used, name: "Other")
        }
        try await phone.join(invite: own, name: "Other")
        _ = try await phone.sync()
        #expect(try phone.stop(day.list, day.alone.stop).state == .leaveAlone)
        let rows = try phone.door(id: day.corrected.door, channel: .door, atMs: noonMs).attempts
        let row = try #require(rows.first { $0.op == day.corrected.correction })
        #expect(row.rank != nil)
        #expect(row.attempt.supersedes == day.corrected.slip)
        let view = try phone.door(id: day.added.door, channel: .door, atMs: noonMs)
        #expect(view.people.contains { $0.person.key == day.added.key && $0.person.name == "Robin Newcomer" })
        #expect(view.attempts.contains { $0.attempt.target == .person(day.added.key) })
        #expect(view.attempts.count { $0.attempt.outcome == .notHome } == 50)
        #expect(try phone.receipts().inWords == "0 on phone, 0 safe on server")
    }

    private func joinsByItsOwnInviteOnly(_ phone: Device) async throws {
        let invite = try variable("TURFWALK_INVITE_SWIFT_1")
        let parts = invite.split(separator: "#")
        await #expect(throws: DeviceError.BadInvite(message: badInvite)) {
            try await phone.join(invite: "my invite", name: "Swift")
        }
        await #expect(throws: DeviceError.Rejected(message: rejected)) {
            try await phone.join(invite: "\(parts[0])#NO-SUCH-CODE", name: "Swift")
        }
        // The right code, but nobody listens at port 1.
        await #expect(throws: DeviceError.Offline(message: offline)) {
            try await phone.join(invite: "http://127.0.0.1:1/join#\(parts[1])", name: "Swift")
        }
        #expect(try !phone.isJoined())
        try await phone.join(invite: invite, name: "Swift")
        #expect(try phone.isJoined())
    }

    private func fetchesTheListInOneCall(_ phone: Device) throws -> ListView {
        let summaries = try phone.walkLists()
        try #require(summaries.count == 1)
        let before = ContinuousClock.now
        let list = try phone.walkList(id: summaries[0].id)
        print("\(list.stops.count) stops came in one call, in \(ContinuousClock.now - before)")
        #expect(list.stops.count >= 1_000)
        #expect(list.summary == summaries[0])
        // A door that somebody has added stands beside its neighbour, with a number after all others.
        #expect(list.stops.map(\.number).sorted() == Array(1...UInt32(list.stops.count)))
        return list
    }

    private func refusesWhatDoesNotFit(_ phone: Device, _ door: DoorId) throws {
        let before = try phone.receipts()
        let person = Target.person(try phone.people(at: door)[0].key)
        #expect(throws: DeviceError.Refused(message: refused)) {
            try phone.record(attempt: attempt(person, .demolished))
        }
        #expect(!outcomeFits(outcome: .demolished, target: person))
        #expect(try phone.receipts() == before)
    }

    private func goesOnFromElsewhere(_ phone: Device, _ list: ListView) throws {
        let id = list.summary.id
        let from = list.stops.last?.at
        let hour = WalkWish(style: .quickest, from: from, to: .start, minutes: 60)
        let own = try phone.replan(id: id, wish: hour)
        #expect(own.summary.replanned)
        #expect(own.stops.count + own.leftOut.count == list.stops.count)
        let open = own.stops.filter { $0.state == .open || $0.state == .tryAgain }.map(\.number)
        let way = try phone.way(id: id)
        #expect(way.map(\.from) == Array(open.dropLast()))
        #expect(way.map(\.to) == Array(open.dropFirst()))
        #expect(way.allSatisfy { $0.onStreets && !$0.line.isEmpty })
        #expect(try !phone.asListed(id: id).summary.replanned)
    }

    private func recordsFiftyAtOnce(_ phone: Device, _ list: ListView, _ door: DoorId) async throws -> [OpId] {
        try await withThrowingTaskGroup(of: OpId.self) { calls in
            for _ in 1...50 {
                calls.addTask {
                    _ = try phone.door(id: door, channel: .door, atMs: noonMs)
                    return try phone.record(attempt: attempt(.door(door), .notHome, list.summary.id))
                }
            }
            return try await calls.reduce(into: []) { $0.append($1) }
        }
    }
}

private let notJoined = "this phone has not joined a campaign; scan the organizer's invite"
private let notHere = "this walk list is not on this phone; sync, then open the list again"
private let badInvite =
    "this is not an invite; scan the organizer's code again, or type the link as printed"
private let rejected =
    "this invite can't be used: it is wrong, over, or used by another phone; ask the organizer for a new one"
private let offline =
    "the server can't be reached; what you recorded is kept and will be sent later"
private let damaged = "the phone's database is damaged"
private let refused = "the outcome does not fit whom it was recorded for"

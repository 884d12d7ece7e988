import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// The offline day through the models, which is what the screens show: join, walk 40 stops with
/// every outcome, get killed, sync, and meet a second phone that stood at the same door.
@MainActor
@Suite struct OfflineDayTests {
    @Test func aDayOfTapsIsOnTheServerAndOnAnotherPhoneInTheEvening() async throws {
        let (phone, other) = (try TestPhone("day"), try TestPhone("day-other"))
        let app = try await joins(phone)
        let second = try await other.joined(as: "Second")
        try await Network.off()
        let day = try await walksFortyStops(app)
        let shared = try conflicts(app, second)
        app.backToToday()
        #expect(try app.front.today().receiptsText.hasPrefix("\(day.ops) on this phone, 0 safe"))
        #expect(try app.front.today().unsentText == app.texts.todayUnsent(count: Int(day.ops)))
        await app.sync()
        #expect(app.syncProblem?.sentence == app.texts.errorOffline)
        app.close()

        let again = phone.start()
        #expect(try again.front.today().receiptsText.hasPrefix("\(day.ops) on this phone, 0 safe"))
        try await Network.on()
        await again.sync()
        #expect(again.syncProblem == nil)
        #expect(try again.front.today().receiptsText == "\(day.ops) on this phone, \(day.ops) safe on the server")
        #expect(try again.front.today().refusedTexts.isEmpty)
        await second.sync()
        await again.sync()
        try bothSee(shared, again, second)
        try await restIsTheSame(again, second, day.list)
    }

    /// Joins by its own invite only, and says in words what is wrong with others.
    private func joins(_ phone: TestPhone) async throws -> AppModel {
        let app = phone.start()
        let join = try app.front.join()
        let invite = try Organizer.invite()
        let wrongs = [
            ("my invite", app.texts.errorBadInvite),
            (
                invite.replacingOccurrences(of: #"#.*"#, with: "#NO-SUCH-CODE", options: .regularExpression),
                app.texts.errorRejected
            ),
            ("http://127.0.0.1:1/join#\(invite.split(separator: "#")[1])", app.texts.joinAgainAfterLoss),
        ]
        for (code, sentence) in wrongs {
            (join.code, join.name) = (code, "Day")
            await join.join()
            #expect(join.problem?.sentence == sentence)
        }
        join.scanned(invite)
        await join.join()
        try phone.setToAnHourForVisits(app)
        let today = try app.front.today()
        #expect(today.lists.count == 1)
        #expect(today.receiptsText == app.texts.todayReceiptsNone)
        #expect(today.emptyText == nil)
        return app
    }

    /// What is on the phone in the evening, the shared door included.
    private struct Day {
        let list: WalkListId
        let ops: UInt64
    }

    private func walksFortyStops(_ app: AppModel) async throws -> Day {
        let list = try app.front.today().lists[0]
        try app.front.today().open(list)
        #expect(app.screens == [.walk(list.id)])
        let walk = app.walk(list.id)
        let walker = Walker(app, walk)
        try walker.triesEveryOutcomeOfPeople()
        try walker.triesEveryOutcomeOfDoors()
        try walker.goesThroughABuilding()
        try walker.triesEveryOutcomeOfEntrances()
        try walker.talks()
        try walker.takesBack()
        try walker.leavesAlone()
        try walker.notesThenRecords()
        try walker.addsSomebody()
        try walker.skips()
        try walker.goesOnElsewhere()
        while walker.stopsWalked < 40 { try walker.isNotHome() }
        #expect(walker.stopsWalked == 40)
        try await walker.plansAgain()
        return Day(list: list.id, ops: try #require(app.phone).receipts().onPhone + 1)
    }

    /// Both phones record at one door while neither has a signal.
    private func conflicts(_ app: AppModel, _ second: AppModel) throws -> DoorPlace {
        let walk = app.walk(try app.front.today().lists[0].id)
        let stop = try #require(walk.list?.stops.last { $0.state == .open && $0.building == nil })
        let place = DoorPlace(door: stop.doors[0], stop: StopPlace(list: walk.id, number: stop.number))
        app.go(to: .door(place))
        try app.door(place).tap(named: app.texts.outcomeVacant)
        second.go(to: .door(place))
        try second.door(place).tap(named: second.texts.outcomeNotHome)
        return place
    }

    private func bothSee(_ place: DoorPlace, _ app: AppModel, _ second: AppModel) throws {
        let (one, two) = (app.door(place), second.door(place))
        #expect(one.history.map(\.id) == two.history.map(\.id))
        #expect(Set(one.history.map(\.id)).count == 2)
        #expect(one.view?.state == two.view?.state)
        #expect(one.history.allSatisfy { $0.remark == nil })
    }

    private func restIsTheSame(_ app: AppModel, _ second: AppModel, _ list: WalkListId) async throws {
        let (one, two) = (app.walk(list), second.walk(list))
        await PlanModel.backToPrint(one)
        let states = { (walk: WalkModel) in
            Dictionary(uniqueKeysWithValues: (walk.list?.stops ?? []).map { ($0.number, $0.state) })
        }
        #expect(states(one) == states(two))
        #expect(one.list?.summary.done == two.list?.summary.done)
    }
}

extension PlanModel {
    static func backToPrint(_ walk: WalkModel) async { await walk.planning().asListed() }
}

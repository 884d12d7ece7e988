import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// Days that begin well: each keeps what can be kept and says in one sentence what happened and
/// what to do.
@MainActor
@Suite struct WorseDaysTests {
    @Test func aFullDiskIsToldAndNothingThatWasRecordedIsLost() async throws {
        let app = try await TestPhone("full", disk: "TURFWALK_SMALL_DISK").joined(as: "Full")
        try standsAtADoor(app).tap(named: app.texts.outcomeNotHome)
        let device = try #require(app.phone)
        let door = try standsAtADoor(app)
        try onAFullDisk(try variable("TURFWALK_SMALL_DISK")) {
            try door.tap(named: app.texts.outcomeVacant)
            #expect(app.problem == Problem(app.texts.errorStorageFull, .tryAgain))
            #expect(app.screens.last == .door(door.place))
            #expect(try device.receipts().onPhone == 1)
        }
        app.dismissProblem()
        try door.tap(named: app.texts.outcomeVacant)
        #expect(app.problem == nil)
        #expect(try device.receipts().onPhone == 2)
    }

    @Test func aHotelsLogInPageIsNoServer() async throws {
        let app = try await TestPhone("hotel").joined(as: "Hotel")
        try await inAHotel {
            try standsAtADoor(app).tap(named: app.texts.outcomeNotHome)
            await app.sync()
            #expect(app.syncProblem == Problem(app.texts.errorNotAServer, .openNetworkPage))
            app.backToToday()
            #expect(try app.front.today().receiptsText == app.texts.todayReceipts(count: 1, safe: "0"))
        }
        await app.sync()
        #expect(app.syncProblem == nil)
        #expect(try app.front.today().receiptsText == app.texts.todayReceipts(count: 1, safe: "1"))
    }

    @Test func aServerWithAnotherKeyIsSentNothing() async throws {
        let server = try await OwnKeyServer("swift")
        defer { server.stop() }
        let app = try await TestPhone("other-key").joined(as: "Other key", by: try server.invite())
        try await server.changesItsKey()
        try standsAtADoor(app).tap(named: app.texts.outcomeNotHome)
        await app.sync()
        #expect(app.syncProblem?.sentence == app.texts.errorServerKeyChanged)
        app.backToToday()
        let today = try app.front.today()
        #expect(today.receiptsText == app.texts.todayReceipts(count: 1, safe: "0"))
        #expect(today.unsentText == app.texts.todayUnsent(count: 1))
        #expect(today.lists.count == 1)
    }

    @Test func anAppOfAnEarlierVersionHandsOnWhatItHadNotSent() async throws {
        let phone = try TestPhone("upgraded")
        let file = phone.folder.appendingPathComponent("turfwalk.db")
        try FileManager.default.copyItem(atPath: try variable("TURFWALK_OLD_PHONE"), toPath: file.path)
        let app = phone.start()
        #expect(try app.front.today().receiptsText == app.texts.todayReceipts(count: 4, safe: "2"))
        #expect(try app.front.today().unsentText == app.texts.todayUnsent(count: 2))
        // This server does not know the phone any more.
        await app.sync()
        #expect(app.syncProblem?.sentence == app.texts.errorUnauthorized)
        app.go(to: .join)
        let join = app.join()
        (join.code, join.name) = (try Organizer.invite(), "Upgraded")
        await join.join()
        #expect(join.problem == nil)
        #expect(try app.front.today().receiptsText == app.texts.todayReceipts(count: 4, safe: "4"))
        #expect(try app.front.today().refusedTexts.count == 1)
    }

    @Test func aTalkGoesOnWithTheQuestionsThatItBeganWith() async throws {
        let app = try await TestPhone("script").joined(as: "Script")
        let door = try standsAtADoor(app)
        let device = try #require(app.phone)
        let target = Target.person(door.people[0].id)
        let now = try device.script(id: try #require(door.list?.script))
        let question = Question(key: "old", text: "What did we ask before?", form: .text, branches: [])
        let begun = Script(
            id: now.id, version: now.version + 7, title: now.title, opening: now.opening, questions: [question])
        try device.keepDraft(
            draft: Draft(target: target, script: begun, answers: [], typing: "", note: "", basis: .said))
        let script = app.script(target, door.place)
        #expect(script.isResumed && script.hasChanged)
        #expect(script.question?.text == "What did we ask before?")
        script.type("about the bus")
        script.save()
        app.go(to: .door(door.place))
        #expect(app.door(door.place).history[0].answers == ["about the bus"])
        let view = try device.door(id: door.place.door, channel: .door, atMs: 0)
        let version = ScriptVersion(id: begun.id, version: begun.version)
        let answers = [Answer(question: "old", value: "about the bus")]
        #expect(view.attempts.last?.attempt.outcome == .canvassed(script: version, answers: answers))
    }

    @Test func twoWalkersShareTheListAndNoStopIsBoths() async throws {
        let one = try await TestPhone("pair-1").joined(as: "Pair 1")
        let two = try await TestPhone("pair-2").joined(as: "Pair 2")
        await one.sync()
        // Doors, not stops: a building alone may fill half an hour.
        let open = { (walk: WalkModel) in
            (walk.list?.stops ?? []).filter { $0.state == .open || $0.state == .tryAgain }.flatMap(\.doors)
        }
        let list = try one.front.today().lists[0].id
        let all = open(one.walk(list))
        var parts: [[DoorId]] = []
        for (app, number) in [(one, UInt32(1)), (two, 2)] {
            let walk = app.walk(list)
            let plan = walk.planning()
            (plan.start, plan.minutes, plan.walkers, plan.walker) = (.anywhere, 30, 2, number)
            await plan.replan()
            #expect(app.problem == nil)
            parts.append(open(walk))
        }
        #expect(Set(parts[0]).isDisjoint(with: parts[1]))
        #expect(Set(all).isSuperset(of: parts[0] + parts[1]))
        #expect(parts.allSatisfy { $0.count > 3 })
    }

    @Test func aNoteThatWaitsIsOnDiskAndCanBeRecordedAlone() async throws {
        let phone = try TestPhone("waiting-note")
        let app = try await phone.joined(as: "Waiting note")
        let door = try standsAtADoor(app)
        let (place, target) = (door.place, Target.door(door.place.door))
        app.go(to: .note(target, place))
        app.note(target, place).type("ring tw")
        app.close()

        let again = phone.start()
        #expect(try #require(again.phone).receipts().onPhone == 0)
        let today = try again.front.today()
        #expect(today.unfinished.map(\.text) == [again.texts.todayNoteAt(address: again.door(place).address)])
        today.goOn(today.unfinished[0])
        let note = again.note(target, place)
        #expect(note.text == "ring tw")
        note.type("ring twice")
        note.save()
        #expect(again.door(place).waitingNote == "ring twice")
        try again.door(place).tap(named: again.texts.outcomeVacant)
        #expect(again.door(place).history[0].noteText == again.texts.doorNoteSaid(note: "ring twice"))
        #expect(try #require(again.phone).drafts().isEmpty)

        let other = try standsAtADoor(again)
        let alone = Target.door(other.place.door)
        again.go(to: .note(alone, other.place))
        again.note(alone, other.place).type("a dog")
        again.note(alone, other.place).saveAlone()
        let history = again.door(other.place).history
        #expect(history.count == 1)
        #expect(history[0].noteText == again.texts.doorNoteSaid(note: "a dog"))
    }

    @Test func whatIsHalfTypedIsThereAfterTheAppWasKilled() async throws {
        let phone = try TestPhone("half-typed")
        let app = try await phone.joined(as: "Half typed")
        let place = try standsAtADoor(app).place
        app.go(to: .add(place))
        let add = app.add(place)
        (add.name, add.number, add.unit) = ("Ada Li", "12½", "B")
        app.back()
        app.go(to: .incident(place))
        let incident = app.incident(place)
        (incident.kind, incident.text) = (.animal, "a dog at")
        app.close()

        let again = phone.start()
        let (today, address) = (try again.front.today(), again.door(place).address)
        #expect(
            today.unfinished.map(\.text) == [
                again.texts.todayReportBegunAt(address: address), again.texts.todayNewDoorAt(address: address),
                again.texts.todayNewPersonAt(address: address),
            ])
        today.goOn(today.unfinished[0])
        let report = again.incident(place)
        #expect(report.kind == .animal && report.text == "a dog at")
        #expect(report.whereText == again.texts.incidentWhereDoor(address: again.door(place).address))
        report.send()
        #expect(report.reported.count == 1 && report.text.isEmpty)
        again.backToToday()
        #expect(today.unfinished.count == 2)
        today.goOn(today.unfinished[1])
        #expect(again.screens.last == .add(place))
        let resumed = again.add(place)
        #expect(resumed.name == "Ada Li" && resumed.number == "12½" && resumed.unit == "B")
        #expect(resumed.street == again.door(place).view?.door.street)
        resumed.addPerson()
        #expect(again.door(place).people.contains { $0.name == "Ada Li" })
        again.go(to: .add(place))
        #expect(again.add(place).name.isEmpty)
        again.add(place).addDoor()
        #expect(try #require(again.phone).begun().isEmpty)
    }

    @Test func aBuildingHasANextDoorAgainOnTheSecondRound() async throws {
        let app = try await TestPhone("second-round").joined(as: "Second round")
        let list = try app.front.today().lists[0].id
        app.go(to: .walk(list))
        let walk = app.walk(list)
        let stop = try #require(walk.list?.stops.last { $0.building != nil && $0.state == .open })
        for _ in 1...2 {
            walk.goOn(from: stop.number)
            walk.openNext()
            app.entrance(StopPlace(list: list, number: stop.number)).buzzedIn()
            var knocked = 0
            while case .door(let place) = app.screens.last {
                knocked += 1
                try app.door(place).tap(named: app.texts.outcomeNotHome)
            }
            #expect(knocked == stop.doors.count)
            #expect(app.screens == [.walk(list)])
        }
    }

    private func standsAtADoor(_ app: AppModel) throws -> DoorModel {
        let list = try app.front.today().lists[0]
        app.show([.walk(list.id)])
        return try Walker(app, app.walk(list.id)).opensTheNextHome()
    }
}

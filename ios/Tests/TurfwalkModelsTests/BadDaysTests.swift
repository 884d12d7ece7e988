import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// What goes wrong in a day, and what the screens say about it.
@MainActor
@Suite struct BadDaysTests {
    @Test func aListTakenBackAtTheDoorLeavesWhatWasRecorded() async throws {
        let phone = try TestPhone("withdrawn")
        let app = try await phone.joined(as: "Withdrawn")
        app.settings.notifies = true
        let (walk, door) = try standsAtADoor(app)
        try door.tap(named: app.texts.outcomeNotHome)
        walk.openNext()
        guard case .door(let place) = app.screens.last else { throw WalkedOut() }
        let next = app.door(place)
        app.note(.door(place.door), place).type("rings tw")
        app.incident(place).text = "a dog at"

        try Organizer.withdraw(from: Organizer.number(of: "Withdrawn"))
        await app.sync()
        #expect(next.isWithdrawn)
        #expect(next.people.isEmpty && next.history.isEmpty && next.bigChoices.isEmpty)
        app.back()
        #expect(walk.restText?.title == app.texts.walkWithdrawnTitle)
        #expect(walk.next == nil && walk.ahead.isEmpty)
        #expect(phone.told == [app.texts.notificationListWithdrawnTitle])
        app.backToToday()
        let today = try app.front.today()
        #expect(today.lists.isEmpty)
        #expect(today.newsTexts.count == 1)
        #expect(today.receiptsText == app.texts.todayReceipts(count: 1, safe: "1"))
        #expect(today.emptyText?.title == app.texts.todayEmptyTitle)
        // What was noted of somebody goes with the list; a report of an incident is its writer's.
        #expect(today.unfinished.map(\.text) == [app.texts.todayReportBegun])
        today.goOn(today.unfinished[0])
        let report = app.incident(nil)
        #expect(report.text == "a dog at")
        report.kind = .animal
        report.send()
        await app.sync()
        #expect(report.reported.map(\.state) == [.arrived])
        app.backToToday()
        #expect(today.unfinished.isEmpty && today.refused.isEmpty)
        #expect(today.receiptsText == app.texts.todayReceipts(count: 2, safe: "2"))
    }

    @Test func aPhoneThatIsShutOutLosesItsListsAndKeepsWhatIsUnsent() async throws {
        let phone = try TestPhone("revoked")
        let app = try await phone.joined(as: "Revoked")
        let (_, door) = try standsAtADoor(app)
        try door.tap(named: app.texts.outcomeNotHome)
        app.backToToday()
        try Organizer.revoke(Organizer.number(of: "Revoked"))
        await app.sync()
        let today = try app.front.today()
        #expect(today.isShutOut)
        #expect(today.lists.isEmpty)
        #expect(today.emptyText?.title == app.texts.todayShutOutTitle)

        app.go(to: .join)
        let join = app.join()
        (join.code, join.name) = (try Organizer.invite(), "Back again")
        await join.join()
        #expect(join.problem == nil)
        #expect(try app.front.today().lists.count == 1)
        #expect(app.screens.isEmpty)
    }

    @Test func aWeekWithoutTheServerLocksTheListsAndASyncOpensThem() async throws {
        let phone = try TestPhone("lease")
        let app = try await phone.joined(as: "Lease")
        let (walk, door) = try standsAtADoor(app)
        try door.tap(named: app.texts.outcomeNotHome)
        walk.openNext()
        phone.passedMs += 6 * 86_400_000
        app.comeToFront()
        app.leaveFront()
        let today = try app.front.today()
        app.backToToday()
        #expect(today.leaseText?.isEmpty == false)

        phone.passedMs += 2 * 86_400_000
        try await Network.off()
        app.go(to: .walk(walk.id))
        app.comeToFront()
        app.leaveFront()
        let locked = try app.front.locked()
        #expect(app.screens.isEmpty)
        #expect(locked.keptText == app.texts.lockedKept(count: 1))
        await locked.sync()
        #expect(locked.failedText == app.texts.lockedStillFailing(why: app.texts.errorOffline))
        app.go(to: .settings)
        #expect(app.settingsScreen().unsent == 1)
        app.back()
        app.go(to: .incident(nil))
        let incident = app.incident(nil)
        (incident.kind, incident.text) = (.unsafePlace, "ice on the st")
        app.close()

        let again = phone.start()
        let stillLocked = try again.front.locked()
        again.go(to: .incident(nil))
        let report = again.incident(nil)
        #expect(report.text == "ice on the st" && report.whereText == nil)
        report.send()
        #expect(report.reported.map(\.state) == [.onPhone])
        again.back()
        try await Network.on()
        await stillLocked.sync()
        #expect(try again.front.today().lists.count == 1)
        #expect(try again.front.today().unsentText == nil)
        #expect(try again.front.today().receiptsText == again.texts.todayReceipts(count: 2, safe: "2"))
    }

    @Test func aClockThatIsAYearOffLocksNothingAndLosesNothing() async throws {
        let phone = try TestPhone("clock")
        let app = try await phone.joined(as: "Clock")
        phone.wallOffMs -= 365 * 86_400_000
        let (_, door) = try standsAtADoor(app)
        let place = door.place
        try door.tap(named: app.texts.outcomeNotHome)
        phone.wallOffMs += 730 * 86_400_000
        app.comeToFront()
        app.leaveFront()
        #expect(try app.front.today().lists.count == 1)
        app.go(to: .door(place))
        try app.door(place).tap(named: app.texts.outcomeVacant)
        await app.sync()
        #expect(app.syncProblem == nil)
        // In the order in which they were recorded, not in that of the clock on the wall.
        let history = app.door(place).history.map(\.text)
        #expect(history.count == 2)
        #expect(history[0].hasPrefix(app.texts.outcomeVacant))
        #expect(app.door(place).history.allSatisfy { $0.remark == nil })
    }

    @Test func aTalkCutOffInMidWordGoesOnAtThatWord() async throws {
        let phone = try TestPhone("talk")
        let app = try await phone.joined(as: "Talk")
        let (_, door) = try standsAtADoor(app)
        let (place, person) = (door.place, door.people[0].id)
        door.choose(person)
        door.talk()
        let script = app.script(.person(person), place)
        let question = try #require(script.question)
        guard case .choice(let choices) = question.form else { throw WalkedOut() }
        script.choose(try #require(choices.first { $0.key == "undecided" }))
        for end in "the rent is too hi".indices { script.type(String("the rent is too hi"[...end])) }
        script.write(note: "in a hurr")
        app.close()

        let again = phone.start()
        let today = try again.front.today()
        #expect(today.unfinished.map(\.begun.what) == [.talk(with: .person(person))])
        today.goOn(today.unfinished[0])
        #expect(again.screens.count == 3)
        let resumed = again.script(.person(person), place)
        #expect(resumed.isResumed && !resumed.hasChanged)
        #expect(resumed.typing == "the rent is too hi")
        #expect(resumed.note == "in a hurr")
        #expect(resumed.answers == [Answer(question: "support", value: "undecided")])
        resumed.type("the rent is too high")
        resumed.save()
        let list = try #require(place.stop?.list)
        #expect(again.screens.last == .walk(list))
        again.go(to: .door(place))
        #expect(again.door(place).history[0].answers == ["undecided", "the rent is too high"])
        #expect(again.door(place).history[0].noteText == again.texts.doorNoteSaid(note: "in a hurr"))
        #expect(try #require(again.phone).drafts().isEmpty)
    }

    @Test func aDamagedDatabaseIsOpenedAnewAndSaysWhatCameOfIt() async throws {
        let phone = try TestPhone("damaged")
        let app = try await phone.joined(as: "Damaged")
        app.close()
        let file = phone.folder.appendingPathComponent("turfwalk.db")
        for end in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: file.path + end)
        }
        try Data(repeating: 7, count: 65_536).write(to: file)
        let again = phone.start()
        let salvaged = try again.front.salvaged()
        #expect(salvaged.foundText == again.texts.salvagedFoundNone)
        #expect(salvaged.lostText == again.texts.salvagedLostUnknown)
        salvaged.understood()
        let join = try again.front.join()
        (join.code, join.name) = (try Organizer.invite(), "Damaged no more")
        await join.join()
        #expect(try again.front.today().lists.count == 1)
    }

    @Test func anIncidentSaysHowFarItHasGot() async throws {
        let phone = try TestPhone("incident")
        let app = try await phone.joined(as: "Incident")
        try await Network.off()
        let (_, door) = try standsAtADoor(app)
        door.reportIncident()
        let incident = app.incident(door.place)
        incident.send()
        #expect(incident.wrongText == app.texts.incidentKindMissing)
        (incident.kind, incident.urgency, incident.text) = (.animal, .now, "a dog, no fence")
        incident.send()
        #expect(incident.reported.map(\.stateText) == [app.texts.incidentStateOnPhone])
        #expect(app.recorded?.words == app.texts.incidentReported)
        let device = try #require(app.phone)
        #expect(try device.nextSyncIn(now: phone.clock, random: 1) == 0)
        try await Network.on()
        await app.sync()
        #expect(incident.reported.map(\.stateText) == [app.texts.incidentStateArrived])
    }

    @Test func anAppInFrontSendsAnIncidentByItself() async throws {
        let phone = try TestPhone("front")
        let app = try await phone.joined(as: "Front")
        let (_, door) = try standsAtADoor(app)
        app.comeToFront()
        door.reportIncident()
        let incident = app.incident(door.place)
        (incident.kind, incident.text) = (.lostItem, "a bag of flyers")
        incident.send()
        for _ in 0..<300 where incident.reported.first?.state != .arrived {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(incident.reported.map(\.state) == [.arrived])
        app.leaveFront()
        #expect(phone.scheduled.count == 1)
    }

    @Test func inThePocketTheSystemAloneWakesTheAppAndSeldomWhereTheBatteryIsSaved() async throws {
        let phone = try TestPhone("pocket")
        let app = try await phone.joined(as: "Pocket")
        let (_, door) = try standsAtADoor(app)
        app.comeToFront()
        app.leaveFront()
        #expect(phone.scheduled.count == 1)
        try door.tap(named: app.texts.outcomeNotHome)
        // In front, this would go out at once.
        app.phone?.hurry()
        try await Task.sleep(for: .seconds(3))
        #expect(try #require(app.phone).receipts().safe == 0)
        #expect(phone.scheduled.count == 1)
        await app.syncInBackground()
        #expect(try #require(app.phone).receipts().safe == 1)
        #expect(phone.scheduled.count == 2)

        app.go(to: .settings)
        app.settingsScreen().change { $0.savesBattery = true }
        app.comeToFront()
        app.leaveFront()
        #expect(phone.scheduled.count == 3)
        #expect(try #require(phone.scheduled.last) >= 3_600)
        #expect(try #require(phone.scheduled.first) < 3_600)
    }

    @Test func whatIsUnsentGoesByFileAndCountsOnce() async throws {
        let phone = try TestPhone("export")
        let app = try await phone.joined(as: "Export")
        let (_, door) = try standsAtADoor(app)
        let place = door.place
        app.go(to: .settings)
        let settings = app.settingsScreen()
        await settings.export()
        #expect(settings.exportText == app.texts.settingsExportNone)
        #expect(phone.shared.isEmpty)
        try door.tap(named: app.texts.outcomeNotHome)
        app.go(to: .settings)
        let again = app.settingsScreen()
        await again.export()
        #expect(again.exportText == app.texts.settingsExported(count: 1))
        let file = try #require(phone.shared.first)
        try Organizer.turfwalk("import", "ops", file.path)
        await app.sync()
        app.go(to: .door(place))
        #expect(app.door(place).history.count == 1)
        #expect(app.door(place).history[0].remark == nil)
        #expect(again.unsent == 0)
    }

    @Test func signingOutKeepsWhatIsUnsent() async throws {
        let phone = try TestPhone("leaving")
        let app = try await phone.joined(as: "Leaving")
        let (_, door) = try standsAtADoor(app)
        try await Network.off()
        try door.tap(named: app.texts.outcomeNotHome)
        app.go(to: .settings)
        let settings = app.settingsScreen()
        #expect(settings.signOutText.contains(app.texts.settingsSignOutUnsent(count: 1)))
        settings.change { $0.language = "de" }
        #expect(app.texts.language == .de)
        settings.signOut()
        let join = try app.front.join()
        #expect(join.unsentText?.contains(app.texts.joinUnsentWaiting(count: 1)) == true)
        try await Network.on()
        await app.sync()
        #expect(join.unsentText == nil)
        app.close()
        #expect(phone.start().texts.language == .de)
    }

    private func standsAtADoor(_ app: AppModel) throws -> (WalkModel, DoorModel) {
        let list = try app.front.today().lists[0]
        app.go(to: .walk(list.id))
        let walk = app.walk(list.id)
        return (walk, try Walker(app, walk).opensTheNextHome())
    }
}

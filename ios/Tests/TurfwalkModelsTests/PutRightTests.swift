import Testing
import TurfwalkCore
import TurfwalkModels

/// What is put right of people at their door, and what comes back of it; incidents likewise.
@MainActor
@Suite struct PutRightTests {
    @Test func whatIsPutRightOfflineIsAtTheDoorAtOnceAndReachesAnotherPhone() async throws {
        let app = try await TestPhone("put-right").joined(as: "Put right")
        let second = try await TestPhone("put-right-reader").joined(as: "Reader")
        let door = try standsAtADoor(app, where: 1)
        var page = try opens(door, app)
        try await Network.off()
        page.move()
        app.back()
        #expect(door.people[0].facts == [app.texts.putRightMoved])
        page = try opens(door, app)
        page.ask(.language)
        page.pick(app.texts.outcomeLanguagePolish)
        page.ask(.phone)
        page.save()
        #expect(page.wrongText == app.texts.putRightPhoneMissing)
        page.text = "555 0100"
        page.save()
        #expect(page.asking == nil && page.phones == ["555 0100"])
        // Corrected again: they live here after all.
        page.move()
        app.back()
        #expect(door.people[0].facts == [app.texts.putRightSaidLanguage(name: app.texts.outcomeLanguagePolish)])
        page = try opens(door, app)
        #expect(page.history.allSatisfy { $0.remark.hasSuffix(app.texts.doorHistoryUnsent) })
        #expect(page.history.map(\.fate) == [.holds, .holds, .holds, .replaced])
        try await Network.on()
        await app.sync()
        await second.sync()
        second.go(to: .door(door.place))
        #expect(second.door(door.place).people[0].facts == door.people[0].facts)
        let there = second.putRight(page.about, page.place)
        #expect(there.history.map(\.id) == page.history.map(\.id))
        #expect(there.history.map(\.fate) == [.holds, .holds, .holds, .replaced])
        #expect(there.phones == ["555 0100"])
    }

    @Test func anotherNameWaitsForTheOrganizerWhoseAnswerComesBack() async throws {
        for accepted in [true, false] {
            let app = try await TestPhone("put-right-name-\(accepted)").joined(as: "Name \(accepted)")
            let (door, page) = try opensPutRight(app)
            let name = door.people[0].name
            page.ask(.name)
            #expect(page.text == name)
            page.save()
            #expect(page.wrongText == app.texts.addNameMissing)
            page.text = name + " Q"
            page.save()
            let proposal = try #require(page.history.first)
            #expect(proposal.fateText == app.texts.putRightWaits)
            #expect(app.recorded?.words.hasSuffix(app.texts.putRightWaits) == true)
            app.back()
            #expect(door.people[0].name == name)
            door.putRight()
            await app.sync()
            if accepted { try Organizer.accepts(proposal.id) } else { try Organizer.refuses(proposal.id) }
            await app.sync()
            let answered = app.putRight(page.about, page.place)
            #expect(answered.history.first?.fate == (accepted ? .accepted : .refused))
            app.back()
            #expect(door.people[0].name == (accepted ? name + " Q" : name))
        }
    }

    @Test func wordsHalfTypedAreThereAfterTheAppWasKilledUntilTheyAreSaved() async throws {
        let phone = try TestPhone("put-right-killed")
        let app = try await phone.joined(as: "Half typed")
        let (door, page) = try opensPutRight(app)
        let name = door.people[0].name
        page.ask(.phone)
        page.text = "555 01"
        page.stopAsking()
        page.ask(.language)
        #expect(page.text.isEmpty)
        page.text = "Ladi"
        // The app is gone in mid-word.
        app.close()
        let again = phone.start()
        again.go(to: .door(door.place))
        let resumed = try opens(again.door(door.place), again)
        #expect(resumed.about == page.about)
        resumed.ask(.language)
        #expect(resumed.text == "Ladi")
        resumed.stopAsking()
        resumed.ask(.phone)
        #expect(resumed.text == "555 01")
        resumed.text = "555 0123"
        resumed.save()
        #expect(resumed.phones.contains("555 0123"))
        let begun = try #require(again.phone).changesBegun(about: page.about)
        #expect(begun == [.language("Ladi")])
        resumed.ask(.name)
        #expect(resumed.text == name)
    }

    @Test func afterAWordWithOneTheDoorStaysForTheOthers() async throws {
        let app = try await TestPhone("stays").joined(as: "Stays")
        let door = try standsAtADoor(app, where: 2)
        for person in door.people.map(\.id) {
            #expect(app.screens.last == .door(door.place))
            door.choose(person)
            try door.tap(named: app.texts.outcomeCallBack, answering: "tomorrow")
        }
        guard case .walk = app.screens.last else { throw WalkedOut() }
    }

    @Test func whoTookAnIncidentInHandStandsOnThePhoneThatReportedIt() async throws {
        let app = try await TestPhone("incident").joined(as: "Incident")
        let door = try standsAtADoor(app, where: 1)
        door.reportIncident()
        let page = app.incident(door.place)
        page.kind = .animal
        page.send()
        #expect(page.reported[0].state == .onPhone)
        await app.sync()
        #expect(page.reported[0].stateText == app.texts.incidentStateArrived)
        try await Organizer.takes(page.reported[0].id)
        await app.sync()
        guard case .taken("an organizer", _) = page.reported[0].state else { throw WalkedOut() }
    }

    private func opensPutRight(_ app: AppModel) throws -> (DoorModel, PutRightModel) {
        let door = try standsAtADoor(app, where: 1)
        return (door, try opens(door, app))
    }

    private func opens(_ door: DoorModel, _ app: AppModel) throws -> PutRightModel {
        door.putRight()
        let about = Target.person(try #require(door.people.first).id)
        #expect(app.screens.last == .putRight(about, door.place))
        return app.putRight(about, door.place)
    }

    private func standsAtADoor(_ app: AppModel, where people: Int) throws -> DoorModel {
        let list = try app.front.today().lists[0]
        app.go(to: .walk(list.id))
        return try Walker(app, app.walk(list.id)).opensTheNextHome { $0 == people }
    }
}

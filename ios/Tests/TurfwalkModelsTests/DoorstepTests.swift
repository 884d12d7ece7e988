import Testing
import TurfwalkCore
import TurfwalkModels

/// What else there is to do at a door.
@MainActor
@Suite struct DoorstepTests {
    @Test func aDoorThatIsNotOnTheListIsAddedAndOpened() async throws {
        let app = try await TestPhone("add-door").joined(as: "Add door")
        let door = try standsAtADoor(app)
        door.addPerson()
        let add = app.add(door.place)
        #expect(add.street == door.view?.door.street)
        add.addDoor()
        #expect(add.wrongText == app.texts.addNumberMissing)
        (add.number, add.unit) = ("\(door.view?.door.number ?? "1")½", "B")
        add.addDoor()
        guard case .door(let place) = app.screens.last else { throw WalkedOut() }
        #expect(place.door != door.place.door)
        let new = app.door(place)
        #expect(new.address.contains("½") && new.address.contains("B"))
        #expect(app.recorded?.words == app.texts.addDoorAdded)
        try new.tap(named: app.texts.outcomeNotHome)
        await app.sync()
        #expect(app.syncProblem == nil)
        app.backToToday()
        #expect(try app.front.today().refusedTexts.isEmpty)
        #expect(try app.front.today().unsentText == nil)
    }

    @Test func theCardShowsWhatIsHeldOfOnePersonAlone() async throws {
        let app = try await TestPhone("card").joined(as: "Card")
        let door = try standsAtADoor(app)
        let person = try #require(door.view?.people.first?.person)
        door.choose(person.key)
        door.addNote()
        let note = app.note(.person(person.key), door.place)
        note.type("likes trams")
        note.say(.inferred)
        note.saveAlone()
        door.theirData()
        let card = app.theirData(door.place)
        card.person = person.key
        #expect(card.held.contains(app.texts.theirDataHeldName(name: person.name)))
        #expect(card.held.contains(app.texts.theirDataHeldNote(note: "likes trams")))
        let others = card.people.filter { $0.key != person.key }.map(\.name)
        #expect(!card.held.contains { line in others.contains { line.contains($0) } })
        card.object()
        #expect(app.screens.last == .doNotContact(.person(person.key), door.place))
    }

    @Test func aWishAgainstFlyersAloneLeavesTheDoorToBeVisited() async throws {
        let app = try await TestPhone("no-flyers").joined(as: "No flyers")
        let door = try standsAtADoor(app)
        door.doNotContact()
        let wish = app.doNotContact(.door(door.place.door), door.place)
        (wish.scope, wish.channels) = (.door, [.flyer])
        wish.confirm()
        #expect(app.recorded?.canUndo == false)
        let device = try #require(app.phone)
        let at = app.platform.clock.wallMs
        #expect(try device.door(id: door.place.door, channel: .flyer, atMs: at).hold == .leaveAlone(.asked))
        #expect(try device.door(id: door.place.door, channel: .door, atMs: at).hold == nil)
        app.go(to: .door(door.place))
        #expect(app.door(door.place).holdText == nil)
    }

    @Test func aPhoneWithoutCameraOrPositionGoesOnByTypingAndByStops() async throws {
        let phone = try TestPhone("refused")
        let app = phone.start()
        let join = try app.front.join()
        join.cameraFailed(.refused)
        #expect(join.cameraText == app.texts.joinCameraRefused)
        join.cameraFailed(.absent)
        #expect(join.cameraText == app.texts.joinCameraAbsent)
        (join.code, join.name) = (try Organizer.invite(), "Refused")
        await join.join()
        #expect(join.problem == nil)

        phone.mayPosition = false
        let settings = app.settingsScreen()
        settings.change { $0.usesPosition = true }
        #expect(settings.positionText == app.texts.settingsPositionRefused)
        let list = try app.front.today().lists[0].id
        app.go(to: .walk(list))
        let plan = app.walk(list).planning()
        plan.start = .position
        #expect(plan.positionText == app.texts.errorPositionRefused)
        plan.start = .anywhere
        #expect(plan.positionText == nil)
        await plan.replan()
        #expect(try #require(app.phone).walkLists()[0].replanned)
        app.go(to: .incident(nil))
        #expect(!app.incident(nil).canSendPosition)
    }

    private func standsAtADoor(_ app: AppModel) throws -> DoorModel {
        let list = try app.front.today().lists[0]
        app.go(to: .walk(list.id))
        return try Walker(app, app.walk(list.id)).opensTheNextHome()
    }
}

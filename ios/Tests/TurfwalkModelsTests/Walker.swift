import Testing
import TurfwalkCore
import TurfwalkModels

extension DoorModel {
    /// Taps the outcome that has this name on its button.
    func tap(named title: String, answering answer: String? = nil) throws {
        let choice = try #require((bigChoices + moreChoices).first { $0.title == title }, "no button \(title)")
        tap(choice)
        if let answer { self.answer(answer) }
    }
}

/// A canvasser who goes from stop to stop by what the screens say.
@MainActor
final class Walker {
    let app: AppModel
    let walk: WalkModel
    private(set) var stopsWalked = 0
    private var texts: Texts { app.texts }

    init(_ app: AppModel, _ walk: WalkModel) {
        (self.app, self.walk) = (app, walk)
    }

    func triesEveryOutcomeOfPeople() throws {
        let outcomes: [(String, String?)] = [
            (texts.outcomeNotHome, nil), (texts.outcomeRefused, nil), (texts.outcomeCallBack, "after six"),
            (texts.outcomeMoved, nil), (texts.outcomeWrongPerson, nil), (texts.outcomeLanguage, "Portuguese"),
            (texts.outcomeAlreadyVoted, nil), (texts.outcomeDeceased, nil), (texts.outcomeHostile, nil),
            (texts.outcomeDoNotReturn, nil),
        ]
        for (title, answer) in outcomes {
            let door = try opensTheNextHome()
            let before = try onPhone()
            let person = door.people[0].id
            door.choose(person)
            try door.tap(named: title, answering: answer)
            #expect(app.recorded?.words.hasPrefix(title) == true)
            #expect(try onPhone() == before + 1)
            #expect(app.screens.last == .walk(walk.id))
            let view = try #require(app.phone).door(id: door.place.door, channel: .door, atMs: 0)
            #expect(view.attempts.last?.attempt.target == .person(person))
        }
    }

    func triesEveryOutcomeOfDoors() throws {
        let outcomes: [(String, String?)] = [
            (texts.outcomeLiteratureDropped, nil), (texts.outcomeInaccessible, "a gate"),
            (texts.outcomeNoSolicitingSign, nil), (texts.outcomeNoJunkMail, nil), (texts.outcomeVacant, nil),
            (texts.outcomeBusiness, nil), (texts.outcomeNotFound, nil), (texts.outcomeDemolished, nil),
            (texts.outcomeHazard, nil), (texts.outcomeSkipped, nil),
        ]
        for (title, answer) in outcomes {
            let door = try opensTheNextHome()
            try door.tap(named: title, answering: answer)
            #expect(app.recorded?.words.hasPrefix(title) == true)
        }
    }

    /// Let in: the next door opens by itself until there is none.
    func goesThroughABuilding() throws {
        let entrance = try opensTheNextEntrance()
        entrance.buzzedIn()
        var doors: Set<DoorId> = []
        while case .door(let place) = app.screens.last {
            #expect(doors.insert(place.door).inserted)
            try app.door(place).tap(named: texts.outcomeNotHome)
        }
        let place = entrance.place
        let stop = try #require(walk.stop(place.number))
        #expect(doors == Set(stop.doors))
        #expect(stop.state == .tryAgain)
        #expect(app.screens == [.walk(walk.id)])
    }

    func triesEveryOutcomeOfEntrances() throws {
        let outcomes: [(String, String?)] = [
            (texts.outcomeInaccessible, "the caretaker was out"), (texts.outcomeLiteratureDropped, "12"),
            (texts.outcomeNoLetterboxes, nil),
        ]
        for (title, answer) in outcomes {
            let entrance = try opensTheNextEntrance()
            let choice = try #require(entrance.choices.first { $0.title == title })
            entrance.tap(choice)
            if let answer {
                entrance.answer(" ")
                #expect(app.problem?.sentence == texts.outcomeNeedsText)
                app.dismissProblem()
                entrance.answer(answer)
            }
            #expect(app.screens == [.walk(walk.id)])
        }
    }

    /// Four talks, on each branch of the script.
    func talks() throws {
        for path in [
            ["yes", "no", "the buses"], ["leaning", "yes", "the bridge"], ["undecided", "the rent"], ["no"],
        ] {
            let door = try opensTheNextHome()
            #expect(door.talkText == texts.doorTalk)
            door.choose(door.people[0].id)
            door.talk()
            let script = app.script(.person(door.people[0].id), door.place)
            for answer in path {
                let question = try #require(script.question)
                if case .choice(let choices) = question.form {
                    script.choose(try #require(choices.first { $0.key == answer }))
                } else {
                    for end in answer.indices { script.type(String(answer[...end])) }
                    script.next()
                }
            }
            #expect(script.question == nil)
            #expect(script.answered.count == path.count)
            script.save()
            #expect(app.screens == [.walk(walk.id)])
            #expect(walk.stop(try #require(door.place.stop).number)?.state == .done)
        }
    }

    func takesBack() throws {
        let door = try opensTheNextHome()
        let number = try #require(door.place.stop?.number)
        try door.tap(named: texts.outcomeVacant)
        #expect(walk.stop(number)?.state == .done)
        #expect(walk.next?.stop.number != number)
        app.undo()
        #expect(app.recorded?.words == texts.doorUndone)
        #expect(walk.stop(number)?.state == .open)
        #expect(walk.next?.stop.number == number)
        stopsWalked -= 1
    }

    func leavesAlone() throws {
        let door = try opensTheNextHome()
        door.doNotContact()
        let wish = app.doNotContact(.person(door.people[0].id), door.place)
        wish.scope = .door
        wish.person = nil
        wish.confirm()
        let number = try #require(door.place.stop?.number)
        #expect(app.recorded?.words == texts.doNotContactRecorded)
        #expect(walk.stop(number)?.state == .leaveAlone)
        #expect(app.door(door.place).holdText == texts.doorHoldAsked)
    }

    /// A note before the outcome goes along with it: one attempt in the end.
    func notesThenRecords() throws {
        let door = try opensTheNextHome()
        let target = Target.person(door.people[0].id)
        door.choose(door.people[0].id)
        door.addNote()
        let note = app.note(target, door.place)
        note.save()
        #expect(note.wrongText == texts.noteMissing)
        note.type("asked about the bridge")
        note.save()
        #expect(app.screens.last == .door(door.place))
        try door.tap(named: texts.outcomeRefused)
        let history = app.door(door.place).history
        #expect(history.count == 1)
        #expect(history[0].text.hasPrefix(texts.outcomeRefused))
        #expect(history[0].noteText == texts.doorNoteSaid(note: "asked about the bridge"))
        #expect(history[0].remark == texts.doorHistoryUnsent)
    }

    func addsSomebody() throws {
        let door = try opensTheNextHome()
        door.addPerson()
        let add = app.add(door.place)
        add.addPerson()
        #expect(add.wrongText == texts.addNameMissing)
        add.name = " Robin Newcomer "
        add.addPerson()
        let robin = try #require(door.people.first { $0.name == "Robin Newcomer" })
        door.choose(robin.id)
        try door.tap(named: texts.outcomeCallBack, answering: "Thursday")
        // The door stays for whom nobody has asked for yet.
        #expect(app.screens.last == .door(door.place))
        door.choose(try #require(door.people.first { $0.id != robin.id }).id)
        try door.tap(named: texts.outcomeCallBack, answering: "Friday")
        #expect(app.screens.last == .walk(walk.id))
        #expect(app.door(door.place).history.last?.name == "Robin Newcomer")
    }

    func skips() throws {
        let number = try #require(walk.next?.stop.number)
        walk.skip()
        stopsWalked += 1
        #expect(app.recorded?.words == texts.walkSkipped)
        #expect(walk.next?.stop.number != number)
    }

    /// From the stop where one stands in order, and round to those before.
    func goesOnElsewhere() throws {
        let stops = walk.list?.stops ?? []
        let open = stops.filter { $0.state == .open }.map(\.number)
        let here = open[open.count / 2]
        walk.goOn(from: here)
        #expect(walk.next?.stop.number == here)
        #expect(walk.next?.distance == texts.walkRightHere)
        let ahead = walk.ahead.flatMap(\.stops).map(\.id)
        #expect(ahead == Array(open[(open.count / 2 + 1)...] + open[..<(open.count / 2)]))
    }

    func plansAgain() async throws {
        let plan = walk.planning()
        (plan.style, plan.minutes) = (.oneSide, 60)
        await plan.replan()
        #expect(walk.list?.summary.replanned == true)
        #expect(walk.leftOutText != nil)
        await plan.asListed()
        #expect(walk.list?.summary.replanned == false)
        #expect(walk.leftOutText == nil)
    }

    func isNotHome() throws {
        let door = try opensTheNextHome()
        try door.tap(named: texts.outcomeNotHome)
    }

    /// Opens the next stop that is one home where nobody has been; others stay where they are.
    /// Somebody lives there alone, unless others are asked for: with several the door stays.
    func opensTheNextHome(where people: (Int) -> Bool = { $0 == 1 }) throws -> DoorModel {
        let stops = try #require(walk.list?.stops.filter { $0.state == .open && $0.building == nil })
        let phone = try #require(app.phone)
        for stop in stops {
            let view = try phone.door(id: stop.doors[0], channel: .door, atMs: app.platform.clock.wallMs)
            guard people(view.people.count), view.people.allSatisfy({ $0.hold == nil }), view.attempts.isEmpty
            else { continue }
            walk.goOn(from: stop.number)
            walk.openNext()
            guard case .door(let place) = app.screens.last, place.door == stop.doors[0] else { continue }
            stopsWalked += 1
            return app.door(place)
        }
        throw WalkedOut()
    }

    private func opensTheNextEntrance() throws -> EntranceModel {
        let stop = try #require(walk.list?.stops.first { $0.state == .open && $0.building != nil })
        walk.goOn(from: stop.number)
        walk.openNext()
        stopsWalked += 1
        return app.entrance(StopPlace(list: walk.id, number: stop.number))
    }

    private func onPhone() throws -> UInt64 {
        try #require(app.phone).receipts().onPhone
    }
}

/// The list has no more stops of the kind that the scenario needs.
struct WalkedOut: Error {}

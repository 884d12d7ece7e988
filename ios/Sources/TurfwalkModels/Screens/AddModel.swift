import Foundation
import Observation
import TurfwalkCore

/// A person, or a door, that is not on the list. Core keeps what is typed at each key stroke, until it
/// is added.
@MainActor
@Observable
public final class AddModel: ScreenModel {
    public let place: DoorPlace
    public var name = "" { didSet { if name != oldValue { keep(person) } } }
    public var number = "" { didSet { if number != oldValue { keep(door) } } }
    public var street = "" { didSet { if street != oldValue { keep(door) } } }
    public var unit = "" { didSet { if unit != oldValue { keep(door) } } }
    /// What is missing, or too long.
    public private(set) var wrongText: String?
    public private(set) var address = ""
    @ObservationIgnored private unowned let app: AppModel
    /// Whether the fields hold what they begin with: what changes from then on is typed.
    @ObservationIgnored private var isFilled = false

    init(_ app: AppModel, _ place: DoorPlace) {
        self.app = app
        self.place = place
        // Most new doors are in the street of the one beside them.
        street = (try? app.phone?.door(id: place.door, channel: .door, atMs: app.nowMs))?.door.street ?? ""
        for page in (try? app.phone?.begun()) ?? [] {
            switch page {
            case .person(place.door, let name): self.name = name
            case .door(place.door, let number, let street, let unit):
                (self.number, self.street, self.unit) = (number, street, unit)
            default: break
            }
        }
        isFilled = true
        refresh()
    }

    private var person: Begun { .person(door: place.door, name: name) }
    private var door: Begun { .door(beside: place.door, number: number, street: street, unit: unit) }

    private func keep(_ page: Begun) {
        guard isFilled else { return }
        wrongText = nil
        app.keep(page)
    }

    /// Adds somebody who lives here; core numbers them by the op.
    public func addPerson() {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else {
            wrongText = app.texts.addNameMissing
            return
        }
        let isAdded = app.capture(app.texts.addPersonAdded, at: address, canUndo: false) { phone, made in
            made(try phone.addPerson(door: place.door, name: name))
        }
        if isAdded { app.back() }
    }

    /// Adds a door beside this one, and opens it.
    public func addDoor() {
        let number = number.trimmingCharacters(in: .whitespacesAndNewlines)
        let street = street.trimmingCharacters(in: .whitespacesAndNewlines)
        let unit = unit.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !number.isEmpty, !street.isEmpty, let phone = app.phone else {
            wrongText = number.isEmpty ? app.texts.addNumberMissing : app.texts.addStreetMissing
            return
        }
        do {
            let door = try phone.addDoor(
                beside: place.door, number: number, street: street, unit: unit.isEmpty ? nil : unit)
            app.recorded = Recorded(
                ops: [], words: app.texts.addDoorAdded, address: nil, stop: nil, canUndo: false)
            app.wake()
            app.back()
            app.back()
            app.go(to: .door(DoorPlace(door: door, stop: place.stop)))
        } catch {
            app.report(error)
        }
    }

    func refresh() {
        address = app.address(of: place) ?? ""
    }
}

extension AppModel {
    /// Keeps a page for something new as it is filled in.
    func keep(_ page: Begun) {
        do {
            try phone?.keepBegun(begun: page)
        } catch {
            report(error)
        }
    }
}

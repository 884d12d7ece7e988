import Foundation
import TurfwalkCore

/// What was recorded with one tap, and how it is called.
public struct Recorded: Equatable, Sendable {
    /// The ops that it made, oldest first.
    public let ops: [OpId]
    /// "Not home: on this phone".
    public let words: String
    /// Where: "214 Elm Street".
    public let address: String?
    /// The stop that it was recorded at.
    public let stop: StopPlace?
    /// False for what can't be taken back.
    public let canUndo: Bool
}

extension AppModel {
    /// Records; whether all of it is on disk. What was recorded before something went wrong
    /// stays, and can be taken back like all else.
    @discardableResult
    func record(
        _ attempts: [Attempt], saying words: String, at address: String?, stop: StopPlace? = nil
    ) -> Bool {
        capture(words, at: address, stop: stop) { phone, made in
            for attempt in attempts { made(try phone.record(attempt: attempt)) }
        }
    }

    /// Runs `recording`, which hands over each op that it made, and notes what came of it.
    @discardableResult
    func capture(
        _ words: String, at address: String?, stop: StopPlace? = nil, canUndo: Bool = true,
        _ recording: (Device, (OpId) -> Void) throws -> Void
    ) -> Bool {
        guard let phone else { return false }
        var ops: [OpId] = []
        var isWhole = true
        do {
            try recording(phone) { ops.append($0) }
        } catch {
            report(error)
            isWhole = false
        }
        if !ops.isEmpty {
            made.formUnion(ops)
            recorded = Recorded(ops: ops, words: words, address: address, stop: stop, canUndo: canUndo)
            if let stop { walk(of: stop)?.noteTried(stop.number) }
        }
        refresh()
        wake()
        return isWhole
    }

    /// Takes back what was recorded last.
    public func undo() {
        guard let phone, let recorded, recorded.canUndo else { return }
        do {
            for op in recorded.ops.reversed() { _ = try phone.retract(attempt: op) }
            self.recorded = Recorded(
                ops: [], words: texts.doorUndone, address: recorded.address, stop: recorded.stop, canUndo: false)
            if let stop = recorded.stop { walk(of: stop)?.noteUndone(stop.number) }
        } catch {
            report(error)
        }
        refresh()
        wake()
    }

    /// An attempt as it is recorded now.
    func attempt(_ target: Target, _ outcome: Outcome, _ list: ListSummary?, note: Note? = nil) -> Attempt {
        let channel: Channel = list?.job == .flyer ? .flyer : .door
        return Attempt(
            target: target, channel: channel, outcome: outcome, atMs: nowMs, list: list?.id, note: note)
    }
}

import Observation
import TurfwalkCore

/// The lease has ended: lists are closed until the server has been reached.
@MainActor
@Observable
public final class LockedModel {
    /// How much is still to be sent.
    public private(set) var unsent = 0
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel) {
        self.app = app
        refresh()
    }

    public var keptText: String {
        unsent == 0 ? app.texts.lockedKeptAllSent : app.texts.lockedKept(count: unsent)
    }

    /// Why the lists are still closed, after a sync that failed.
    public var failedText: String? {
        app.syncProblem.map { app.texts.lockedStillFailing(why: $0.sentence) }
    }

    /// Opens the lists if the server can be reached.
    public func sync() async {
        await app.sync()
    }

    func refresh() {
        unsent = (try? app.phone?.receipts())?.unsent ?? 0
    }
}

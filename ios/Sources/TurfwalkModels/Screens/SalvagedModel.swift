import TurfwalkCore

/// The database before this one is gone: what came of what it had not sent yet.
@MainActor
public final class SalvagedModel {
    private unowned let app: AppModel
    private let salvaged: Salvaged

    init(_ app: AppModel, _ salvaged: Salvaged) {
        self.app = app
        self.salvaged = salvaged
    }

    public var foundText: String {
        let texts = app.texts
        return salvaged.found == 0 ? texts.salvagedFoundNone : texts.salvagedFound(count: Int(salvaged.found))
    }

    public var lostText: String {
        let texts = app.texts
        if salvaged.lost > 0 { return texts.salvagedLost(count: Int(salvaged.lost)) }
        // With nothing found, nobody can tell whether there was nothing or nothing could be read.
        return salvaged.found == 0 ? texts.salvagedLostUnknown : texts.salvagedLostNone
    }

    /// It was read: the app goes on.
    public func understood() {
        do {
            try app.phone?.forgetSalvaged()
            app.settle()
        } catch {
            app.report(error)
        }
    }
}

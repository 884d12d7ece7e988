import Foundation
import TurfwalkCore

extension AppModel {
    var databasePath: String { platform.folder.appendingPathComponent("turfwalk.db").path }

    /// Opens the database. One that is damaged is opened anew at once; one whose key is gone
    /// only when the person says so, since a phone that is unlocked may find its key again.
    public func open() {
        do {
            let key = try platform.databaseKey()
            do {
                phone =
                    try key.map { try Device.openEncrypted(path: databasePath, key: $0) }
                    ?? Device.open(path: databasePath)
            } catch DeviceError.Damaged {
                phone = try Device.openAnew(path: databasePath, key: key)
            }
            settle()
        } catch KeyProblem.notUnlockedYet {
            front = .closed(Problem(texts.errorWrongKey, .tryAgain))
        } catch KeyProblem.unavailable {
            front = .closed(Problem(texts.errorPhone, .tryAgain))
        } catch {
            front = .closed(texts.problem(error))
        }
    }

    /// Puts a fresh database in the place of one that can't be opened. What can be read of it
    /// goes on in the fresh one, and its file is kept aside.
    public func startAfresh() {
        do {
            phone = try Device.openAnew(path: databasePath, key: try platform.databaseKey())
            settle()
        } catch {
            front = .closed(texts.problem(error))
        }
    }

    /// Lets go of the database: the end of the process, as far as a model can tell.
    public func close() {
        rest()
        (front, phone, screens, models) = (nil, nil, [], [:])
    }

    /// Decides what stands first. Asks the lease: to be called when the app comes to the front,
    /// every few minutes while it is there, and when a sync has ended.
    func settle() {
        guard let phone else { return }
        do {
            let lease = try phone.lease(now: platform.clock)
            if let salvaged = try phone.salvaged() {
                show([])
                front = .salvaged(SalvagedModel(self, salvaged))
            } else if try !phone.isJoined(), try phone.standing() != .shutOut {
                if case .join = front { return }
                show([])
                front = .join(JoinModel(self))
            } else if lease == .locked {
                if case .locked(let locked) = front { return locked.refresh() }
                screens = screens.filter(\.isOpenWhenLocked)
                models = models.filter { screens.contains($0.key) }
                front = .locked(LockedModel(self))
            } else {
                if case .today = front { return }
                front = .today(TodayModel(self))
            }
        } catch {
            problem = texts.problem(error)
        }
    }
}

extension Screen {
    /// Whether it shows nothing of a list, so that the end of the lease does not close it. What
    /// was begun at a door can be brought to its end: recording goes on.
    var isOpenWhenLocked: Bool {
        switch self {
        case .script, .note, .incident, .settings, .join: true
        case .walk, .entrance, .door, .putRight, .add, .doNotContact, .theirData: false
        }
    }
}

import Foundation
import Observation
import TurfwalkCore

/// The whole app: owns the device, knows what stands first and what lies on it, and hands each
/// screen its model. Opening is in `Opening.swift`, what is recorded in `Recording.swift`,
/// syncing in `Syncing.swift`.
@MainActor
@Observable
public final class AppModel {
    /// What stands first, below all that was opened.
    public enum Front {
        /// The database can't be opened.
        case closed(Problem)
        /// The database before this one is gone.
        case salvaged(SalvagedModel)
        case join(JoinModel)
        /// The lease has ended.
        case locked(LockedModel)
        case today(TodayModel)
    }

    public let platform: any Platform
    public internal(set) var front: Front?
    /// What was opened on top of `front`, the shown one last.
    public internal(set) var screens: [Screen] = []
    public var settings: Settings
    public internal(set) var phone: Device?
    /// What was recorded last, to be taken back.
    public internal(set) var recorded: Recorded?
    /// What went wrong last, until somebody has read it.
    public internal(set) var problem: Problem?
    public internal(set) var isSyncing = false
    /// Why the last sync failed; nothing after one that went well.
    public internal(set) var syncProblem: Problem?
    /// What syncs have changed about the lists, until Today has shown it.
    public internal(set) var listNews: [ListNews] = []

    @ObservationIgnored var models: [Screen: any ScreenModel] = [:]
    /// All that was recorded since the app was opened.
    @ObservationIgnored var made: Set<OpId> = []
    /// The door that was opened last.
    @ObservationIgnored var lastDoor: DoorId?
    @ObservationIgnored var known: [ListSummary]?
    @ObservationIgnored var takenIncidents: Set<OpId>?
    @ObservationIgnored var loop: Task<Void, Never>?
    @ObservationIgnored var news: Task<Void, Never>?
    @ObservationIgnored var sleeper: Task<Void, Never>?

    public init(platform: any Platform) {
        self.platform = platform
        settings = Settings.read(in: platform.folder)
    }

    public var texts: Texts {
        Texts(language: settings.language.flatMap(Language.init(rawValue:)) ?? platform.language)
    }

    var nowMs: Int64 { platform.clock.wallMs }

    /// Opens a screen on top of the others.
    public func go(to screen: Screen) {
        screens.append(screen)
        models[screen]?.refresh()
    }

    public func back() {
        guard !screens.isEmpty else { return }
        show(Array(screens.dropLast()))
    }

    public func backToToday() {
        show([])
    }

    /// Puts this stack in the place of the one that is shown: for a swipe back, too.
    public func show(_ screens: [Screen]) {
        self.screens = screens
        models = models.filter { screens.contains($0.key) }
        refresh()
    }

    public func dismissProblem() {
        problem = nil
    }

    /// Reads anew what is shown: after something was recorded or synced, or came to lie on top.
    func refresh() {
        if let top = screens.last {
            models[top]?.refresh()
        } else if case .today(let today) = front {
            today.refresh()
        }
    }

    /// Says what went wrong; where the lease has ended, its screen takes over.
    func report(_ error: any Error) {
        if case DeviceError.Locked = error { return settle() }
        problem = texts.problem(error)
    }
}

/// A model whose screen can be read anew.
@MainActor
protocol ScreenModel: AnyObject {
    func refresh()
}

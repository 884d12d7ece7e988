import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// A phone over plain files, with a clock that can be set and a network that can be cut.
@MainActor
final class TestPhone: Platform {
    let folder: URL
    var language = Language.en
    var position: LatLon?
    var mayPosition: Bool?
    var isMetered = false
    /// How far its clock on the wall is off.
    var wallOffMs: Int64 = 0
    /// Time that has passed beside the real one.
    var passedMs: Int64 = 0
    var boot: Int64 = 1
    var key: Data?
    private(set) var shared: [URL] = []
    private(set) var told: [String] = []
    private(set) var scheduled: [TimeInterval] = []

    init(_ name: String, disk: String = "TURFWALK_SCRATCH") throws {
        folder = URL(fileURLWithPath: try variable(disk)).appendingPathComponent("models-\(name)")
        // A phone of an earlier run against the same server is gone.
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    var clock: Clock {
        let nowMs = Int64(Date.now.timeIntervalSince1970 * 1_000)
        return Clock(
            wallMs: nowMs + passedMs + wallOffMs, bootMs: nowMs - 1_700_000_000_000 + passedMs, boot: boot)
    }

    func databaseKey() throws(KeyProblem) -> Data? { key }
    func setPositioning(_ isOn: Bool) {}
    func share(_ file: URL) { shared.append(file) }
    func askToNotify() {}
    func notify(title: String, body: String) { told.append(title) }
    func scheduleSync(after seconds: TimeInterval) { scheduled.append(seconds) }

    /// The app as it stands after its process has started.
    func start() -> AppModel {
        let app = AppModel(platform: self)
        app.open()
        return app
    }

    /// The app of a phone that has joined and has its lists.
    func joined(as name: String, by invite: String? = nil) async throws -> AppModel {
        let app = start()
        let join = try app.front.join()
        (join.code, join.name) = (try invite ?? Organizer.invite(), name)
        await join.join()
        try #require(join.problem == nil)
        try setToAnHourForVisits(app)
        return app
    }

    /// Sets the clock on the wall forward until the campaign's quiet hours are over.
    func setToAnHourForVisits(_ app: AppModel) throws {
        let device = try #require(app.phone)
        let list = try #require(try device.walkLists().first)
        let door = try #require(try device.walkList(id: list.id).stops.first { $0.state == .open }?.doors.first)
        for _ in 0..<24 {
            if try device.door(id: door, channel: .door, atMs: clock.wallMs).hold != .quietHours { return }
            wallOffMs += 3_600_000
        }
        Issue.record("the campaign has quiet hours all day")
    }
}

extension AppModel.Front? {
    @MainActor func join() throws -> JoinModel {
        guard case .join(let join) = self else { throw StandsElsewhere(front: "\(self as Any)") }
        return join
    }

    @MainActor func today() throws -> TodayModel {
        guard case .today(let today) = self else { throw StandsElsewhere(front: "\(self as Any)") }
        return today
    }

    @MainActor func locked() throws -> LockedModel {
        guard case .locked(let locked) = self else { throw StandsElsewhere(front: "\(self as Any)") }
        return locked
    }

    @MainActor func salvaged() throws -> SalvagedModel {
        guard case .salvaged(let salvaged) = self else { throw StandsElsewhere(front: "\(self as Any)") }
        return salvaged
    }

    @MainActor func closed() throws -> Problem {
        guard case .closed(let problem) = self else { throw StandsElsewhere(front: "\(self as Any)") }
        return problem
    }
}

/// Another screen stands first than the scenario expects.
struct StandsElsewhere: Error {
    let front: String
}

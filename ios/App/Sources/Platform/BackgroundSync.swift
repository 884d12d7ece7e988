import BackgroundTasks
import Foundation
import TurfwalkModels

/// The one wake-up of an idle phone: the system's own background refresh, when core says that a
/// sync is due and the system finds the moment right.
@MainActor
enum BackgroundSync {
    /// Stands in Info.plist, too.
    private static let id = "org.turfwalk.sync"

    static func register(_ app: AppModel) {
        BGTaskScheduler.shared.register(forTaskWithIdentifier: id, using: .main) { task in
            let held = Held(task)
            MainActor.assumeIsolated { run(held, app) }
        }
    }

    static func schedule(after seconds: TimeInterval) {
        let request = BGAppRefreshTaskRequest(identifier: id)
        request.earliestBeginDate = Date(timeIntervalSinceNow: seconds)
        // Refused where the person has switched background refresh off: then syncs wait for the
        // app to come to the front.
        try? BGTaskScheduler.shared.submit(request)
    }

    private static func run(_ held: Held, _ app: AppModel) {
        let syncing = Task {
            await app.syncInBackground()
            held.task.setTaskCompleted(success: app.syncProblem == nil)
        }
        held.task.expirationHandler = {
            syncing.cancel()
            held.task.setTaskCompleted(success: false)
        }
    }
}

/// The system's task may be ended from any thread, but does not say so to the compiler.
private struct Held: @unchecked Sendable {
    let task: BGTask

    init(_ task: BGTask) {
        self.task = task
    }
}

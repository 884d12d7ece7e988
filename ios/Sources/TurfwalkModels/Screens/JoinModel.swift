import Observation
import TurfwalkCore

/// Joining a campaign by the organizer's code, scanned or typed.
@MainActor
@Observable
public final class JoinModel: ScreenModel {
    public enum Step: Equatable, Sendable {
        /// The code is still to come.
        case code
        case joining
        /// Joined; the first lists are on their way.
        case loading
    }

    public private(set) var step = Step.code
    /// What was typed, or pasted, or came out of the camera.
    public var code = ""
    /// What the organizer's page calls this phone.
    public var name = ""
    public private(set) var problem: Problem?
    /// Why nothing can be scanned, and what to do instead.
    public private(set) var cameraText: String?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel) {
        self.app = app
    }

    public var canJoin: Bool { step == .code && !code.isEmpty && !name.isEmpty }

    /// What is still to be sent of a campaign that was left.
    public var unsentText: String? {
        guard let phone = app.phone, let unsent = (try? phone.receipts())?.unsent, unsent > 0 else { return nil }
        let isLeaving = (try? phone.standing()) == .leaving
        let goesAlong = app.texts.joinUnsentWaiting(count: unsent)
        return isLeaving ? "\(app.texts.joinSigningOut) \(goesAlong)" : goesAlong
    }

    /// In plain words what the app keeps and sends.
    public var privacyTexts: [String] {
        let texts = app.texts
        return [
            texts.joinPrivacyKeeps, texts.joinPrivacySends, texts.joinPrivacyPosition, texts.joinPrivacyNoOthers,
        ]
    }

    /// The camera has read something.
    public func scanned(_ text: String) {
        guard step == .code else { return }
        code = text
        (problem, cameraText) = (nil, nil)
    }

    /// The camera can read nothing.
    public func cameraFailed(_ why: CameraProblem) {
        cameraText =
            switch why {
            case .refused: app.texts.joinCameraRefused
            case .absent: app.texts.joinCameraAbsent
            case .failed: app.texts.joinCameraFailed
            }
    }

    /// Joins. After a lost connection it may be done again: the phone is counted once.
    public func join() async {
        guard canJoin, let phone = app.phone else { return }
        step = .joining
        problem = nil
        do {
            try await phone.join(invite: code, name: name)
        } catch {
            step = .code
            problem = explained(error)
            return
        }
        step = .loading
        await app.sync()
        step = .code
        app.joined()
    }

    func refresh() {}

    private func explained(_ error: any Error) -> Problem {
        if case DeviceError.Offline = error { return Problem(app.texts.joinAgainAfterLoss, .tryAgain) }
        return app.texts.problem(error)
    }
}

/// Why nothing can be scanned.
public enum CameraProblem: Sendable {
    case refused, absent, failed
}

extension AppModel {
    /// Puts Today first, whether the first sync went well or not, and wakes the schedule.
    func joined() {
        if screens.last == .join { back() }
        settle()
        wake()
    }
}

import TurfwalkCore

/// What went wrong, in one sentence, and what the person can do about it.
public struct Problem: Equatable, Sendable {
    public let sentence: String
    public let remedy: Remedy?

    public init(_ sentence: String, _ remedy: Remedy? = nil) {
        self.sentence = sentence
        self.remedy = remedy
    }
}

/// The button beside a problem's sentence.
public enum Remedy: Equatable, Sendable {
    case tryAgain
    case scanInvite
    case updateApp
    case openNetworkPage
    case goBack
    case startAfresh
    case sync
}

extension Texts {
    /// The sentence and the way out for any error that a call of core may end with.
    public func problem(_ error: any Error) -> Problem {
        guard let error = error as? DeviceError else { return Problem(errorUnexpected) }
        return switch error {
        case .StorageFull: Problem(errorStorageFull, .tryAgain)
        case .Damaged: Problem(errorDamaged, .startAfresh)
        case .WrongKey: Problem(errorWrongKey, .startAfresh)
        case .Locked: Problem(errorLocked, .sync)
        case .UpdateApp: Problem(errorUpdateApp, .updateApp)
        case .NotJoined: Problem(errorNotJoined, .scanInvite)
        case .Refused: Problem(errorRefused)
        case .NotHere: Problem(errorNotHere, .goBack)
        case .BadInvite: Problem(errorBadInvite, .scanInvite)
        case .Offline: Problem(errorOffline)
        case .NotAServer: Problem(errorNotAServer, .openNetworkPage)
        case .ServerKeyChanged: Problem(errorServerKeyChanged)
        case .Unauthorized: Problem(errorUnauthorized, .scanInvite)
        case .Rejected: Problem(errorRejected)
        case .Busy: Problem(errorBusy)
        case .Server: Problem(errorServer)
        case .Phone: Problem(errorPhone, .tryAgain)
        }
    }
}

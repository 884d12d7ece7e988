import Foundation
import TurfwalkCore

/// What the models need of the phone that they run on: the app implements it over Apple's
/// frameworks, the tests over files.
@MainActor
public protocol Platform: AnyObject {
    /// The folder of the database and the settings.
    var folder: URL { get }
    /// The language that the system is set to, as far as there are texts in it.
    var language: Language { get }
    /// The phone's clocks.
    var clock: Clock { get }
    /// Where the walker is, while positioning is on, allowed, and has found out.
    var position: LatLon? { get }
    /// Whether the system lets the app know where it is; nothing before anybody was asked.
    var mayPosition: Bool? { get }
    /// Whether the network costs by what is sent.
    var isMetered: Bool { get }

    /// The 32 bytes that the database is encrypted with; nothing where it is in the clear.
    func databaseKey() throws(KeyProblem) -> Data?
    /// Turns positioning on or off.
    func setPositioning(_ isOn: Bool)
    /// Offers a file to other apps.
    func share(_ file: URL)
    /// Asks the person whether the app may tell what happens.
    func askToNotify()
    /// Tells what happened while the app is not in front.
    func notify(title: String, body: String)
    /// Asks the system to let the app sync in the background, not before so many seconds.
    func scheduleSync(after seconds: TimeInterval)
}

/// Why there is no key to the database.
public enum KeyProblem: Error {
    /// The phone was not unlocked since its start: the key can be read after that.
    case notUnlockedYet
    /// It can't be read or made.
    case unavailable
}

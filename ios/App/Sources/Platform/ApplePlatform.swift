import Foundation
import Network
import Observation
import TurfwalkCore
import TurfwalkModels
import UIKit
import UserNotifications

/// What the models need of an iPhone, over Apple's frameworks.
@MainActor
@Observable
final class ApplePlatform: Platform {
    let folder: URL
    private(set) var isMetered = false
    @ObservationIgnored private let network = NWPathMonitor()
    private let whereabouts = Whereabouts()

    init() {
        folder = URL.applicationSupportDirectory.appending(path: "Turfwalk")
        prepareFolder()
        network.pathUpdateHandler = { [weak self] path in
            let isMetered = path.isExpensive || path.isConstrained
            Task { @MainActor in self?.isMetered = isMetered }
        }
        network.start(queue: .main)
    }

    var language: Language { Language.of(tag: Locale.preferredLanguages.first ?? "en") }
    var clock: Clock { BootClock.now() }
    var position: LatLon? { whereabouts.position }
    var mayPosition: Bool? { whereabouts.isAllowed }

    func databaseKey() throws(KeyProblem) -> Data? {
        try DatabaseKey.readOrMake()
    }

    func setPositioning(_ isOn: Bool) {
        if isOn { whereabouts.start() } else { whereabouts.stop() }
    }

    func share(_ file: URL) {
        let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        guard let root = scenes.first?.keyWindow?.rootViewController else { return }
        let sheet = UIActivityViewController(activityItems: [file], applicationActivities: nil)
        // An iPad shows it as a balloon, which has to point somewhere.
        sheet.popoverPresentationController?.sourceView = root.view
        (root.presentedViewController ?? root).present(sheet, animated: true)
    }

    func askToNotify() {
        UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound]) { _, _ in }
    }

    func notify(title: String, body: String) {
        let content = UNMutableNotificationContent()
        (content.title, content.body, content.sound) = (title, body, .default)
        let request = UNNotificationRequest(identifier: UUID().uuidString, content: content, trigger: nil)
        UNUserNotificationCenter.current().add(request)
    }

    func scheduleSync(after seconds: TimeInterval) {
        BackgroundSync.schedule(after: seconds)
    }

    /// Makes the folder: readable after the first unlock, for syncs in the background, and not part
    /// of any backup, since a copy without its key is of no use and a phone's log has one life.
    private func prepareFolder() {
        let protection = [FileAttributeKey.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: protection)
        var folder = folder
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
    }
}

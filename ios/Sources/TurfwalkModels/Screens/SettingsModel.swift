import Foundation
import Observation
import TurfwalkCore

/// How the app looks and behaves on this phone; leaving the campaign.
@MainActor
@Observable
public final class SettingsModel: ScreenModel {
    public private(set) var campaign: String?
    public private(set) var unsent = 0
    /// What came of saving what is unsent as a file.
    public private(set) var exportText: String?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel) {
        self.app = app
        refresh()
    }

    public var settings: Settings { app.settings }

    /// The languages to choose from, each in its own words; the first is the phone's.
    public var languages: [(code: String?, name: String)] {
        let texts = app.texts
        return [
            (nil, texts.settingsLanguagePhone),
            (Language.en.code, texts.settingsLanguageEn),
            (Language.es.code, texts.settingsLanguageEs),
            (Language.de.code, texts.settingsLanguageDe),
        ]
    }

    /// Why the walker's position is not shown although it is wanted.
    public var positionText: String {
        settings.usesPosition && app.platform.mayPosition == false
            ? app.texts.settingsPositionRefused : app.texts.settingsPositionAbout
    }

    public var signOutText: String {
        unsent == 0
            ? app.texts.settingsSignOutAbout
            : "\(app.texts.settingsSignOutAbout) \(app.texts.settingsSignOutUnsent(count: unsent))"
    }

    public var versionText: String { app.texts.settingsVersion(version: version()) }

    /// Changes a setting, at once and for good.
    public func change(_ change: (inout Settings) -> Void) {
        let notified = settings.notifies
        change(&app.settings)
        if settings.notifies, !notified { app.platform.askToNotify() }
        do {
            try app.settings.keep(in: app.platform.folder)
        } catch {
            app.problem = Problem(app.texts.errorStorageFull, .tryAgain)
        }
        app.platform.setPositioning(settings.usesPosition && !settings.savesBattery)
        app.refresh()
    }

    /// Saves what is unsent as a file that the organizer's server alone can read, and offers it to
    /// be handed over. It stays on the phone as well.
    public func export() async {
        guard let phone = app.phone else { return }
        let file = app.platform.folder.appendingPathComponent("turfwalk-unsent.ops")
        do {
            let count = try await offMain { try phone.exportUnsent(path: file.path) }
            exportText =
                count == 0 ? app.texts.settingsExportNone : app.texts.settingsExported(count: Int(count))
            if count > 0 { app.platform.share(file) }
        } catch DeviceError.StorageFull, DeviceError.Phone {
            exportText = app.texts.settingsExportFailed
        } catch {
            app.report(error)
        }
    }

    /// Leaves the campaign. What is unsent is kept and sent.
    public func signOut() {
        do {
            try app.phone?.signOut()
            app.known = nil
            app.backToToday()
            app.settle()
            app.wake()
        } catch {
            app.report(error)
        }
    }

    func refresh() {
        campaign = try? app.phone?.campaign()?.name
        unsent = (try? app.phone?.receipts())?.unsent ?? 0
    }
}

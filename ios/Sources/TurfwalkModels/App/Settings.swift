import Foundation
import TurfwalkCore

/// How the volunteer wants the app to be. That is about the phone, not about a campaign: it
/// stands in a small file beside the database and outlives it.
public struct Settings: Codable, Equatable, Sendable {
    /// A language's code; the system's language where it is missing.
    public var language: String?
    public var textSize = TextSize.asOnPhone
    /// Main buttons within reach of the left thumb.
    public var isLeftHanded = false
    /// Whether the map and "from here" may know where the phone is.
    public var usesPosition = false
    /// No waiting for news, no position.
    public var savesBattery = false
    public var syncsOnWifiOnly = false
    public var notifies = false
    /// Whether a script shows all its questions on one page.
    public var scriptOnOnePage = false

    public init() {}

    /// A file of an older app lacks what it did not know.
    public init(from decoder: any Decoder) throws {
        let kept = try decoder.container(keyedBy: CodingKeys.self)
        func flag(_ key: CodingKeys) throws -> Bool { try kept.decodeIfPresent(Bool.self, forKey: key) ?? false }
        language = try kept.decodeIfPresent(String.self, forKey: .language)
        textSize = try kept.decodeIfPresent(TextSize.self, forKey: .textSize) ?? .asOnPhone
        isLeftHanded = try flag(.isLeftHanded)
        usesPosition = try flag(.usesPosition)
        savesBattery = try flag(.savesBattery)
        syncsOnWifiOnly = try flag(.syncsOnWifiOnly)
        notifies = try flag(.notifies)
        scriptOnOnePage = try flag(.scriptOnOnePage)
    }
}

/// How large texts are, beside what the system asks for.
public enum TextSize: String, Codable, CaseIterable, Sendable {
    case asOnPhone, large, largest
}

extension Settings {
    /// The settings kept in `folder`; the first ones where there are none that can be read.
    static func read(in folder: URL) -> Settings {
        guard let kept = try? Data(contentsOf: file(in: folder)) else { return Settings() }
        return (try? JSONDecoder().decode(Settings.self, from: kept)) ?? Settings()
    }

    func keep(in folder: URL) throws {
        try JSONEncoder().encode(self).write(to: Self.file(in: folder), options: .atomic)
    }

    private static func file(in folder: URL) -> URL {
        folder.appendingPathComponent("settings.json")
    }
}

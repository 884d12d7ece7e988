import SwiftUI
import TurfwalkCore

/// The app's colours, each chosen for at least 4.5:1 on the system's background in light and dark.
enum Palette {
    static let accent = Color(light: 0x1B5E3F, dark: 0x8FD8B0)
    static let onAccent = Color(light: 0xFFFFFF, dark: 0x00391F)
    static let warning = Color(light: 0x9A3412, dark: 0xFFB68F)
    static let quiet = Color(light: 0x4A5450, dark: 0xBFC9C3)

    static func state(_ state: StopState) -> Color {
        switch state {
        case .open: accent
        case .tryAgain: warning
        case .done, .leaveAlone: quiet
        }
    }

    static func road(_ road: RoadClass) -> (color: Color, width: Double) {
        switch road {
        case .path, .steps: (quiet.opacity(0.5), 1)
        case .service: (quiet.opacity(0.5), 2)
        case .quiet: (quiet.opacity(0.6), 4)
        case .busy: (quiet.opacity(0.8), 6)
        case .major: (quiet, 8)
        }
    }
}

extension Color {
    init(light: UInt32, dark: UInt32) {
        self.init(uiColor: UIColor { $0.userInterfaceStyle == .dark ? UIColor(rgb: dark) : UIColor(rgb: light) })
    }
}

extension UIColor {
    fileprivate convenience init(rgb: UInt32) {
        let part = { CGFloat((rgb >> $0) & 0xFF) / 255 }
        self.init(red: part(16), green: part(8), blue: part(0), alpha: 1)
    }
}

import SwiftUI
import TurfwalkModels

@main
struct TurfwalkApp: App {
    @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            RootView()
                .environment(delegate.app)
        }
        .onChange(of: phase, initial: true) {
            switch phase {
            case .active: delegate.app.comeToFront()
            case .background: delegate.app.leaveFront()
            default: break
            }
        }
    }
}

/// Makes the one model, and registers the background sync before the app has started, as the
/// system asks for.
@MainActor
final class AppDelegate: NSObject, UIApplicationDelegate {
    let app = AppModel(platform: ApplePlatform())

    func application(
        _ application: UIApplication,
        didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]? = nil
    ) -> Bool {
        BackgroundSync.register(app)
        return true
    }
}

import SwiftUI
import TurfwalkModels

/// What stands first, and the stack of screens on it.
struct RootView: View {
    @Environment(AppModel.self) private var app

    var body: some View {
        let path = Binding(get: { app.screens }, set: { app.show($0) })
        NavigationStack(path: path) {
            first
                .navigationDestination(for: Screen.self) { screen in
                    view(of: screen)
                        .safeAreaInset(edge: .bottom) { RecordedBar() }
                }
                .safeAreaInset(edge: .bottom) { RecordedBar() }
        }
        .modifier(ChosenTextSize(size: app.settings.textSize))
        .environment(\.thumb, app.settings.isLeftHanded ? .leading : .trailing)
        .tint(Palette.accent)
        .alert(
            app.problem?.sentence ?? "",
            isPresented: .init(get: { app.problem != nil }, set: { _ in app.dismissProblem() })
        ) {
            Button(app.texts.commonOk, role: .cancel) { app.dismissProblem() }
            if app.problem?.remedy == .goBack { Button(app.texts.commonBack) { app.back() } }
            if app.problem?.remedy == .scanInvite { Button(app.texts.joinScan) { app.go(to: .join) } }
            if app.problem?.remedy == .sync { Button(app.texts.commonSyncNow) { Task { await app.sync() } } }
        }
    }

    @ViewBuilder private var first: some View {
        switch app.front {
        case nil: ProgressView(app.texts.commonLoading)
        case .closed(let problem): ClosedView(problem: problem)
        case .salvaged(let model): SalvagedView(model: model)
        case .join(let model): JoinView(model: model)
        case .locked(let model): LockedView(model: model)
        case .today(let model): TodayView(model: model)
        }
    }

    @ViewBuilder private func view(of screen: Screen) -> some View {
        switch screen {
        case .walk(let id): WalkView(model: app.walk(id))
        case .entrance(let place): EntranceView(model: app.entrance(place))
        case .door(let place): DoorView(model: app.door(place))
        case .script(let target, let place): ScriptView(model: app.script(target, place))
        case .add(let place): AddView(model: app.add(place))
        case .putRight(let about, let place): PutRightView(model: app.putRight(about, place))
        case .note(let target, let place): NoteView(model: app.note(target, place))
        case .doNotContact(let target, let place): DoNotContactView(model: app.doNotContact(target, place))
        case .incident(let place): IncidentView(model: app.incident(place))
        case .theirData(let place): TheirDataView(model: app.theirData(place))
        case .settings: SettingsView(model: app.settingsScreen())
        case .join: JoinView(model: app.join())
        }
    }
}

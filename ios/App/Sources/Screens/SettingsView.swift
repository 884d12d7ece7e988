import SwiftUI
import TurfwalkModels

/// How the app looks and behaves on this phone.
struct SettingsView: View {
    let model: SettingsModel
    @Environment(AppModel.self) private var app
    @State private var isLeaving = false

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Picker(texts.settingsLanguage, selection: bind(\.language)) {
                ForEach(model.languages, id: \.code) { Text($0.name).tag($0.code) }
            }
            Section(texts.settingsTextSize) {
                ChoiceRows(
                    choices: [
                        (TextSize.asOnPhone, texts.settingsTextSizePhone), (.large, texts.settingsTextSizeLarge),
                        (.largest, texts.settingsTextSizeLargest),
                    ], chosen: bind(\.textSize))
                Text(texts.settingsTextSample).font(.largeTitle.bold())
            }
            toggle(texts.settingsLeftHand, texts.settingsLeftHandAbout, \.isLeftHanded)
            toggle(texts.settingsPosition, model.positionText, \.usesPosition)
            toggle(texts.settingsBatterySaver, texts.settingsBatterySaverAbout, \.savesBattery)
            toggle(texts.settingsWifiOnly, texts.settingsWifiOnlyAbout, \.syncsOnWifiOnly)
            toggle(texts.settingsNotifications, texts.settingsNotificationsAbout, \.notifies)
            Section(texts.scriptTitle) {
                ChoiceRows(
                    choices: [(false, texts.scriptOneAPage), (true, texts.scriptAllOnOne)],
                    chosen: bind(\.scriptOnOnePage))
            }
            unsent
            Section {
                if let name = model.campaign { Text(texts.settingsCampaign(name: name)) }
                Button(texts.settingsSignOut, role: .destructive) { isLeaving = true }.buttonStyle(RowButton())
            }
            Section(texts.settingsAbout) {
                Text(model.versionText)
                Text(texts.settingsLicence)
            }
        }
        .navigationTitle(texts.settingsTitle)
        .confirmationDialog(texts.settingsSignOutSure, isPresented: $isLeaving, titleVisibility: .visible) {
            Button(texts.settingsSignOut, role: .destructive) { model.signOut() }
        } message: {
            Text(model.signOutText)
        }
    }

    private var unsent: some View {
        Section(app.texts.settingsUnsent) {
            Text(app.texts.settingsUnsentCount(count: model.unsent))
            Button(app.texts.settingsExport) { Task { await model.export() } }.buttonStyle(RowButton())
            Text(model.exportText ?? app.texts.settingsExportAbout).font(.footnote)
        }
    }

    private func toggle(_ title: String, _ about: String, _ key: WritableKeyPath<TurfwalkModels.Settings, Bool>)
        -> some View
    {
        Toggle(isOn: bind(key)) {
            Text(title)
            Text(about)
        }
    }

    private func bind<Value>(_ key: WritableKeyPath<TurfwalkModels.Settings, Value>) -> Binding<Value> {
        Binding(get: { model.settings[keyPath: key] }, set: { value in model.change { $0[keyPath: key] = value } })
    }
}

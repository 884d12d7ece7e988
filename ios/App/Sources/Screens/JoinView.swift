import SwiftUI
import TurfwalkModels

/// Joining a campaign: the organizer's code, scanned or typed.
struct JoinView: View {
    @Bindable var model: JoinModel
    @Environment(AppModel.self) private var app
    @State private var isScanning = false

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Text(texts.joinBody).font(.title3)
            if let text = model.unsentText { Label(text, systemImage: "tray.full") }
            Button(texts.joinScan, systemImage: "qrcode.viewfinder") { isScanning = true }
                .buttonStyle(BigButton())
            if let text = model.cameraText { Label(text, systemImage: "exclamationmark.circle") }
            Section(texts.joinTypeInstead) {
                TextField(texts.joinCode, text: $model.code, prompt: Text(texts.joinCodeHint), axis: .vertical)
                    .textInputAutocapitalization(.never)
                    .autocorrectionDisabled()
                    .keyboardType(.URL)
            }
            Section(texts.joinName) {
                TextField(texts.joinName, text: $model.name, prompt: Text(texts.joinNameHint))
                    .textContentType(.givenName)
            }
            if let problem = model.problem { Label(problem.sentence, systemImage: "exclamationmark.circle") }
            join
            Section(texts.joinPrivacyTitle) {
                ForEach(model.privacyTexts, id: \.self) { Text($0) }
            }
        }
        .navigationTitle(texts.joinTitle)
        .sheet(isPresented: $isScanning) {
            ScanView(
                found: { found in
                    model.scanned(found)
                    isScanning = false
                },
                failed: { problem in
                    model.cameraFailed(problem)
                    isScanning = false
                })
        }
    }

    @ViewBuilder private var join: some View {
        switch model.step {
        case .code:
            Button(app.texts.joinJoin) { Task { await model.join() } }
                .buttonStyle(BigButton())
                .disabled(!model.canJoin)
        case .joining: ProgressView(app.texts.joinJoining)
        case .loading: ProgressView(app.texts.joinLoadingLists)
        }
    }
}

/// The camera's picture, until a code is in it.
struct ScanView: View {
    let found: (String) -> Void
    let failed: (CameraProblem) -> Void
    @Environment(AppModel.self) private var app

    var body: some View {
        Scanner(found: found, failed: failed)
            .ignoresSafeArea()
            .accessibilityLabel(app.texts.joinScanLabel)
            .overlay(alignment: .bottom) { Text(app.texts.joinScanHint).padding().background(.bar) }
    }
}

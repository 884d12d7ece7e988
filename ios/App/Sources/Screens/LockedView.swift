import SwiftUI
import TurfwalkModels

/// The lease has ended.
struct LockedView: View {
    let model: LockedModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        List {
            Text(texts.lockedBody)
            Text(texts.lockedWhatToDo).bold()
            Text(model.keptText)
            if let text = model.failedText { Label(text, systemImage: "wifi.slash") }
            Button(app.isSyncing ? texts.commonSyncing : texts.commonSyncNow) { Task { await model.sync() } }
                .buttonStyle(BigButton())
                .disabled(app.isSyncing)
            Button(texts.lockedReportIncident) { app.go(to: .incident(nil)) }.buttonStyle(RowButton())
            Button(texts.todaySettings) { app.go(to: .settings) }.buttonStyle(RowButton())
        }
        .navigationTitle(texts.lockedTitle)
    }
}

import SwiftUI
import TurfwalkModels

/// The receipt of what was recorded last, with the way back: shown on every screen.
struct RecordedBar: View {
    @Environment(AppModel.self) private var app

    var body: some View {
        if let recorded = app.recorded {
            HStack {
                VStack(alignment: .leading) {
                    Text(recorded.words).font(.headline)
                    if let address = recorded.address { Text(address).font(.subheadline) }
                }
                .accessibilityElement(children: .combine)
                Spacer()
                if recorded.canUndo {
                    Button(app.texts.commonUndo, systemImage: "arrow.uturn.backward") { app.undo() }
                        .frame(minWidth: 44, minHeight: 48)
                        .buttonStyle(.bordered)
                }
            }
            .padding(.horizontal)
            .padding(.vertical, 8)
            .background(.bar)
            .onChange(of: recorded, initial: true) {
                AccessibilityNotification.Announcement(recorded.words).post()
            }
        }
    }
}

import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// A remark about a door or a person.
struct NoteView: View {
    @Bindable var model: NoteModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Section(model.aboutText) {
                TextField(texts.noteText, text: $model.text, prompt: Text(texts.noteHint), axis: .vertical)
                    .lineLimit(4...)
                Text(texts.notePrivacy).font(.footnote)
            }
            Section(texts.noteBasis) {
                ChoiceRows(
                    choices: [(Basis.said, texts.noteSaid), (.inferred, texts.noteInferred)],
                    chosen: $model.basis)
            }
            if let text = model.wrongText { Label(text, systemImage: "exclamationmark.circle") }
            Button(texts.noteSave) { model.save() }.buttonStyle(BigButton())
        }
        .navigationTitle(texts.noteTitle)
    }
}

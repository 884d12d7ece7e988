import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// A remark about a door or a person.
struct NoteView: View {
    let model: NoteModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Section(model.aboutText) {
                TextField(texts.noteText, text: typed, prompt: Text(texts.noteHint), axis: .vertical)
                    .lineLimit(4...)
                Text(texts.notePrivacy).font(.footnote)
            }
            Section(texts.noteBasis) {
                ChoiceRows(
                    choices: [(Basis.said, texts.noteSaid), (.inferred, texts.noteInferred)],
                    chosen: basis)
            }
            if let text = model.wrongText { Label(text, systemImage: "exclamationmark.circle") }
            Button(texts.noteSave) { model.save() }.buttonStyle(BigButton())
            Button(texts.noteSaveAlone) { model.saveAlone() }.buttonStyle(RowButton())
        }
        .navigationTitle(texts.noteTitle)
    }

    private var typed: Binding<String> { Binding(get: { model.text }, set: { model.type($0) }) }
    private var basis: Binding<Basis> { Binding(get: { model.basis }, set: { model.say($0) }) }
}

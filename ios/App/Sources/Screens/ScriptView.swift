import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// A talk by questions: one a page, or all on one.
struct ScriptView: View {
    let model: ScriptModel
    @Environment(AppModel.self) private var app
    @State private var isDropping = false

    var body: some View {
        let texts = app.texts
        List {
            if let text = model.missingText { MissingText(title: texts.scriptTitle, text: text) }
            if model.isResumed { Label(texts.scriptResumed, systemImage: "arrow.uturn.forward") }
            if model.hasChanged { Label(texts.scriptChanged, systemImage: "info.circle") }
            if let script = model.script {
                if model.answers.isEmpty { Section(texts.scriptOpening) { Text(script.opening).font(.title3) } }
                if model.isOnOnePage { answered }
                question
                if !model.isOnOnePage, !model.answers.isEmpty {
                    Button(texts.commonBack, systemImage: "chevron.backward") { model.backOne() }
                        .buttonStyle(RowButton())
                }
                end
            }
        }
        .navigationTitle(model.script?.title ?? texts.scriptTitle)
        .confirmationDialog(texts.scriptDropSure, isPresented: $isDropping, titleVisibility: .visible) {
            Button(texts.scriptDrop, role: .destructive) { model.drop() }
        }
    }

    private var answered: some View {
        ForEach(model.answered) { row in
            Button {
                model.back(to: row.id)
            } label: {
                VStack(alignment: .leading) {
                    Text(row.question)
                    Text(row.answer).bold()
                }
            }
            .buttonStyle(RowButton())
            .accessibilityHint(app.texts.commonChange)
        }
    }

    @ViewBuilder private var question: some View {
        if let question = model.question {
            Section(model.progressText) {
                Text(question.text).font(.title2.bold())
                switch question.form {
                case .choice(let choices):
                    ForEach(choices, id: \.key) { choice in
                        Button(choice.text) { model.choose(choice) }.buttonStyle(BigButton(isMain: false))
                    }
                case .number, .text:
                    TextField(model.hintText, text: typing, axis: .vertical)
                        .font(.title3)
                        .keyboardType(isNumber(question) ? .numbersAndPunctuation : .default)
                    Button(app.texts.commonNext) { model.next() }.buttonStyle(BigButton())
                }
                if let text = model.wrongText { Label(text, systemImage: "exclamationmark.circle") }
                Text(app.texts.scriptKept).font(.footnote)
            }
            .listRowSeparator(.hidden)
        } else {
            MissingText(title: app.texts.scriptFinishedTitle, text: app.texts.scriptFinishedBody)
        }
    }

    private var end: some View {
        Section(app.texts.scriptNote) {
            TextField(app.texts.noteHint, text: note, axis: .vertical)
            Button(model.question == nil ? app.texts.scriptFinish : app.texts.scriptStopHere) { model.save() }
                .buttonStyle(BigButton(isMain: model.question == nil))
            Button(app.texts.scriptDrop, role: .destructive) { isDropping = true }.buttonStyle(RowButton())
        }
    }

    private var typing: Binding<String> { Binding(get: { model.typing }, set: { model.type($0) }) }
    private var note: Binding<String> { Binding(get: { model.note }, set: { model.write(note: $0) }) }

    private func isNumber(_ question: Question) -> Bool {
        if case .number = question.form { true } else { false }
    }
}

import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// What is held of somebody that is other than shown.
struct PutRightView: View {
    @Bindable var model: PutRightModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        List {
            if !model.choices.isEmpty {
                Section(texts.putRightWhose) {
                    ChoiceRows(choices: model.choices.map { ($0.about, $0.title) }, chosen: $model.about)
                }
            }
            Section {
                if model.mayName { Button(texts.putRightName) { model.ask(.name) } }
                if let text = model.moveText { Button(text) { model.move() } }
                Button(texts.putRightLanguage) { model.ask(.language) }
                Button(texts.putRightAddPhone) { model.ask(.phone) }
                ForEach(model.phones, id: \.self) { number in
                    Button(texts.putRightRemovePhone(number: number)) { model.removePhone(number) }
                }
            } footer: {
                Text(texts.putRightAbout)
            }
            .buttonStyle(RowButton())
            Section(texts.putRightHistory) {
                if model.history.isEmpty { Text(texts.putRightHistoryNone) }
                ForEach(model.history) { row in
                    VStack(alignment: .leading) {
                        Text(row.text).bold()
                        Text(row.fateText)
                        Text(row.remark).font(.footnote)
                    }
                    .accessibilityElement(children: .combine)
                }
            }
        }
        .navigationTitle(texts.doorPutRight)
        .sheet(item: asked) { ask in
            NavigationStack { AskForm(model: model, ask: ask) }
                .presentationDetents([.medium, .large])
        }
    }

    private var asked: Binding<PutRightModel.Ask?> {
        Binding(get: { model.asking }, set: { if $0 == nil { model.stopAsking() } })
    }
}

/// What is to be typed or tapped.
private struct AskForm: View {
    @Bindable var model: PutRightModel
    let ask: PutRightModel.Ask
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        let language = texts.question(.language)
        SwiftUI.Form {
            switch ask {
            case .name:
                TextField(texts.addName, text: $model.text, prompt: Text(texts.addNameHint))
                    .autocorrectionDisabled()
                Text(texts.putRightNameAbout)
            case .language:
                ForEach(language.answers, id: \.self) { text in
                    Button(text) { model.pick(text) }.buttonStyle(RowButton())
                }
                TextField(language.hint, text: $model.text)
            case .phone:
                TextField(texts.putRightPhone, text: $model.text).keyboardType(.phonePad)
                Text(texts.putRightAbout)
            }
            if let text = model.wrongText { Label(text, systemImage: "exclamationmark.circle") }
            Button(ask == .name ? texts.putRightPropose : texts.commonSave) { model.save() }
                .buttonStyle(BigButton())
        }
        .navigationTitle(title)
    }

    private var title: String {
        switch ask {
        case .name: app.texts.putRightName
        case .language: app.texts.question(.language).title
        case .phone: app.texts.putRightAddPhone
        }
    }
}

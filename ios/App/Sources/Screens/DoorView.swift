import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// One door: who lives here, what happened before, and what happened now.
struct DoorView: View {
    let model: DoorModel
    @Environment(AppModel.self) private var app
    @Environment(\.thumb) private var thumb

    var body: some View {
        List {
            if model.isWithdrawn { MissingText(title: model.address, text: app.texts.doorWithdrawn) }
            if let text = model.accessText { Label(text, systemImage: "key") }
            if let text = model.holdText { Label(text, systemImage: "hand.raised").bold() }
            people
            if let text = model.languageText { Label(text, systemImage: "globe") }
            if let note = model.waitingNote {
                Label("\(app.texts.noteWaits)\n\(note)", systemImage: "note.text")
            }
            if !model.isWithdrawn { outcomes }
            history
            more
        }
        .navigationTitle(model.address)
        .sheet(item: asked) { choice in
            AskView(choice: choice) { model.answer($0) }
        }
    }

    private var asked: Binding<OutcomeChoice?> {
        Binding(get: { model.asking }, set: { if $0 == nil { model.stopAsking() } })
    }

    private var people: some View {
        Section(app.texts.doorWho) {
            if model.people.isEmpty { Text(app.texts.doorNobodyKnown) }
            ForEach(model.people) { person in
                Button {
                    model.choose(person.id)
                } label: {
                    HStack {
                        Image(systemName: model.chosen == person.id ? "largecircle.fill.circle" : "circle")
                        VStack(alignment: .leading) {
                            Text(person.name).font(.title3.bold())
                            if let text = person.partyText { Text(text) }
                            ForEach(person.facts, id: \.self) { Text($0) }
                            if let text = person.holdText { Label(text, systemImage: "hand.raised") }
                        }
                    }
                }
                .buttonStyle(RowButton())
                .accessibilityAddTraits(model.chosen == person.id ? .isSelected : [])
            }
        }
    }

    private var outcomes: some View {
        Section(app.texts.doorWhatHappened) {
            if let text = model.talkText {
                Button(text, systemImage: "text.bubble") { model.talk() }.buttonStyle(BigButton())
            }
            ForEach(model.bigChoices) { choice in
                Button(choice.title) { model.tap(choice) }.buttonStyle(BigButton(isMain: choice.id == 0))
            }
            DisclosureGroup(app.texts.doorMoreOutcomes) {
                ForEach(model.moreChoices) { choice in
                    Button(choice.title) { model.tap(choice) }.buttonStyle(RowButton())
                }
            }
        }
        .listRowSeparator(.hidden)
    }

    private var history: some View {
        Section(app.texts.doorHistory) {
            if model.history.isEmpty { Text(app.texts.doorHistoryNone) }
            ForEach(model.history) { row in
                VStack(alignment: .leading) {
                    Text(row.text)
                    if let name = row.name { Text(name) }
                    if let note = row.noteText { Text(note) }
                    if !row.answers.isEmpty { Text(row.answers.formatted(.list(type: .and))) }
                    if let remark = row.remark { Text(remark).font(.footnote) }
                }
                .accessibilityElement(children: .combine)
            }
        }
    }

    private var more: some View {
        Section(app.texts.doorDoMore) {
            Button(app.texts.doorAddNote, systemImage: "note.text") { model.addNote() }
            Button(app.texts.doorPutRight, systemImage: "pencil") { model.putRight() }
            Button(app.texts.doorAddPerson, systemImage: "person.badge.plus") { model.addPerson() }
            Button(app.texts.doorDoNotContact, systemImage: "hand.raised") { model.doNotContact() }
            Button(app.texts.doorReportIncident, systemImage: "exclamationmark.triangle") { model.reportIncident() }
            Button(app.texts.doorTheirData, systemImage: "person.text.rectangle") { model.theirData() }
        }
        .buttonStyle(RowButton())
    }
}

/// What an outcome still has to be told: a tap on a usual answer, or a word.
struct AskView: View {
    let choice: OutcomeChoice
    let answer: (String) -> Void
    @Environment(AppModel.self) private var app
    @State private var typed = ""

    var body: some View {
        NavigationStack {
            if let ask = choice.ask {
                let question = app.texts.question(ask)
                SwiftUI.Form {
                    ForEach(question.answers, id: \.self) { text in
                        Button(text) { answer(text) }.buttonStyle(RowButton())
                    }
                    TextField(question.hint, text: $typed, axis: .vertical)
                        .keyboardType(ask == .count ? .numberPad : .default)
                    Button(app.texts.commonSave) { answer(typed) }.buttonStyle(BigButton())
                }
                .navigationTitle(question.title)
            }
        }
        .presentationDetents([.medium, .large])
    }
}

import SwiftUI
import TurfwalkModels

/// A building by its floors.
struct EntranceView: View {
    let model: EntranceModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        List {
            if model.isWithdrawn { MissingText(title: model.address, text: texts.doorWithdrawn) }
            Section {
                Text(model.doneText)
                Label(model.accessText, systemImage: "key")
                Button(texts.doorBuzzedIn) { model.buzzedIn() }.buttonStyle(BigButton())
                Text(texts.doorBuzzedInAbout).font(.footnote)
            }
            ForEach(model.floors) { floor in
                Section(floor.title) {
                    ForEach(floor.doors) { door in
                        Button {
                            model.open(door.id)
                        } label: {
                            HStack {
                                StateMark(state: door.state)
                                Text(door.unitText).bold()
                                VStack(alignment: .leading) {
                                    Text(door.who)
                                    Text(door.stateText).font(.footnote)
                                }
                            }
                        }
                        .buttonStyle(RowButton())
                        .accessibilityElement(children: .ignore)
                        .accessibilityLabel(door.label)
                        .accessibilityAddTraits(.isButton)
                    }
                }
            }
            Section(texts.doorEntranceOutcome) {
                ForEach(model.choices) { choice in
                    Button(choice.title) { model.tap(choice) }.buttonStyle(RowButton())
                }
            }
            if model.isIn {
                Button(texts.doorLeaveBuilding) { model.leaveBuilding() }.buttonStyle(BigButton(isMain: false))
            }
        }
        .navigationTitle(model.address)
        .sheet(item: .init(get: { model.asking }, set: { if $0 == nil { model.stopAsking() } })) { choice in
            AskView(choice: choice) { model.answer($0) }
        }
    }
}

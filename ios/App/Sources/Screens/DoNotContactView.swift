import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// A wish to be left alone.
struct DoNotContactView: View {
    @Bindable var model: DoNotContactModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Text(texts.doNotContactSay).font(.title3)
            Section(texts.doNotContactScope) {
                ChoiceRows(choices: model.scopes.map { ($0.scope, $0.title) }, chosen: $model.scope)
            }
            if model.scope == .person, model.people.count > 1 {
                Section(texts.doNotContactWhichPerson) {
                    ChoiceRows(
                        choices: model.people.map { (Optional($0.key), $0.name) }, chosen: $model.person)
                }
            }
            Section(texts.doNotContactChannels) {
                Toggle(texts.doNotContactChannelsAll, isOn: all)
                ForEach(model.channelChoices, id: \.channel) { choice in
                    Toggle(choice.title, isOn: contains(choice.channel))
                }
            }
            Section(texts.doNotContactWhy) {
                ChoiceRows(choices: model.whys.map { ($0.why, $0.title) }, chosen: $model.why)
            }
            Text(texts.doNotContactBody)
            Button(texts.doNotContactConfirm) { model.confirm() }
                .buttonStyle(BigButton())
                .disabled(!model.canConfirm)
        }
        .navigationTitle(texts.doNotContactTitle)
    }

    private var all: Binding<Bool> {
        Binding(get: { model.channels.isEmpty }, set: { if $0 { model.channels = [] } })
    }

    private func contains(_ channel: Channel) -> Binding<Bool> {
        Binding(
            get: { model.channels.contains(channel) },
            set: { if $0 { model.channels.insert(channel) } else { model.channels.remove(channel) } })
    }
}

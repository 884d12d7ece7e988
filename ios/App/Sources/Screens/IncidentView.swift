import SwiftUI
import TurfwalkCore
import TurfwalkModels

/// Something happened that others must know of.
struct IncidentView: View {
    @Bindable var model: IncidentModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Section(texts.incidentDangerTitle) {
                Text(texts.incidentDangerBody)
                if let number = model.emergency { call(texts.incidentCallEmergency(number: number), number) }
                if let number = model.helpLine {
                    call(texts.incidentCallHelpLine(number: number), number)
                } else {
                    Text(texts.incidentNoHelpLine)
                }
            }
            Section(texts.incidentKind) {
                ChoiceRows(choices: model.kinds.map { (Optional($0.kind), $0.title) }, chosen: $model.kind)
            }
            Section(texts.incidentUrgency) {
                ChoiceRows(choices: model.urgencies.map { ($0.urgency, $0.title) }, chosen: $model.urgency)
            }
            Section(texts.incidentText) {
                TextField(texts.incidentText, text: $model.text, prompt: Text(texts.incidentTextHint), axis: .vertical)
                    .lineLimit(3...)
                if let text = model.whereText { Text(text) }
                if model.canSendPosition { Toggle(texts.incidentAddPosition, isOn: $model.sendsPosition) }
            }
            if let text = model.wrongText { Label(text, systemImage: "exclamationmark.circle") }
            Button(texts.incidentSend) { model.send() }.buttonStyle(BigButton())
            Section(texts.incidentMine) {
                if model.reported.isEmpty { Text(texts.incidentNone) }
                ForEach(model.reported) { row in
                    VStack(alignment: .leading) {
                        Text(row.text).bold()
                        Text(row.stateText)
                    }
                    .accessibilityElement(children: .combine)
                }
            }
        }
        .navigationTitle(texts.incidentTitle)
    }

    @ViewBuilder private func call(_ title: String, _ number: String) -> some View {
        let digits = number.filter { $0.isNumber || $0 == "+" }
        if let url = URL(string: "tel:\(digits)") {
            Link(title, destination: url).buttonStyle(BigButton())
        }
    }
}

import SwiftUI
import TurfwalkModels

/// A person, or a door, that is not on the list.
struct AddView: View {
    @Bindable var model: AddModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        SwiftUI.Form {
            Section(texts.addPersonTitle) {
                Text(texts.addPersonBody)
                TextField(texts.addName, text: $model.name, prompt: Text(texts.addNameHint))
                    .textContentType(.name)
                    .autocorrectionDisabled()
                Button(texts.addSavePerson) { model.addPerson() }.buttonStyle(BigButton())
            }
            if let text = model.wrongText { Label(text, systemImage: "exclamationmark.circle") }
            Section(texts.addDoorTitle) {
                Text(texts.addDoorBody(address: model.address))
                TextField(texts.addNumber, text: $model.number)
                TextField(texts.addStreet, text: $model.street)
                TextField(texts.addUnit, text: $model.unit, prompt: Text(texts.commonOptional))
                Button(texts.addSaveDoor) { model.addDoor() }.buttonStyle(BigButton(isMain: false))
            }
        }
        .navigationTitle(model.address)
    }
}

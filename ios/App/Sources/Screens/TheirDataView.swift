import SwiftUI
import TurfwalkModels

/// A card to show at the door: what is held, by whom, why, and how to object.
struct TheirDataView: View {
    @Bindable var model: TheirDataModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        List {
            Text(texts.theirDataShow).font(.footnote)
            if model.people.count > 1 {
                Section(texts.theirDataWho) {
                    ChoiceRows(choices: model.people.map { (Optional($0.key), $0.name) }, chosen: $model.person)
                }
            }
            Section(texts.theirDataHeld) {
                ForEach(model.held, id: \.self) { Text($0).font(.title3) }
            }
            if let notice = model.notice {
                Section(texts.theirDataHeldBy) { Text(notice.heldBy) }
                Section(texts.theirDataPurpose) { Text(notice.purpose) }
                Section(texts.theirDataSource) { Text(notice.source) }
                Section(texts.theirDataContact) { Text(notice.contact) }
            } else {
                Text(texts.theirDataNoNotice)
            }
            Text(texts.theirDataRights)
            Button(texts.theirDataObject) { model.object() }.buttonStyle(BigButton())
            Text(texts.theirDataObjectAbout).font(.footnote)
        }
        .navigationTitle(texts.theirDataTitle)
    }
}

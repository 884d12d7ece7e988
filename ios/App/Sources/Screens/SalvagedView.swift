import SwiftUI
import TurfwalkModels

/// The database before this one is gone: what came of it.
struct SalvagedView: View {
    let model: SalvagedModel
    @Environment(AppModel.self) private var app

    var body: some View {
        let texts = app.texts
        List {
            Text(texts.salvagedBody)
            Text(model.foundText).bold()
            Text(model.lostText).bold()
            Text(texts.salvagedComesBack)
            Text(texts.salvagedWhatToDo)
            Button(texts.salvagedUnderstood) { model.understood() }.buttonStyle(BigButton())
        }
        .navigationTitle(texts.salvagedTitle)
    }
}

/// The database can't be opened, yet.
struct ClosedView: View {
    let problem: Problem
    @Environment(AppModel.self) private var app
    @State private var isSure = false

    var body: some View {
        let texts = app.texts
        List {
            Label(problem.sentence, systemImage: "lock")
            Button(texts.commonRetry) { app.open() }.buttonStyle(BigButton())
            if problem.remedy == .startAfresh {
                Button(texts.errorStartAfresh) { isSure = true }.buttonStyle(BigButton(isMain: false))
            }
        }
        .confirmationDialog(texts.errorStartAfreshSure, isPresented: $isSure, titleVisibility: .visible) {
            Button(texts.errorStartAfresh, role: .destructive) { app.startAfresh() }
        }
    }
}

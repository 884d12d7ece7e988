import SwiftUI
import TurfwalkModels

/// Today's lists, what became of what was recorded, and the server.
struct TodayView: View {
    let model: TodayModel
    @Environment(AppModel.self) private var app

    var body: some View {
        List {
            news
            if let empty = model.emptyText {
                MissingText(title: empty.title, text: empty.body)
                if model.isShutOut {
                    Button(app.texts.todayScanNewCode) { app.go(to: .join) }.buttonStyle(BigButton())
                }
            }
            lists
            unfinished
            receipts
            Section {
                Button(app.texts.todayReportIncident, systemImage: "exclamationmark.triangle") {
                    app.go(to: .incident(nil))
                }
                .buttonStyle(RowButton())
                Button(app.texts.todaySettings, systemImage: "gearshape") { app.go(to: .settings) }
                    .buttonStyle(RowButton())
            }
        }
        .navigationTitle(model.campaign ?? app.texts.todayTitle)
        .refreshable { await app.sync() }
    }

    @ViewBuilder private var news: some View {
        if !model.newsTexts.isEmpty {
            Section {
                ForEach(model.newsTexts, id: \.self) { Label($0, systemImage: "bell") }
                Button(app.texts.commonOk) { model.readNews() }.buttonStyle(RowButton())
            }
        }
    }

    private var lists: some View {
        ForEach(model.lists) { list in
            Section {
                Button {
                    model.open(list)
                } label: {
                    VStack(alignment: .leading, spacing: 4) {
                        Text(list.name).font(.title3.bold())
                        Text(list.jobText)
                        Text(list.doneText)
                        Text(list.lengthText)
                        ForEach(list.remarks, id: \.self) { Text($0).font(.footnote) }
                        ProgressView(value: Double(list.done), total: Double(max(1, list.doors)))
                    }
                }
                .buttonStyle(RowButton())
                .accessibilityElement(children: .ignore)
                .accessibilityLabel(list.label)
                .accessibilityHint(app.texts.todayOpenList(name: list.name))
                .accessibilityAddTraits(.isButton)
            }
        }
    }

    @ViewBuilder private var unfinished: some View {
        if !model.unfinished.isEmpty {
            Section(app.texts.todayDraftsTitle) {
                ForEach(model.unfinished) { row in
                    Button(row.text, systemImage: "square.and.pencil") { model.goOn(row) }.buttonStyle(RowButton())
                }
            }
        }
    }

    private var receipts: some View {
        Section(app.texts.todayReceiptsTitle) {
            Text(model.receiptsText).font(.headline)
            if let text = model.unsentText { Text(text) }
            if let text = model.backedUpText { Text(text) }
            Text(app.isSyncing ? app.texts.commonSyncing : model.contactText)
            if let problem = app.syncProblem { Label(problem.sentence, systemImage: "wifi.slash") }
            if let text = model.leaseText { Label(text, systemImage: "hourglass") }
            Button(app.texts.commonSyncNow) { Task { await app.sync() } }
                .buttonStyle(RowButton())
                .disabled(app.isSyncing)
            if !model.refusedTexts.isEmpty {
                DisclosureGroup(app.texts.todayRefusedTitle(count: model.refused.count)) {
                    Text(app.texts.todayRefusedBody)
                    ForEach(model.refusedTexts, id: \.self) { Text($0) }
                }
            }
        }
    }
}

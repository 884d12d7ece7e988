import SwiftUI
import TurfwalkModels

/// The walk: the next stop large, what to do there, those after it, and the map.
struct WalkView: View {
    let model: WalkModel
    @Environment(AppModel.self) private var app
    @State private var showsMap = false
    @State private var plan: PlanModel?
    @State private var choosesStop = false

    var body: some View {
        Group {
            if showsMap { MapView(model: model.map) } else { stops }
        }
        .navigationTitle(model.list?.summary.name ?? app.texts.walkTitle)
        .navigationBarTitleDisplayMode(.inline)
        .toolbar {
            Button(showsMap ? app.texts.walkList : app.texts.walkMap, systemImage: showsMap ? "list.bullet" : "map") {
                showsMap.toggle()
            }
            Menu(app.texts.commonMore, systemImage: "ellipsis.circle") {
                Button(app.texts.walkPlanTitle) { plan = model.planning() }
                Button(app.texts.walkElsewhere) { choosesStop = true }
                Button(app.texts.todayReportIncident) { app.go(to: .incident(nil)) }
            }
        }
        .sheet(item: $plan) { PlanView(plan: $0, walk: model) }
        .sheet(isPresented: $choosesStop) { ElsewhereView(model: model) }
    }

    private var stops: some View {
        List {
            if let rest = model.restText {
                MissingText(title: rest.title, text: rest.body)
                if model.isWithdrawn { Button(app.texts.walkToToday) { app.backToToday() }.buttonStyle(BigButton()) }
            }
            if let again = model.againText { MissingText(title: again.title, text: again.body) }
            if let next = model.next { NextStopView(next: next, model: model) }
            if let text = model.leftOutText { Text(text) }
            if model.list?.summary.replanned == true { Text(app.texts.walkReplanned).font(.footnote) }
            sections(model.ahead)
            if !model.later.isEmpty {
                Text(app.texts.walkLater(count: model.later.reduce(0) { $0 + $1.stops.count }))
                sections(model.later)
            }
        }
    }

    private func sections(_ headings: [Heading]) -> some View {
        ForEach(headings) { heading in
            Section(heading.text) {
                ForEach(heading.stops) { StopRowView(stop: $0) { model.open($0) } }
            }
        }
    }
}

/// The next stop: its number as large as it goes, the way there, and one button.
struct NextStopView: View {
    let next: NextStop
    let model: WalkModel
    @Environment(AppModel.self) private var app
    @Environment(\.thumb) private var thumb
    @ScaledMetric(relativeTo: .largeTitle) private var houseSize = 72.0

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            VStack(alignment: .leading) {
                Text(next.house)
                    .font(.system(size: houseSize, weight: .heavy, design: .rounded)).minimumScaleFactor(0.4)
                Text(next.street).font(.title2.bold())
                Text(next.who).font(.title3)
                if let distance = next.distance { Text(distance).font(.title3) }
            }
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(next.label)
            .accessibilityAddTraits(.isHeader)
            if let text = next.holdText { Label(text, systemImage: "hand.raised").bold() }
            if let text = next.accessText { Label(text, systemImage: "key") }
            ForEach(next.crossings, id: \.at) { crossing in
                Label {
                    VStack(alignment: .leading) {
                        Text(crossing.what).bold()
                        Text(crossing.place)
                        if let mind = crossing.mind { Text(mind).foregroundStyle(Palette.warning) }
                    }
                } icon: {
                    Image(systemName: "figure.walk")
                }
                .accessibilityElement(children: .combine)
            }
            if !next.way.isEmpty {
                DisclosureGroup(app.texts.walkTheWay) {
                    ForEach(Array(next.way.enumerated()), id: \.offset) { Text($0.element) }
                }
            }
            Text("\(next.left)\n\(next.toGo)").font(.subheadline)
            buttons
        }
        .padding(.vertical, 8)
    }

    private var buttons: some View {
        VStack(alignment: thumb, spacing: 12) {
            if model.isFlyerJob {
                Button(app.texts.walkFlyerDelivered) { model.deliver() }.buttonStyle(BigButton())
            }
            Button(next.stop.building == nil ? app.texts.walkOpenDoor : app.texts.walkOpenBuilding) {
                model.openNext()
            }
            .buttonStyle(BigButton(isMain: !model.isFlyerJob))
            Button(app.texts.walkSkip) { model.skip() }
                .frame(minWidth: 96, minHeight: 48)
                .buttonStyle(.bordered)
        }
    }
}

/// A stop in a list of stops.
struct StopRowView: View {
    let stop: StopRow
    let open: (UInt32) -> Void

    var body: some View {
        Button {
            open(stop.id)
        } label: {
            HStack {
                StateMark(state: stop.state)
                Text(stop.house).font(.title3.bold())
                VStack(alignment: .leading) {
                    Text(stop.stateText)
                    if let text = stop.buildingText { Text(text) }
                }
                .font(.subheadline)
                Spacer()
                Text(String(stop.id)).font(.footnote).foregroundStyle(Palette.quiet)
            }
        }
        .buttonStyle(RowButton())
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(stop.label)
        .accessibilityAddTraits(.isButton)
    }
}

/// Where the walker stands, chosen from all stops.
struct ElsewhereView: View {
    let model: WalkModel
    @Environment(AppModel.self) private var app
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        NavigationStack {
            List {
                Text(app.texts.walkElsewhereBody)
                ForEach(model.allStops) { heading in
                    Section(heading.text) {
                        ForEach(heading.stops) { stop in
                            StopRowView(stop: stop) {
                                model.goOn(from: $0)
                                dismiss()
                            }
                        }
                    }
                }
            }
            .navigationTitle(app.texts.walkElsewhere)
            .toolbar { Button(app.texts.commonCancel) { dismiss() } }
        }
    }
}

import SwiftUI
import TurfwalkModels

/// How the walker wishes to walk.
struct PlanView: View {
    @Bindable var plan: PlanModel
    let walk: WalkModel
    @Environment(AppModel.self) private var app
    @Environment(\.dismiss) private var dismiss

    var body: some View {
        let texts = app.texts
        NavigationStack {
            SwiftUI.Form {
                Picker(texts.walkFrom, selection: $plan.start) {
                    Text(texts.walkFromAnywhere).tag(PlanModel.Start.anywhere)
                    if let number = walk.next?.stop.number {
                        Text(texts.walkFromStop(number: String(number))).tag(PlanModel.Start.stop(number))
                    }
                    Text(texts.walkFromPosition).tag(PlanModel.Start.position)
                }
                if let text = plan.positionText { Text(text) }
                Picker(texts.walkTo, selection: $plan.endsAtStart) {
                    Text(texts.walkToAnywhere).tag(false)
                    Text(texts.walkToStart).tag(true)
                }
                Section(texts.walkStyle) {
                    ChoiceRows(choices: plan.styles.map { ($0.style, $0.title) }, chosen: $plan.style)
                }
                Picker(texts.walkTime, selection: $plan.minutes) {
                    ForEach(plan.budgets, id: \.self) { Text(plan.budgetText($0)).tag($0) }
                }
                Toggle(texts.walkAvoidSteps, isOn: $plan.avoidsSteps)
                Picker(texts.walkWalkers, selection: $plan.walkers) {
                    Text(texts.walkWalkersOne).tag(UInt32(1))
                    Text(texts.walkWalkersTwo).tag(UInt32(2))
                }
                if plan.walkers == 2 {
                    Picker(texts.walkWalkerWhich, selection: $plan.walker) {
                        Text(texts.walkWalker(number: "1")).tag(UInt32(1))
                        Text(texts.walkWalker(number: "2")).tag(UInt32(2))
                    }
                    Text(texts.walkWalkersAbout).font(.footnote)
                }
                Button(texts.walkReplan) { run { await plan.replan() } }.buttonStyle(BigButton())
                Button(texts.walkAsListed) { run { await plan.asListed() } }.buttonStyle(BigButton(isMain: false))
            }
            .disabled(walk.isPlanning)
            .navigationTitle(texts.walkPlanTitle)
            .toolbar { Button(texts.commonCancel) { dismiss() } }
        }
    }

    private func run(_ planning: @escaping () async -> Void) {
        Task {
            await planning()
            dismiss()
        }
    }
}

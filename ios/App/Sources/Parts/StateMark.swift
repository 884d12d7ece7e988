import SwiftUI
import TurfwalkCore

/// How far one is with a stop: a shape for each state, beside its word.
struct StateMark: View {
    let state: StopState

    var body: some View {
        Image(systemName: symbol)
            .foregroundStyle(Palette.state(state))
            .accessibilityHidden(true)
    }

    private var symbol: String {
        switch state {
        case .open: "circle"
        case .tryAgain: "arrow.clockwise.circle"
        case .done: "checkmark.circle.fill"
        case .leaveAlone: "minus.circle.fill"
        }
    }
}

/// What stands in the place of something that is not there: a list, a stop, a map.
struct MissingText: View {
    let title: String
    let text: String

    var body: some View {
        VStack(spacing: 12) {
            Text(title).font(.title2.bold())
            Text(text)
        }
        .multilineTextAlignment(.center)
        .padding()
        .frame(maxWidth: .infinity)
        .accessibilityElement(children: .combine)
    }
}

import SwiftUI
import TurfwalkModels

/// The big button of a screen: 64 points high and more, for a thumb in a glove.
struct BigButton: ButtonStyle {
    var isMain = true

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .font(.title3.bold())
            .multilineTextAlignment(.center)
            .frame(maxWidth: .infinity, minHeight: 64)
            .padding(.horizontal, 12)
            .foregroundStyle(isMain ? Palette.onAccent : Palette.accent)
            .background(isMain ? Palette.accent : .clear, in: .rect(cornerRadius: 16))
            .overlay { RoundedRectangle(cornerRadius: 16).stroke(Palette.accent, lineWidth: isMain ? 0 : 2) }
            .opacity(configuration.isPressed ? 0.7 : 1)
            .contentShape(.rect)
    }
}

/// A row that one can tap: as high as a finger is wide.
struct RowButton: ButtonStyle {
    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
            .opacity(configuration.isPressed ? 0.7 : 1)
            .contentShape(.rect)
    }
}

extension EnvironmentValues {
    /// The side that the thumb reaches: where main buttons stand.
    @Entry var thumb: HorizontalAlignment = .trailing
}

/// A choice of one out of several, each a row with its mark: said, not by colour alone.
struct ChoiceRows<Value: Hashable>: View {
    let choices: [(value: Value, title: String)]
    @Binding var chosen: Value

    var body: some View {
        ForEach(choices, id: \.value) { choice in
            Button {
                chosen = choice.value
            } label: {
                Label(choice.title, systemImage: chosen == choice.value ? "largecircle.fill.circle" : "circle")
            }
            .buttonStyle(RowButton())
            .accessibilityAddTraits(chosen == choice.value ? .isSelected : [])
        }
    }
}

/// The larger text of the settings, never smaller than what the system asks for.
struct ChosenTextSize: ViewModifier {
    let size: TextSize
    @Environment(\.dynamicTypeSize) private var system

    func body(content: Content) -> some View {
        switch size {
        case .asOnPhone: content
        case .large: content.dynamicTypeSize(max(system, .xxLarge))
        case .largest: content.dynamicTypeSize(max(system, .accessibility2))
        }
    }
}

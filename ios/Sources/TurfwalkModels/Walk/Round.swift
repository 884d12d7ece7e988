import TurfwalkCore

/// One round through a list: which stops are still to come, and from which of them on. The
/// first round goes to where nobody has tried; another goes to those worth coming again.
struct Round: Equatable, Sendable {
    /// Number of the stop that the round starts at; the list's first where it is missing.
    var from: UInt32?
    /// Whether it goes to stops that were tried before.
    var isAgain = false
    /// Stops that were tried in this round.
    var tried: Set<UInt32> = []

    /// The stops still to come, the next one first. Those before `from` come last.
    func queue(_ stops: [StopView]) -> [StopView] {
        let start = stops.firstIndex { $0.number == from } ?? 0
        let inOrder = stops[start...] + stops[..<start]
        return inOrder.filter { stop in
            switch stop.state {
            case .open: true
            case .tryAgain: isAgain && !tried.contains(stop.number)
            case .done, .leaveAlone: false
            }
        }
    }
}

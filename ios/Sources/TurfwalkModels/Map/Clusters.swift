import TurfwalkCore

/// A sign on the map: one stop, or several that would lie on each other.
public struct MapSign: Identifiable, Equatable, Sendable {
    /// Number of its first stop.
    public let id: UInt32
    public let at: ScreenPoint
    /// The stops that it stands for, in walking order.
    public let numbers: [UInt32]
    /// How far one is with the stop, or with the least far of them.
    public let state: StopState
    /// "12" or "12 stops here".
    public let text: String
    /// What a screen reader says.
    public let label: String
}

/// Width of a sign on the screen: signs nearer to each other than that become one.
let signWidth = 30.0

/// Stops of one place on the screen.
struct Cluster: Equatable {
    var at: ScreenPoint
    var stops: [StopView]
}

/// Stops as they lie on the screen, those that would overlap together. Stops are taken in walking
/// order, so a cluster keeps its first stop's place while one looks closer. Each is compared with
/// those of its own and the eight neighbouring squares of a grid alone.
func clusters(_ stops: [(stop: StopView, at: ScreenPoint)], width: Double = signWidth) -> [Cluster] {
    struct Square: Hashable {
        let column: Int
        let row: Int
    }
    var clusters: [Cluster] = []
    var grid: [Square: [Int]] = [:]
    for (stop, at) in stops {
        let (column, row) = (Int((at.x / width).rounded(.down)), Int((at.y / width).rounded(.down)))
        let near = (column - 1...column + 1).flatMap { column in
            (row - 1...row + 1).flatMap { grid[Square(column: column, row: $0)] ?? [] }
        }
        if let index = near.first(where: { clusters[$0].at.distance(to: at) < width }) {
            clusters[index].stops.append(stop)
        } else {
            grid[Square(column: column, row: row), default: []].append(clusters.count)
            clusters.append(Cluster(at: at, stops: [stop]))
        }
    }
    return clusters
}

extension Texts {
    func sign(_ cluster: Cluster) -> MapSign {
        let stops = cluster.stops
        let order: [StopState] = [.open, .tryAgain, .done, .leaveAlone]
        let state = order.first { state in stops.contains { $0.state == state } } ?? .open
        let first = stops[0]
        let text = stops.count == 1 ? String(first.number) : String(stops.count)
        let label =
            stops.count == 1
            ? walkStopLabel(
                number: text, house: first.house, street: first.street, state: self.state(state))
            : walkMapGroup(count: stops.count)
        return MapSign(
            id: first.number, at: cluster.at, numbers: stops.map(\.number), state: state, text: text,
            label: label)
    }
}

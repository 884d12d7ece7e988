import Observation
import TurfwalkCore

/// A line to draw.
public struct MapLine: Equatable, Sendable {
    public let points: [ScreenPoint]
    public let road: RoadClass
    public let name: String?
}

/// The map of a walk: which streets, signs and lines are where on the screen. It draws nothing.
@MainActor
@Observable
public final class MapModel {
    public private(set) var projection: Projection?
    public private(set) var streets: [MapLine] = []
    public private(set) var signs: [MapSign] = []
    /// The leg to the next stop.
    public private(set) var leg: [ScreenPoint] = []
    public private(set) var next: ScreenPoint?
    @ObservationIgnored private var all: [(street: MapStreet, extent: Extent)] = []
    @ObservationIgnored private unowned let walk: WalkModel

    init(_ walk: WalkModel) {
        self.walk = walk
    }

    /// Where the walker is, if the app may know.
    public var walker: ScreenPoint? {
        guard walk.app.settings.usesPosition, let at = walk.app.platform.position else { return nil }
        return projection?.point(at)
    }

    /// What stands in the place of a map, or of its streets.
    public var missingText: String? {
        let texts = walk.app.texts
        if places.isEmpty { return texts.walkMapEmpty }
        return all.isEmpty ? texts.walkMapNoStreets : nil
    }

    /// What a screen reader says of the whole.
    public var label: String {
        let stops = walk.list?.stops ?? []
        let done = stops.count { $0.state == .done }
        return walk.app.texts.walkMapLabel(count: stops.count, done: String(done))
    }

    /// Reads the streets, once: in the background.
    public func load() async {
        guard all.isEmpty, let phone = walk.app.phone else { return }
        let id = walk.id
        do {
            let streets = try await offMain { try phone.streetMap(id: id).streets }
            all = streets.compactMap { street in Extent(street.line).map { (street, $0) } }
            draw()
        } catch {
            walk.app.report(error)
        }
    }

    /// The map has this size on the screen, in points; the first time it shows the whole walk.
    public func resize(width: Double, height: Double) {
        guard width > 0, height > 0 else { return }
        if projection == nil {
            let centre = places.first ?? LatLon(latE7: 0, lonE7: 0)
            projection = Projection(centre: centre, metresPerPoint: 1, width: width, height: height)
            return showAll()
        }
        projection?.width = width
        projection?.height = height
        draw()
    }

    public func showAll() {
        guard let extent = Extent(places) else { return }
        projection = projection?.fitting(extent)
        draw()
    }

    /// The next stop and the leg to it.
    public func showNext() {
        guard let next = walk.next, let at = next.stop.at else { return }
        guard let extent = Extent(next.line + [at]) else { return }
        projection = projection?.fitting(extent)
        if let scale = projection?.metresPerPoint { projection?.metresPerPoint = max(scale, 0.6) }
        draw()
    }

    public func showWalker() {
        guard let at = walk.app.platform.position else { return }
        projection?.centre = at
        draw()
    }

    /// The fingers have moved by so many points.
    public func pan(x: Double, y: Double) {
        guard let now = projection else { return }
        projection?.centre = now.place(ScreenPoint(now.width / 2 - x, now.height / 2 - y))
        draw()
    }

    /// Looks closer (`factor` above 1) or wider; what is at `point` stays there.
    public func zoom(by factor: Double, at point: ScreenPoint) {
        guard let now = projection, factor > 0 else { return }
        let place = now.place(point)
        projection?.metresPerPoint = min(
            Projection.widest, max(Projection.closest, now.metresPerPoint / factor))
        guard let moved = projection?.point(place) else { return }
        pan(x: point.x - moved.x, y: point.y - moved.y)
    }

    /// The sign at `point`, as wide as a thumb.
    public func sign(at point: ScreenPoint) -> MapSign? {
        let near = signs.min { $0.at.distance(to: point) < $1.at.distance(to: point) }
        return near.flatMap { $0.at.distance(to: point) <= 22 ? $0 : nil }
    }

    /// A sign was tapped: its stop opens; a group comes closer.
    public func tap(_ sign: MapSign) {
        if sign.numbers.count == 1 { return walk.open(sign.numbers[0]) }
        zoom(by: 2.5, at: sign.at)
    }

    func draw() {
        guard let projection else { return }
        let extent = projection.extent
        streets = all.lazy.filter { $0.extent.meets(extent) }.map { street, _ in
            MapLine(points: street.line.map(projection.point), road: street.class, name: street.name)
        }
        let stops = (walk.list?.stops ?? []).compactMap { stop in
            stop.at.map { (stop: stop, at: projection.point($0)) }
        }
        let visible = stops.filter { _, at in
            (-40...projection.width + 40).contains(at.x) && (-40...projection.height + 40).contains(at.y)
        }
        signs = clusters(visible).map(walk.app.texts.sign)
        leg = walk.next?.line.map(projection.point) ?? []
        next = walk.next?.stop.at.map(projection.point)
    }

    private var places: [LatLon] { (walk.list?.stops ?? []).compactMap(\.at) }
}

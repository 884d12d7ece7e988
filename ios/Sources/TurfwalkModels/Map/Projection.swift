import Foundation
import TurfwalkCore

/// A place on the screen, in points from its upper leading corner.
public struct ScreenPoint: Equatable, Sendable {
    public var x: Double
    public var y: Double

    public init(_ x: Double, _ y: Double) {
        (self.x, self.y) = (x, y)
    }

    func distance(to other: ScreenPoint) -> Double {
        hypot(x - other.x, y - other.y)
    }
}

/// A rectangle on earth, in 1e-7 degrees.
public struct Extent: Equatable, Sendable {
    public var south: Int32
    public var west: Int32
    public var north: Int32
    public var east: Int32

    /// The smallest that holds all of `places`; nothing for none.
    public init?(_ places: some Collection<LatLon>) {
        guard let first = places.first else { return nil }
        (south, north, west, east) = (first.latE7, first.latE7, first.lonE7, first.lonE7)
        for place in places {
            (south, north) = (min(south, place.latE7), max(north, place.latE7))
            (west, east) = (min(west, place.lonE7), max(east, place.lonE7))
        }
    }

    func meets(_ other: Extent) -> Bool {
        south <= other.north && north >= other.south && west <= other.east && east >= other.west
    }
}

/// What part of the earth is on the screen: a flat map that is true at its centre. A turf is a few
/// kilometres across, where the error of that is less than a line's width.
public struct Projection: Equatable, Sendable {
    public var centre: LatLon
    /// Metres that a point of the screen stands for.
    public var metresPerPoint: Double
    public var width: Double
    public var height: Double

    /// Metres in 1e-7 degrees of latitude.
    private static let metres = 0.0111319

    public func point(_ place: LatLon) -> ScreenPoint {
        let east = (Double(place.lonE7) - Double(centre.lonE7)) * Self.metres * shrink
        let north = (Double(place.latE7) - Double(centre.latE7)) * Self.metres
        return ScreenPoint(width / 2 + east / metresPerPoint, height / 2 - north / metresPerPoint)
    }

    public func place(_ point: ScreenPoint) -> LatLon {
        let east = (point.x - width / 2) * metresPerPoint / (Self.metres * shrink)
        let north = (height / 2 - point.y) * metresPerPoint / Self.metres
        return LatLon(
            latE7: Int32(clamping: Int64(Double(centre.latE7) + north)),
            lonE7: Int32(clamping: Int64(Double(centre.lonE7) + east)))
    }

    /// What is on the screen, and a margin around it.
    var extent: Extent {
        let corners = [place(ScreenPoint(-40, -40)), place(ScreenPoint(width + 40, height + 40))]
        return Extent(corners) ?? Extent(centre)
    }

    /// The same centre, wide enough for all of `extent` with a margin of 32 points.
    func fitting(_ extent: Extent) -> Projection {
        var fit = self
        fit.centre = LatLon(
            latE7: extent.south / 2 + extent.north / 2, lonE7: extent.west / 2 + extent.east / 2)
        let high = Double(extent.north - extent.south) * Self.metres
        let wide = Double(extent.east - extent.west) * Self.metres * fit.shrink
        fit.metresPerPoint = max(
            high / max(1, height - 64), wide / max(1, width - 64), Self.closest)
        return fit
    }

    /// The closest and the widest that one can look, in metres a point.
    static let closest = 0.15
    static let widest = 60.0

    /// How much shorter a degree of longitude is here than one of latitude.
    private var shrink: Double { cos(Double(centre.latE7) / 1e7 * .pi / 180) }
}

extension Extent {
    init(_ place: LatLon) {
        (south, north, west, east) = (place.latE7, place.latE7, place.lonE7, place.lonE7)
    }
}

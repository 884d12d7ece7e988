import CoreLocation
import Observation
import TurfwalkCore

/// Where the walker is, while the screen is on and the setting too. The last place alone is held,
/// and nothing of it is kept.
@MainActor
@Observable
final class Whereabouts: NSObject {
    private(set) var position: LatLon?
    private(set) var isAllowed: Bool?
    @ObservationIgnored private let manager = CLLocationManager()
    @ObservationIgnored private var isWanted = false

    override init() {
        super.init()
        manager.delegate = self
        manager.desiredAccuracy = kCLLocationAccuracyNearestTenMeters
        manager.distanceFilter = 5
        manager.activityType = .fitness
    }

    func start() {
        isWanted = true
        switch manager.authorizationStatus {
        case .notDetermined: manager.requestWhenInUseAuthorization()
        case .authorizedAlways, .authorizedWhenInUse: manager.startUpdatingLocation()
        default: isAllowed = false
        }
    }

    func stop() {
        isWanted = false
        manager.stopUpdatingLocation()
        position = nil
    }
}

// The manager calls its delegate on the thread that made it, which is the main one.
extension Whereabouts: @preconcurrency CLLocationManagerDelegate {
    func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        switch manager.authorizationStatus {
        case .notDetermined: isAllowed = nil
        case .authorizedAlways, .authorizedWhenInUse:
            isAllowed = true
            if isWanted { manager.startUpdatingLocation() }
        default: isAllowed = false
        }
    }

    func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        guard isWanted, let place = locations.last, place.horizontalAccuracy >= 0 else { return }
        position = LatLon(
            latE7: Int32(place.coordinate.latitude * 1e7), lonE7: Int32(place.coordinate.longitude * 1e7))
    }

    func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
        position = nil
    }
}

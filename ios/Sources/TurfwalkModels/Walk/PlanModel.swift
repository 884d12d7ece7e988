import Observation
import TurfwalkCore

/// How the walker wishes to walk: the sheet over the Walk screen.
@MainActor
@Observable
public final class PlanModel {
    /// Where the walk starts.
    public enum Start: Hashable, Sendable {
        case anywhere
        case stop(UInt32)
        case position
    }

    public var start: Start
    public var endsAtStart = false
    public var style = Style.quickest
    /// Minutes there are, knocking included; no limit where it is missing.
    public var minutes: UInt32?
    public var avoidsSteps = false
    public var walkers: UInt32 = 1
    /// Which of two this phone is.
    public var walker: UInt32 = 1
    @ObservationIgnored private unowned let walk: WalkModel

    init(_ walk: WalkModel) {
        self.walk = walk
        start = walk.next.map { .stop($0.stop.number) } ?? .anywhere
    }

    public var styles: [(style: Style, title: String, about: String?)] {
        let texts = walk.app.texts
        return [
            (.quickest, texts.walkStyleQuickest, texts.walkStyleQuickestAbout),
            (.oneSide, texts.walkStyleOneSide, texts.walkStyleOneSideAbout),
            (.zigzag, texts.walkStyleZigzag, texts.walkStyleZigzagAbout),
            (.odd, texts.walkStyleOdd, nil),
            (.even, texts.walkStyleEven, nil),
        ]
    }

    /// The times to choose from, in minutes.
    public var budgets: [UInt32?] { [nil, 30, 60, 90, 120, 180, 240] }

    public func budgetText(_ minutes: UInt32?) -> String {
        minutes.map { walk.app.texts.duration($0 * 60) } ?? walk.app.texts.walkNoLimit
    }

    /// Why the walk can't start where the phone is.
    public var positionText: String? {
        guard start == .position, walk.app.platform.position == nil else { return nil }
        let texts = walk.app.texts
        if !walk.app.settings.usesPosition { return texts.walkPositionOff }
        return walk.app.platform.mayPosition == false ? texts.errorPositionRefused : texts.walkPositionWaiting
    }

    public var wish: WalkWish {
        let from: LatLon? =
            switch start {
            case .anywhere: nil
            case .stop(let number): walk.stop(number)?.at
            case .position: walk.app.platform.position
            }
        return WalkWish(
            style: style, from: from, to: endsAtStart ? .start : .anywhere, minutes: minutes,
            avoidSteps: avoidsSteps, walkers: walkers, walker: walker)
    }

    /// Plans again, on this phone alone.
    public func replan() async {
        let (id, wish) = (walk.id, wish)
        await walk.plan { try $0.replan(id: id, wish: wish) }
    }

    /// Back to the order that print and organizer have.
    public func asListed() async {
        let id = walk.id
        await walk.plan { try $0.asListed(id: id) }
    }
}

extension WalkModel {
    /// The sheet of wishes, starting with none.
    public func planning() -> PlanModel { PlanModel(self) }
}

extension PlanModel: Identifiable {}

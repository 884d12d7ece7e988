import Observation
import TurfwalkCore

/// Today: the lists to walk, what became of what was recorded, and the server.
@MainActor
@Observable
public final class TodayModel {
    public private(set) var lists: [ListRow] = []
    public private(set) var receipts: Receipts?
    public private(set) var contactedMs: Int64?
    public private(set) var refused: [RefusedOp] = []
    public private(set) var lease: LeaseState?
    public private(set) var isShutOut = false
    public private(set) var campaign: String?
    /// Talks, notes and pages that were begun and are not recorded.
    public private(set) var unfinished: [UnfinishedRow] = []
    @ObservationIgnored unowned let app: AppModel

    init(_ app: AppModel) {
        self.app = app
        refresh()
    }

    /// What stands in the place of lists while there is none.
    public var emptyText: (title: String, body: String)? {
        let texts = app.texts
        if isShutOut { return (texts.todayShutOutTitle, texts.todayShutOutBody) }
        if !lists.isEmpty { return nil }
        return contactedMs == nil
            ? (texts.todayFirstRunTitle, texts.todayFirstRunBody)
            : (texts.todayEmptyTitle, texts.todayEmptyBody)
    }

    /// "87 on this phone, 87 safe on the server".
    public var receiptsText: String {
        guard let receipts, receipts.onPhone > 0 else { return app.texts.todayReceiptsNone }
        return app.texts.todayReceipts(count: Int(receipts.onPhone), safe: String(receipts.safe))
    }

    public var unsentText: String? {
        guard let unsent = receipts?.unsent, unsent > 0 else { return nil }
        return app.texts.todayUnsent(count: unsent)
    }

    public var backedUpText: String? {
        guard let receipts, receipts.backedUp > 0 else { return nil }
        return app.texts.todayBackedUp(count: Int(receipts.backedUp))
    }

    public var contactText: String {
        guard let contactedMs else { return app.texts.todayNeverContact }
        return app.texts.todayLastContact(moment: app.texts.ago(contactedMs, now: app.nowMs))
    }

    /// How long lists stay open without the server, when that is soon.
    public var leaseText: String? {
        guard case .open(let leftMs) = lease else { return nil }
        let hours = Int(leftMs / 3_600_000)
        return switch hours {
        case ..<24: app.texts.todayLeaseLeftHours(count: max(1, hours))
        case ..<48: app.texts.todayLeaseLeftDays(count: hours / 24)
        default: nil
        }
    }

    /// What the server refused, and why.
    public var refusedTexts: [String] {
        refused.map { "\(app.texts.todayRefusedRecord(number: String($0.n))): \(app.texts.refusal($0.why))" }
    }

    public var newsTexts: [String] {
        app.listNews.map { news in
            switch news {
            case .new(let name): app.texts.todayListNew(name: name)
            case .changed(let name): app.texts.todayListChanged(name: name)
            case .withdrawn(let name): app.texts.todayListWithdrawn(name: name)
            }
        }
    }

    public func readNews() {
        app.listNews = []
    }

    public func open(_ list: ListRow) {
        app.go(to: .walk(list.id))
    }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            let texts = app.texts
            isShutOut = try phone.standing() == .shutOut
            lease = try phone.lease(now: app.platform.clock)
            receipts = try phone.receipts()
            contactedMs = try phone.syncedAtMs()
            refused = try phone.refused()
            campaign = try phone.campaign()?.name
            let found = try phone.walkLists()
            if app.known == nil { app.known = found }
            lists = found.map { ListRow($0, texts) }
            unfinished = try phone.unfinished().enumerated().map {
                UnfinishedRow(id: $0, begun: $1, text: texts.unfinished($1))
            }
        } catch {
            app.report(error)
        }
    }
}

/// A walk list on the Today screen.
public struct ListRow: Identifiable, Equatable, Sendable {
    public let id: WalkListId
    public let name: String
    public let job: WalkJob
    public let jobText: String
    public let doneText: String
    /// "4.2 km, 1 h 10 min".
    public let lengthText: String
    /// What there is to know of its order: own, or by straight lines.
    public let remarks: [String]
    /// What a screen reader says of all this.
    public let label: String
    public let doors: UInt32
    public let done: UInt32

    init(_ list: ListSummary, _ texts: Texts) {
        id = list.id
        name = list.name
        job = list.job
        jobText = texts.job(list.job)
        (doors, done) = (list.doors, list.done)
        doneText =
            done == doors && doors > 0
            ? texts.todayAllDone
            : texts.todayDoneOf(done: String(done), count: Int(doors))
        let distance = texts.distance(list.totals.metres)
        let duration = texts.duration(list.totals.seconds)
        lengthText = texts.todayLength(distance: distance, duration: duration)
        remarks = [
            list.replanned ? texts.todayOwnOrder : nil,
            list.onStreets ? nil : texts.todayByStraightLines,
        ].compactMap { $0 }
        label = texts.todayListLabel(
            name: name, job: jobText, done: String(done), total: String(doors),
            distance: distance, duration: duration)
    }
}

import Foundation
import TurfwalkCore

/// What a sync changed about the lists.
public enum ListNews: Equatable, Sendable {
    case new(String)
    case changed(String)
    case withdrawn(String)
}

/// How often an app in front asks whether the lease still lasts, in seconds.
private let leaseEveryS: TimeInterval = 240
/// Saving the battery, what is recorded is gathered for so many times longer, and an idle phone is
/// woken once in so many seconds at most. What is urgent waits for neither.
private let sparing: (times: Double, everyS: TimeInterval) = (4, 3_600)

extension AppModel {
    /// The app has come to the front: syncs as core's schedule says, and waits for news.
    public func comeToFront() {
        if phone == nil { open() }
        settle()
        refresh()
        platform.setPositioning(settings.usesPosition && !settings.savesBattery)
        guard loop == nil else { return }
        loop = Task { [weak self] in
            while !Task.isCancelled, let wait = self?.secondsToNextSync() {
                if wait > 0 { await self?.sleep(min(wait, leaseEveryS)) } else { await self?.sync() }
                self?.settle()
            }
        }
        news =
            settings.savesBattery
            ? nil
            : Task { [weak self] in
                while !Task.isCancelled, let phone = self?.phone {
                    let isNews = try? await phone.waitForNews()
                    if isNews == true {
                        phone.hurry()
                        self?.wake()
                    }
                    // Without a server, or right before the sync that fetches the news.
                    if isNews != false { try? await Task.sleep(for: .seconds(30)) }
                }
            }
    }

    /// The app has left the front: the system wakes it for the next sync.
    public func leaveFront() {
        rest()
        platform.setPositioning(false)
        schedule()
    }

    /// One sync in the background, if one is due.
    public func syncInBackground() async {
        if phone == nil { open() }
        if secondsToNextSync() == 0 { await sync() }
        schedule()
    }

    /// The one wake-up of an idle phone.
    private func schedule() {
        guard let wait = secondsToNextSync() else { return }
        let isSparing = settings.savesBattery && !hasUrgentNews
        platform.scheduleSync(after: isSparing ? max(wait, sparing.everyS) : wait)
    }

    /// Sends and fetches, now.
    public func sync() async {
        guard let phone else { return }
        isSyncing = true
        let outcome: Result<SyncReport, any Error>
        do { outcome = .success(try await phone.sync()) } catch { outcome = .failure(error) }
        isSyncing = false
        guard self.phone === phone else { return }
        switch outcome {
        case .success: syncProblem = nil
        case .failure(let error): syncProblem = texts.problem(error)
        }
        settle()
        noteNews(phone)
        noteIncidents(phone)
        refresh()
    }

    /// Seconds until core wants a sync; a long while where the network is to be spared, nothing
    /// where there is no device.
    func secondsToNextSync() -> TimeInterval? {
        guard let phone else { return nil }
        let random = UInt64.random(in: 0...UInt64.max)
        guard let wait = try? phone.nextSyncIn(now: platform.clock, random: random) else { return leaseEveryS }
        let isUrgent = hasUrgentNews
        if settings.syncsOnWifiOnly && platform.isMetered && !isUrgent { return leaseEveryS }
        return settings.savesBattery && !isUrgent ? wait * sparing.times : wait
    }

    /// Ends the wait for the next sync, so that the schedule is asked again.
    func wake() {
        sleeper?.cancel()
    }

    func rest() {
        for task in [loop, news, sleeper] { task?.cancel() }
        (loop, news, sleeper) = (nil, nil, nil)
    }

    private func sleep(_ seconds: TimeInterval) async {
        let sleeper = Task { _ = try? await Task.sleep(for: .seconds(seconds)) }
        self.sleeper = sleeper
        await sleeper.value
    }

    /// Compares the lists with those before.
    private func noteNews(_ phone: Device) {
        guard let lists = try? phone.walkLists() else { return }
        let before = Dictionary(uniqueKeysWithValues: (known ?? lists).map { ($0.id, $0) })
        let now = Set(lists.map(\.id))
        for list in lists {
            if let old = before[list.id] {
                if old.version != list.version { listNews.append(.changed(list.name)) }
            } else {
                listNews.append(.new(list.name))
            }
        }
        for list in before.values where !now.contains(list.id) {
            listNews.append(.withdrawn(list.name))
            if settings.notifies {
                platform.notify(
                    title: texts.notificationListWithdrawnTitle, body: texts.notificationListWithdrawnBody)
            }
        }
        known = lists
    }

    /// Tells of incidents that somebody has taken since the last sync.
    private func noteIncidents(_ phone: Device) {
        guard let incidents = try? phone.incidents() else { return }
        let taken = Set(incidents.filter { if case .taken = $0.state { true } else { false } }.map(\.op))
        if let before = takenIncidents, !taken.subtracting(before).isEmpty, settings.notifies {
            platform.notify(
                title: texts.notificationIncidentTakenTitle, body: texts.notificationIncidentTakenBody)
        }
        takenIncidents = taken
    }

    /// Whether something waits that goes out on any network.
    private var hasUrgentNews: Bool {
        guard let incidents = try? phone?.incidents() else { return false }
        return incidents.contains { $0.state == .onPhone }
    }
}

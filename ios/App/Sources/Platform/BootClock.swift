import Darwin
import Foundation
import TurfwalkCore

/// The phone's clocks: the one on the wall, and the one that counts from its start, asleep or not,
/// and that nobody can set.
enum BootClock {
    static func now() -> Clock {
        let nanoseconds = clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)
        return Clock(
            wallMs: Int64(Date.now.timeIntervalSince1970 * 1_000),
            bootMs: Int64(nanoseconds / 1_000_000), boot: boot)
    }

    /// Which start this is: a number made of the start's own id; 0 where the system does not tell.
    private static let boot: Int64 = {
        var size = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 1 else { return 0 }
        var text = [UInt8](repeating: 0, count: size)
        guard sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else { return 0 }
        let uuid = UUID(uuidString: String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
        guard let bytes = uuid?.uuid else { return 0 }
        let parts = [
            bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5, bytes.6, bytes.7,
        ]
        return Int64(bitPattern: parts.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }()
}

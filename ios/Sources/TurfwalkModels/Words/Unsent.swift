import TurfwalkCore

extension Receipts {
    /// How many records the server has not taken yet; those that it refused it has.
    var unsent: Int { Int(onPhone - min(onPhone, safe)) }
}

import Foundation
import Security
import TurfwalkModels

/// The 32 bytes that the database is encrypted with. They are in the Keychain of this device alone,
/// readable after the first unlock, and in no backup.
enum DatabaseKey {
    private static var item: [CFString: Any] {
        [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: "org.turfwalk.database",
            kSecAttrAccount: "key",
        ]
    }

    static func readOrMake() throws(KeyProblem) -> Data {
        var query = item
        query[kSecReturnData] = true
        var found: CFTypeRef?
        switch SecItemCopyMatching(query as CFDictionary, &found) {
        case errSecSuccess:
            guard let key = found as? Data else { throw .unavailable }
            return key
        case errSecItemNotFound:
            return try make()
        case errSecInteractionNotAllowed:
            throw .notUnlockedYet
        default:
            throw .unavailable
        }
    }

    private static func make() throws(KeyProblem) -> Data {
        var key = Data(count: 32)
        let isDrawn = key.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { SecRandomCopyBytes(kSecRandomDefault, bytes.count, $0) == errSecSuccess }
        }
        guard isDrawn == true else { throw .unavailable }
        var new = item
        new[kSecValueData] = key
        new[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        guard SecItemAdd(new as CFDictionary, nil) == errSecSuccess else { throw .unavailable }
        return key
    }
}

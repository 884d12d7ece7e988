import Testing
import TurfwalkCore

@Suite struct LibraryTests {
    @Test func theBuiltLibraryLoadsAndSaysItsVersion() {
        #expect(version() == "0.1.0")
    }
}

import Testing
import TurfwalkCore

@Suite struct TextsTests {
    @Test func oneAndManyAreToldApartAndWhatIsNamedIsPutIn() {
        let english = Texts(language: .en)
        #expect(english.commonDoors(count: 1) == "1 door")
        #expect(english.commonDoors(count: 12) == "12 doors")
        #expect(Texts(language: .de).commonDoors(count: 0) == "0 Türen")
        #expect(english.todayReceipts(count: 87, safe: "86") == "87 on this phone, 86 safe on the server")
        let spanish = Texts(language: .es)
        #expect(spanish.walkCrossHereSaves(street: "Elm St", metres: "80") == "Cruza aquí: Elm St. Ahorra 80 m")
    }

    @Test(arguments: ["de-AT": Language.de, "es_419": .es, "ES": .es, "fr": .en, "": .en])
    func aTagLeadsToItsLanguageAndToEnglishWhereThereIsNone(tag: String, language: Language) {
        #expect(Language.of(tag: tag) == language)
    }
}

import TurfwalkCore

extension Texts {
    /// What came of an attempt: "Come again: in the evening".
    public func outcome(_ outcome: Outcome) -> String {
        switch outcome {
        case .canvassed: outcomeCanvassed
        case .notHome: outcomeNotHome
        case .refused: outcomeRefused
        case .hostile: outcomeHostile
        case .moved: outcomeMoved
        case .deceased: outcomeDeceased
        case .language(let name): name.isEmpty ? outcomeLanguage : outcomeLanguageWhich(name: name)
        case .callBack(let when): when.isEmpty ? outcomeCallBack : outcomeCallBackWhen(moment: when)
        case .wrongPerson: outcomeWrongPerson
        case .alreadyVoted: outcomeAlreadyVoted
        case .doNotContact: outcomeDoNotContact
        case .literatureDropped(let count):
            count == 1 ? outcomeLiteratureDropped : outcomeLiteratureDroppedCount(count: Int(count))
        case .noSolicitingSign: outcomeNoSolicitingSign
        case .noJunkMail: outcomeNoJunkMail
        case .hazard: outcomeHazard
        case .vacant: outcomeVacant
        case .notFound: outcomeNotFound
        case .demolished: outcomeDemolished
        case .business: outcomeBusiness
        case .doNotReturn: outcomeDoNotReturn
        case .inaccessible(let why): why.isEmpty ? outcomeInaccessible : outcomeInaccessibleWhy(why: why)
        case .noLetterboxes: outcomeNoLetterboxes
        case .partial: outcomePartial
        case .skipped: outcomeSkipped
        }
    }
}

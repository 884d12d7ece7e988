import Foundation
import TurfwalkCore

/// An outcome as a button: recorded at one tap, or after a word about it.
public struct OutcomeChoice: Identifiable, Equatable, Sendable {
    /// What a button still has to be told.
    public enum Ask: Equatable, Sendable {
        case language, when, why, count
    }

    public let id: Int
    public let title: String
    public let outcome: Outcome
    /// Whom it would be recorded for.
    public let target: Target
    public let ask: Ask?
}

/// Outcomes in the order of the buttons: those of every hour first.
private let byFrequency: [Outcome] = [
    .notHome, .refused, .callBack(when: ""), .literatureDropped(count: 1), .moved, .wrongPerson,
    .language(language: ""), .alreadyVoted, .inaccessible(why: ""), .noSolicitingSign, .noJunkMail,
    .vacant, .business, .notFound, .demolished, .deceased, .hazard, .hostile, .doNotReturn, .skipped,
]

/// The same for a flyer job, and for the entrance of a building.
private let forFlyers: [Outcome] = [
    .literatureDropped(count: 1), .noJunkMail, .inaccessible(why: ""), .notFound, .vacant, .demolished,
    .business, .hazard, .skipped,
]
private let forEntrances: [Outcome] = [
    .inaccessible(why: ""), .literatureDropped(count: 1), .noLetterboxes, .partial, .notFound,
    .demolished, .hazard, .skipped,
]

extension Texts {
    /// Every outcome that core lets be said of one of `targets`, for the first that it fits.
    func choices(_ targets: [Target], isFlyerJob: Bool) -> [OutcomeChoice] {
        let isEntrance = if case .building = targets.first { true } else { false }
        let outcomes = isEntrance ? forEntrances : isFlyerJob ? forFlyers : byFrequency
        return outcomes.enumerated().compactMap { index, outcome in
            guard let target = targets.first(where: { outcomeFits(outcome: outcome, target: $0) })
            else { return nil }
            let ask: OutcomeChoice.Ask? =
                switch outcome {
                case .language: .language
                case .callBack: .when
                case .inaccessible: .why
                case .literatureDropped where isEntrance: .count
                default: nil
                }
            return OutcomeChoice(id: index, title: self.outcome(outcome), outcome: outcome, target: target, ask: ask)
        }
    }

    /// What is asked, and the answers that need no typing.
    public func question(_ ask: OutcomeChoice.Ask) -> (title: String, hint: String, answers: [String]) {
        switch ask {
        case .language:
            let names = [
                outcomeLanguageSpanish, outcomeLanguageEnglish, outcomeLanguageGerman, outcomeLanguageChinese,
                outcomeLanguageVietnamese, outcomeLanguageArabic, outcomeLanguageFrench, outcomeLanguagePolish,
                outcomeLanguageRussian, outcomeLanguageTurkish,
            ]
            return (outcomeAskLanguage, outcomeAskLanguageHint, names)
        case .when:
            let times = [outcomeWhenLaterToday, outcomeWhenEvening, outcomeWhenTomorrow, outcomeWhenWeekend]
            return (outcomeAskWhen, outcomeAskWhenHint, times)
        case .why:
            let reasons = [outcomeWhyLocked, outcomeWhyGate, outcomeWhyConcierge, outcomeWhyNoBell]
            return (outcomeAskWhy, outcomeAskWhyHint, reasons)
        case .count:
            return (outcomeAskCount, "", [])
        }
    }
}

extension OutcomeChoice {
    /// The outcome with what was answered; nothing where the answer does not do.
    func outcome(answered answer: String) -> Outcome? {
        let answer = answer.trimmingCharacters(in: .whitespacesAndNewlines)
        switch ask {
        case nil: return outcome
        case .language: return answer.isEmpty ? nil : .language(language: answer)
        case .when: return answer.isEmpty ? nil : .callBack(when: answer)
        case .why: return answer.isEmpty ? nil : .inaccessible(why: answer)
        case .count: return UInt16(answer).flatMap { $0 > 0 ? .literatureDropped(count: $0) : nil }
        }
    }
}

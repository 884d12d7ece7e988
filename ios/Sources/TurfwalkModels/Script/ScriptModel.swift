import Observation
import TurfwalkCore

/// A talk by questions, one a page or all on one. What is answered and typed is on disk at each
/// key stroke, with the script as it was begun.
@MainActor
@Observable
public final class ScriptModel: ScreenModel {
    public let target: Target
    public let place: DoorPlace
    public private(set) var script: Script?
    public private(set) var answers: [Answer] = []
    /// What is being typed, for the question that comes next.
    public private(set) var typing = ""
    public private(set) var note = ""
    /// The talk was begun before: one goes on where it was left.
    public private(set) var isResumed = false
    /// The organizer has changed the script since the talk was begun.
    public private(set) var hasChanged = false
    /// Why there is nothing to ask.
    public private(set) var missingText: String?
    /// What is wrong with the answer as typed.
    public private(set) var wrongText: String?
    /// How the note is known.
    @ObservationIgnored private var basis = Basis.said
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ target: Target, _ place: DoorPlace) {
        self.app = app
        (self.target, self.place) = (target, place)
        begin()
    }

    /// The question to ask now; nothing when the script is through.
    public var question: Question? { script.flatMap { nextQuestion(script: $0, answers: answers) } }

    /// The questions with the answers so far, for all of it on one page.
    public var answered: [AnsweredRow] {
        guard let script else { return [] }
        return answers.compactMap { answer in
            script.questions.first { $0.key == answer.question }.map { AnsweredRow($0, answer) }
        }
    }

    public var isOnOnePage: Bool { app.settings.scriptOnOnePage }

    /// "Question 2 of 5 at most".
    public var progressText: String {
        let total = script?.questions.count ?? 0
        return app.texts.scriptQuestionOf(number: String(answers.count + 1), total: String(total))
    }

    public var hintText: String {
        guard case .number(let min, let max) = question?.form else { return app.texts.scriptAnswerHint }
        return app.texts.scriptNumberHint(min: String(min), max: String(max))
    }

    public func choose(_ choice: Choice) {
        answer(choice.key)
    }

    /// Each key stroke in the answer.
    public func type(_ text: String) {
        (typing, wrongText) = (text, nil)
        keep()
    }

    /// Each key stroke in the note.
    public func write(note text: String) {
        note = text
        keep()
    }

    /// On to the next question with what was typed; where nothing was, it stays unanswered and
    /// nothing comes after it.
    public func next() {
        guard question != nil, !typing.isEmpty else { return }
        answer(typing)
    }

    /// Back to a question: its answer is there to be changed, those after it fall, since they may
    /// be on another branch.
    public func back(to key: String) {
        guard let index = answers.firstIndex(where: { $0.question == key }) else { return }
        let taken = answers[index]
        answers.removeSubrange(index...)
        (typing, wrongText) = ("", nil)
        if case .choice = question?.form {} else { typing = taken.value }
        keep()
    }

    public func backOne() {
        if let last = answers.last { back(to: last.question) }
    }

    /// Ends the talk here and records it.
    public func save() {
        guard let script else { return }
        if !typing.isEmpty { next() }
        guard wrongText == nil else { return }
        guard !answers.isEmpty || !note.isEmpty else {
            wrongText = app.texts.scriptNoAnswers
            return
        }
        let version = ScriptVersion(id: script.id, version: script.version)
        let outcome = Outcome.canvassed(script: version, answers: answers)
        let texts = app.texts
        let words = texts.doorRecorded(outcome: texts.outcome(outcome))
        let note = note.isEmpty ? nil : Note(text: note, basis: basis)
        if app.recordHere(outcome, for: target, at: place, saying: words, note: note) {
            app.leave(place, after: target)
        }
    }

    /// Throws the talk away.
    public func drop() {
        do {
            try app.phone?.dropDraft(target: target)
            app.back()
        } catch {
            app.report(error)
        }
    }

    func refresh() {
        guard let script, let now = try? app.phone?.script(id: script.id) else { return }
        hasChanged = now.version != script.version
    }

    private func begin() {
        guard let phone = app.phone else { return }
        do {
            let draft = try phone.draft(target: target)
            if let draft { (answers, typing, note, basis) = (draft.answers, draft.typing, draft.note, draft.basis) }
            if let begun = draft?.script {
                (script, isResumed) = (begun, true)
                refresh()
            } else if let id = app.list(of: place)?.script {
                script = try phone.script(id: id)
            } else {
                missingText = app.texts.scriptNone
            }
        } catch DeviceError.NotHere {
            missingText = app.texts.scriptGone
        } catch {
            app.report(error)
        }
    }

    private func answer(_ value: String) {
        guard let script, let question else { return }
        let answer = Answer(question: question.key, value: value)
        guard answerAllowed(script: script, answer: answer) else {
            wrongText = wrong(question)
            return
        }
        answers.append(answer)
        (typing, wrongText) = ("", nil)
        keep()
    }

    private func wrong(_ question: Question) -> String {
        guard case .number(let min, let max) = question.form else { return app.texts.commonTextTooLong }
        return app.texts.scriptNumberWrong(min: String(min), max: String(max))
    }

    private func keep() {
        guard let script else { return }
        do {
            let draft = Draft(
                target: target, script: script, answers: answers, typing: typing, note: note, basis: basis)
            try app.phone?.keepDraft(draft: draft)
        } catch {
            app.report(error)
        }
    }
}

/// A question that was answered.
public struct AnsweredRow: Identifiable, Equatable, Sendable {
    public let id: String
    public let question: String
    public let answer: String

    init(_ question: Question, _ answer: Answer) {
        id = question.key
        self.question = question.text
        let choices: [Choice] = if case .choice(let choices) = question.form { choices } else { [] }
        self.answer = choices.first { $0.key == answer.value }?.text ?? answer.value
    }
}

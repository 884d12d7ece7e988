//! Questions as an outline: lines that people write and read without a manual.
//!
//! ```text
//! [support] Can we count on your support?
//! - [yes] Yes
//! - [no] No -> end
//! - Undecided -> issue
//!
//! How many people here can vote?
//! number 0 to 12
//!
//! [issue] What matters most to you here?
//! ```
//!
//! A blank line ends a question. Where a key in brackets is left out, it is made from the words.
//! Under a question stand its choices, or `number … to …`, or nothing for an answer in words; an
//! arrow leads to a later question or to the `end`, and with an answer that is no choice it stands
//! as `if 0 -> end`.

use std::collections::HashSet;
use std::fmt::Write as _;

use thiserror::Error;

use super::{Branch, Choice, Form, Question};

/// A line that can't be read. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OutlineFault {
    /// A choice, a number or an arrow with no question above.
    #[error("line {0} belongs to no question: write the question above it")]
    NoQuestion(usize),
    /// A key that begins and does not end, or is empty.
    #[error("line {0} begins with a bracket that holds no key: write [key] or leave it out")]
    NoKey(usize),
    /// Nothing to read aloud or to choose.
    #[error("line {0} has no words")]
    NoWords(usize),
    /// An arrow from nowhere or to nowhere.
    #[error("line {0} has an arrow that leads nowhere: write -> and a question's key, or -> end")]
    NoTarget(usize),
    /// Bounds that are no numbers, or a question that has choices already.
    #[error("line {0} doesn't fit: a question has choices, or one line as: number 0 to 10")]
    NotThisForm(usize),
}

const END: &str = "end";
const ARROW: &str = " -> ";
/// Characters of a key that is made from words.
const KEY: usize = 24;

/// The questions of an outline, whether or not they make a script: [`Script::check`] says that.
///
/// [`Script::check`]: super::Script::check
pub fn read_outline(text: &str) -> Result<Vec<Question>, OutlineFault> {
    let mut questions: Vec<Question> = Vec::new();
    let mut is_open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            is_open = false;
        } else if let Some(choice) = line.strip_prefix("- ") {
            let question = questions.last_mut().filter(|_| is_open);
            let question = question.ok_or(OutlineFault::NoQuestion(number))?;
            add_choice(question, choice, number)?;
        } else if let Some((low, high)) = bounds(line) {
            let question = questions.last_mut().filter(|_| is_open);
            let question = question.ok_or(OutlineFault::NoQuestion(number))?;
            let (Form::Text, Ok(min), Ok(max)) = (&question.form, low.parse(), high.parse()) else {
                return Err(OutlineFault::NotThisForm(number));
            };
            question.form = Form::Number { min, max };
        } else if let Some(answer) = line.strip_prefix("if ") {
            let question = questions.last_mut().filter(|_| is_open);
            let question = question.ok_or(OutlineFault::NoQuestion(number))?;
            let (on, to) = arrow(answer, number)?;
            let to = to.ok_or(OutlineFault::NoTarget(number))?;
            question.branches.push(branch(on, to));
        } else {
            if is_open {
                // A long question goes on.
                let question = questions.last_mut().filter(|it| it.form == Form::Text);
                let question = question.ok_or(OutlineFault::NotThisForm(number))?;
                question.text = format!("{} {line}", question.text);
                continue;
            }
            let taken = questions.iter().map(|question| question.key.as_str());
            let (key, text) = key_and_words(line, &taken.collect(), number)?;
            questions.push(Question {
                key,
                text,
                form: Form::Text,
                branches: Vec::new(),
            });
            is_open = true;
        }
    }
    Ok(questions)
}

/// The outline that [`read_outline`] makes the same questions of; `None` where there is none, as for
/// words that look like an arrow.
pub fn write_outline(questions: &[Question]) -> Option<String> {
    let mut text = String::new();
    for question in questions {
        if !text.is_empty() {
            text.push('\n');
        }
        let mut line = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").ok();
        line(format_args!("[{}] {}", question.key, question.text))?;
        let to = |on: &str| {
            let branch = question.branches.iter().find(|branch| branch.on == on);
            branch.map_or(String::new(), |branch| {
                format!("{ARROW}{}", branch.to.as_deref().unwrap_or(END))
            })
        };
        match &question.form {
            Form::Choice(choices) => {
                for Choice { key, text } in choices {
                    line(format_args!("- [{key}] {text}{}", to(key)))?;
                }
                continue;
            }
            Form::Number { min, max } => line(format_args!("number {min} to {max}"))?,
            Form::Text => {}
        }
        for branch in &question.branches {
            line(format_args!("if {}{}", branch.on, to(&branch.on)))?;
        }
    }
    (read_outline(&text).as_deref() == Ok(questions)).then_some(text)
}

fn add_choice(question: &mut Question, line: &str, number: usize) -> Result<(), OutlineFault> {
    if question.form == Form::Text && question.branches.is_empty() {
        question.form = Form::Choice(Vec::new());
    }
    let Form::Choice(choices) = &mut question.form else {
        return Err(OutlineFault::NotThisForm(number));
    };
    let (words, to) = arrow(line, number)?;
    let taken = choices.iter().map(|choice| choice.key.as_str()).collect();
    let (key, text) = key_and_words(words, &taken, number)?;
    question.branches.extend(to.map(|to| branch(&key, to)));
    choices.push(Choice { key, text });
    Ok(())
}

fn branch(on: &str, to: &str) -> Branch {
    Branch {
        on: on.to_owned(),
        to: (to != END).then(|| to.to_owned()),
    }
}

/// The two numbers, as written, of `number 0 to 10`.
fn bounds(line: &str) -> Option<(&str, &str)> {
    let (low, high) = line.strip_prefix("number ")?.split_once(" to ")?;
    Some((low.trim(), high.trim()))
}

/// What stands before an arrow, and where it leads if there is one.
fn arrow(line: &str, number: usize) -> Result<(&str, Option<&str>), OutlineFault> {
    let Some((words, to)) = line.rsplit_once("->") else {
        return Ok((line.trim(), None));
    };
    let (words, to) = (words.trim(), to.trim());
    if words.is_empty() || to.is_empty() {
        return Err(OutlineFault::NoTarget(number));
    }
    Ok((words, Some(to)))
}

/// The key in brackets, or one made from the words that is not `taken`; and the words.
fn key_and_words(
    line: &str,
    taken: &HashSet<&str>,
    number: usize,
) -> Result<(String, String), OutlineFault> {
    let (key, words) = match line.strip_prefix('[') {
        None => (None, line),
        Some(rest) => {
            let (key, words) = rest.split_once(']').ok_or(OutlineFault::NoKey(number))?;
            let key = Some(key.trim()).filter(|key| !key.is_empty());
            (Some(key.ok_or(OutlineFault::NoKey(number))?), words.trim())
        }
    };
    if words.is_empty() {
        return Err(OutlineFault::NoWords(number));
    }
    let key = key.map_or_else(|| made_key(words, taken), str::to_owned);
    Ok((key, words.to_owned()))
}

fn made_key(words: &str, taken: &HashSet<&str>) -> String {
    let letters = words.to_lowercase();
    let parts = letters.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let made: String = parts.join("_").chars().take(KEY).collect();
    let made = match made.trim_end_matches('_') {
        "" | END => "question",
        made => made,
    };
    let more = (2..).map(|count| format!("{made}_{count}"));
    std::iter::once(made.to_owned())
        .chain(more)
        .find(|key| !taken.contains(key.as_str()))
        .expect("numbers don't end")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Script;
    use super::*;
    use crate::model::{Answer, ScriptId};

    #[test]
    fn an_outline_without_keys_is_a_talk() {
        let text = "Do you rent?\n- Yes\n- No -> how_many_people_live_her\n\n\
            What does your landlord\nleave undone?\nif nothing -> end\n\n\
            How many people live here?\nnumber 1 to 12\n\nDo you rent?\n- Yes\n- Yes\n";
        let questions = read_outline(text).unwrap();
        let script = Script {
            id: ScriptId(1),
            version: 1,
            title: "Talk".into(),
            opening: String::new(),
            questions,
        };
        script.check().unwrap();
        let keys: Vec<&str> = script.questions.iter().map(|q| q.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "do_you_rent",
                "what_does_your_landlord",
                "how_many_people_live_her",
                "do_you_rent_2"
            ]
        );
        assert_eq!(
            script.questions[1].text,
            "What does your landlord leave undone?"
        );
        let answer = |question: &str, value: &str| Answer {
            question: question.into(),
            value: value.into(),
        };
        let next = |answers: &[Answer]| script.next(answers).map(|q| q.key.clone());
        assert_eq!(
            next(&[answer("do_you_rent", "yes")]).as_deref(),
            Some("what_does_your_landlord")
        );
        let ended = [
            answer("do_you_rent", "yes"),
            answer("what_does_your_landlord", "nothing"),
        ];
        assert_eq!(next(&ended), None);
        assert!(script.allows(&answer("do_you_rent_2", "yes_2")));
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_line() {
        use OutlineFault::{NoKey, NoQuestion, NoTarget, NoWords, NotThisForm};
        for (text, fault) in [
            ("- Yes", NoQuestion(1)),
            ("A?\n\nnumber 1 to 2", NoQuestion(3)),
            ("[", NoKey(1)),
            ("[] A?", NoKey(1)),
            ("[a]", NoWords(1)),
            ("A?\n- [x] ->", NoTarget(2)),
            ("A?\nif no", NoTarget(2)),
            ("A?\n- Yes\nnumber 1 to 2", NotThisForm(3)),
            ("A?\nnumber one to 2", NotThisForm(2)),
            ("A?\n- Yes\nB?", NotThisForm(3)),
        ] {
            assert_eq!(read_outline(text), Err(fault), "{text}");
        }
    }

    proptest! {
        /// What is written is what is read; what could not be is not written.
        #[test]
        fn an_outline_says_all_or_there_is_none(
            questions in prop::collection::vec((".{1,8}", ".{0,12}", 0..3, ".{1,6}", ".{0,6}"), 0..5)
        ) {
            let questions: Vec<Question> = questions
                .into_iter()
                .map(|(key, text, form, on, to)| Question {
                    key,
                    text,
                    form: match form {
                        0 => Form::Text,
                        1 => Form::Number { min: -1, max: 7 },
                        _ => Form::Choice(vec![Choice { key: on.clone(), text: to.clone() }]),
                    },
                    branches: vec![Branch { on, to: (!to.is_empty()).then_some(to) }],
                })
                .collect();
            if let Some(text) = write_outline(&questions) {
                prop_assert_eq!(read_outline(&text), Ok(questions));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "([\\[\\]a -]|->|\n|number 1 to 2|if ){0,20}") {
            if let Ok(questions) = read_outline(&text)
                && let Some(again) = write_outline(&questions)
            {
                prop_assert_eq!(read_outline(&again), Ok(questions));
            }
        }
    }
}

//! What edits of one person or household add up to, class by class; nobody's edit is forgotten.
//!
//! The server's order alone decides: edits come in any order, and the same facts come out.

use crate::model::{Change, Class, Field, OpId, Target};
use crate::wire::EditRow;

/// What is known of a person or household beyond the voter file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Telephone numbers as they were written, in the order in which they came.
    pub phones: Vec<String>,
    /// The language in which to talk with them.
    pub language: Option<String>,
    /// Whether they live somewhere else now.
    pub moved_away: bool,
    /// Whether they have died.
    pub deceased: bool,
    /// Every edit with what became of it, oldest first.
    pub history: Vec<Past>,
}

/// An edit, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The edit.
    pub row: EditRow,
    /// What became of it.
    pub fate: Fate,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It holds.
    Holds,
    /// A later one has taken its place.
    Replaced,
    /// It never held: it took away a number that its maker had not seen come.
    NoEffect,
    /// A proposal that nobody has answered yet.
    Waits,
    /// An organizer took the proposal over.
    Accepted,
    /// An organizer said no.
    Refused,
}

impl Facts {
    /// What `edits` say about `about`; those about others are passed over.
    pub fn of(about: &Target, edits: &[EditRow]) -> Self {
        let mut rows: Vec<&EditRow> = edits
            .iter()
            .filter(|row| row.edit.about == *about)
            .collect();
        rows.sort_by_key(|row| (row.rank.unwrap_or(u64::MAX), row.op.n, row.op));
        let mut facts = Self::default();
        for row in rows {
            facts.take(row.clone());
        }
        facts.sum_up();
        facts
    }

    /// The last edit of a field: what a new one is made in view of.
    pub fn seen(&self, field: &Field) -> Option<OpId> {
        let of_field = |past: &&Past| past.row.edit.change.field() == *field;
        self.history
            .iter()
            .rev()
            .find(of_field)
            .map(|past| past.row.op)
    }

    fn take(&mut self, row: EditRow) {
        let change = &row.edit.change;
        let refused = row.decided.as_ref().is_some_and(|it| !it.accepted);
        let fate = match change.class() {
            _ if refused => Fate::Refused,
            Class::Owned if row.decided.is_some() => Fate::Accepted,
            Class::Owned => Fate::Waits,
            Class::Sticky => Fate::Holds,
            Class::Plain => {
                let field = change.field();
                self.replace(|past| past.row.edit.change.field() == field);
                Fate::Holds
            }
            Class::Set => match change {
                Change::RemovePhone(_) => self.remove(&row),
                _ => Fate::Holds,
            },
        };
        self.history.push(Past { row, fate });
    }

    /// Takes a number away as far as it was seen: whoever added it again meanwhile knows better.
    fn remove(&mut self, row: &EditRow) -> Fate {
        let field = row.edit.change.field();
        let Some(seen) = self
            .history
            .iter()
            .position(|past| Some(past.row.op) == row.edit.seen)
        else {
            return Fate::NoEffect;
        };
        let of_field = |past: &Past| past.row.edit.change.field() == field;
        let later = self.history.split_off(seen + 1);
        let removed = self.replace(of_field);
        self.history.extend(later);
        if removed { Fate::Holds } else { Fate::NoEffect }
    }

    /// Marks those that hold and are `meant` as replaced; whether there were any.
    fn replace(&mut self, meant: impl Fn(&Past) -> bool) -> bool {
        let mut any = false;
        for past in &mut self.history {
            if past.fate == Fate::Holds && meant(past) {
                past.fate = Fate::Replaced;
                any = true;
            }
        }
        any
    }

    fn sum_up(&mut self) {
        let mut known = Vec::new();
        for past in self.history.iter().filter(|past| past.fate == Fate::Holds) {
            match &past.row.edit.change {
                Change::Deceased => self.deceased = true,
                Change::MovedAway(moved) => self.moved_away = *moved,
                Change::Language(language) => self.language = Some(language.clone()),
                Change::AddPhone(number) => {
                    let field = past.row.edit.change.field();
                    if !known.contains(&field) {
                        known.push(field);
                        self.phones.push(number.clone());
                    }
                }
                Change::Name(_) | Change::RemovePhone(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Decision, DeviceId, DoorId, Edit, Incarnation, PersonId, PersonKey, Place};

    fn op(n: u64) -> OpId {
        OpId {
            device: DeviceId(1),
            incarnation: Incarnation(1),
            n,
        }
    }

    fn about() -> Target {
        Target::Person(PersonKey::Imported(PersonId(1)))
    }

    /// Edit `n`, which is the `n`th in the server's order.
    fn row(n: u64, change: Change, seen: Option<u64>, answer: Option<bool>) -> EditRow {
        EditRow {
            op: op(n),
            place: Place::Door(DoorId(1)),
            rank: Some(n),
            edit: Edit {
                about: about(),
                change,
                seen: seen.map(op),
                at_ms: -(n as i64), // clocks run backwards here, and decide nothing
            },
            decided: answer.map(|accepted| Decision {
                accepted,
                by: "Robin".into(),
                at_ms: 0,
            }),
        }
    }

    fn add(number: &str) -> Change {
        Change::AddPhone(number.into())
    }

    fn remove(number: &str) -> Change {
        Change::RemovePhone(number.into())
    }

    #[test]
    fn a_number_that_was_added_again_outlives_one_who_had_not_seen_that() {
        let said = [
            row(1, add("050 1"), None, None),
            row(2, add("0501"), Some(1), None), // the same digits
            row(3, remove("050-1"), Some(1), None),
        ];
        assert_eq!(Facts::of(&about(), &said).phones, ["0501"]);
        let then = [&said[..], &[row(4, remove("0501"), Some(2), None)]].concat();
        assert!(Facts::of(&about(), &then).phones.is_empty());
        let unseen = [
            row(1, add("0501"), None, None),
            row(2, remove("0501"), None, None),
        ];
        let facts = Facts::of(&about(), &unseen);
        assert_eq!(facts.phones, ["0501"]);
        assert_eq!(facts.history[1].fate, Fate::NoEffect);
    }

    #[test]
    fn a_new_edit_is_made_in_view_of_the_last_one_of_its_field() {
        let said = [
            row(1, add("0501"), None, None),
            row(2, add("0502"), None, None),
            row(3, remove("0501"), Some(1), Some(false)), // was seen, whatever became of it
        ];
        let facts = Facts::of(&about(), &said);
        let seen = |number| facts.seen(&add(number).field());
        assert_eq!(seen("050 1"), Some(op(3)));
        assert_eq!(seen("0502"), Some(op(2)));
        assert_eq!(seen("0503"), None);
    }

    #[test]
    fn a_name_waits_for_the_organizer_and_a_death_can_be_lifted_by_nobody_else() {
        let named = |answer| row(1, Change::Name("Ada".into()), None, answer);
        for (answer, fate) in [
            (None, Fate::Waits),
            (Some(true), Fate::Accepted),
            (Some(false), Fate::Refused),
        ] {
            let facts = Facts::of(&about(), &[named(answer)]);
            assert_eq!(facts.history[0].fate, fate);
        }
        let died = |answer| [row(1, Change::Deceased, None, answer)];
        assert!(Facts::of(&about(), &died(None)).deceased);
        assert!(!Facts::of(&about(), &died(Some(false))).deceased);
    }

    #[test]
    fn the_last_in_the_servers_order_holds_and_the_loser_stays_in_history() {
        let language = |text: &str| Change::Language(text.into());
        let facts = Facts::of(
            &about(),
            &[
                row(2, language("fi"), None, None),
                row(1, language("sv"), None, None),
                row(3, language("en"), None, Some(false)),
            ],
        );
        assert_eq!(facts.language.as_deref(), Some("fi"));
        let fates: Vec<Fate> = facts.history.iter().map(|past| past.fate).collect();
        assert_eq!(fates, [Fate::Replaced, Fate::Holds, Fate::Refused]);
    }

    fn change() -> impl Strategy<Value = Change> {
        let number = || prop::sample::select(vec!["050 1", "0501", "0502"]);
        prop_oneof![
            number().prop_map(add),
            number().prop_map(add),
            number().prop_map(remove),
            prop::sample::select(vec!["fi", "sv"]).prop_map(|it| Change::Language(it.into())),
            any::<bool>().prop_map(Change::MovedAway),
            Just(Change::Deceased),
            Just(Change::Name("Ada".into())),
        ]
    }

    fn rows() -> impl Strategy<Value = Vec<EditRow>> {
        let one = (
            change(),
            prop::option::of(1_u64..12),
            prop::option::of(any::<bool>()),
        );
        prop::collection::vec(one, 0..12).prop_map(|all| {
            (1..)
                .zip(all)
                .map(|(n, (change, seen, answer))| {
                    // One has seen what was before, of the same field.
                    row(n, change, seen.filter(|seen| *seen < n), answer)
                })
                .collect()
        })
    }

    /// The slow twin: says of each value by itself whether it holds.
    fn slow(rows: &[EditRow]) -> (Vec<Field>, Option<String>, bool, bool) {
        let rank = |row: &EditRow| row.rank.unwrap();
        let counts = |row: &&EditRow| row.decided.as_ref().is_none_or(|it| it.accepted);
        let counted: Vec<&EditRow> = rows.iter().filter(counts).collect();
        let removed = |added: &EditRow| {
            counted.iter().any(|row| {
                matches!(row.edit.change, Change::RemovePhone(_))
                    && row.edit.change.field() == added.edit.change.field()
                    && row
                        .edit
                        .seen
                        .is_some_and(|seen| seen.n >= rank(added) && seen.n < rank(row))
            })
        };
        let mut phones: Vec<Field> = counted
            .iter()
            .filter(|row| matches!(row.edit.change, Change::AddPhone(_)) && !removed(row))
            .map(|row| row.edit.change.field())
            .collect();
        phones.sort();
        phones.dedup();
        let last = |of: fn(&Change) -> bool| {
            let rows = counted.iter().filter(|row| of(&row.edit.change));
            rows.max_by_key(|row| rank(row))
                .map(|row| row.edit.change.clone())
        };
        let language = last(|it| matches!(it, Change::Language(_)));
        let moved = last(|it| matches!(it, Change::MovedAway(_)));
        (
            phones,
            language.and_then(|it| it.text().map(str::to_owned)),
            moved == Some(Change::MovedAway(true)),
            counted
                .iter()
                .any(|row| row.edit.change == Change::Deceased),
        )
    }

    proptest! {
        #[test]
        fn facts_are_what_each_value_by_itself_would_be(rows in rows()) {
            let facts = Facts::of(&about(), &rows);
            let mut phones: Vec<Field> =
                facts.phones.iter().map(|it| add(it).field()).collect();
            phones.sort();
            let found = (phones, facts.language, facts.moved_away, facts.deceased);
            prop_assert_eq!(found, slow(&rows));
            prop_assert_eq!(facts.history.len(), rows.len(), "nobody's edit is forgotten");
        }

        #[test]
        fn the_order_in_which_edits_arrive_changes_nothing(
            (rows, shuffled) in rows().prop_flat_map(|rows| {
                (Just(rows.clone()), Just(rows).prop_shuffle())
            })
        ) {
            prop_assert_eq!(Facts::of(&about(), &rows), Facts::of(&about(), &shuffled));
        }
    }
}

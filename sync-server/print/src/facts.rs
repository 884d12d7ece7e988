//! The sums of a sheet in words: time as people say it, distance in the units
//! of the paper's country.

use serde::Serialize;

use crate::{Labels, Paper, WalkSheet};

/// A name and a value for the cover.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fact {
    name: String,
    value: String,
}

/// What the cover tells about the walk, without what is unknown (zero).
pub(crate) fn facts(sheet: &WalkSheet) -> Vec<Fact> {
    let (totals, labels) = (&sheet.totals, &sheet.labels);
    let mut facts = vec![Fact {
        name: labels.doors.clone(),
        value: totals.doors.to_string(),
    }];
    let mut add = |name: &str, known: bool, value: String| {
        if known {
            facts.push(Fact {
                name: name.to_owned(),
                value,
            });
        }
    };
    add(&labels.people, totals.people > 0, totals.people.to_string());
    add(
        &labels.distance,
        totals.metres > 0.0,
        distance(totals.metres, sheet.paper),
    );
    let all = totals.walk_minutes.saturating_add(totals.door_minutes);
    add(&labels.in_all, all > 0, duration(all, labels));
    add(
        &labels.walking,
        totals.walk_minutes > 0,
        duration(totals.walk_minutes, labels),
    );
    add(
        &labels.at_doors,
        totals.door_minutes > 0,
        duration(totals.door_minutes, labels),
    );
    facts
}

fn duration(minutes: u32, labels: &Labels) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} {}", labels.minutes),
        (h, 0) => format!("{h} {}", labels.hours),
        (h, m) => format!("{h} {} {m:02} {}", labels.hours, labels.minutes),
    }
}

fn distance(metres: f64, paper: Paper) -> String {
    match paper {
        Paper::A4 if metres < 1000.0 => format!("{:.0} m", (metres / 10.0).round() * 10.0),
        Paper::A4 => format!("{:.1} km", metres / 1000.0),
        Paper::Letter if metres < 304.8 => format!("{:.0} ft", (metres / 3.048).round() * 10.0),
        Paper::Letter => format!("{:.1} mi", metres / 1609.344),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Totals;

    #[test]
    fn times_and_distances_read_as_people_say_them() {
        let labels = Labels::default();
        assert_eq!(duration(45, &labels), "45 min");
        assert_eq!(duration(60, &labels), "1 h");
        assert_eq!(duration(125, &labels), "2 h 05 min");
        assert_eq!(distance(884.0, Paper::A4), "880 m");
        assert_eq!(distance(2443.0, Paper::A4), "2.4 km");
        assert_eq!(distance(100.0, Paper::Letter), "330 ft");
        assert_eq!(distance(2443.0, Paper::Letter), "1.5 mi");
    }

    #[test]
    fn what_is_unknown_is_not_told() {
        let mut sheet = WalkSheet::default();
        assert_eq!(facts(&sheet).len(), 1);
        sheet.totals = Totals {
            doors: 3,
            walk_minutes: 10,
            ..Totals::default()
        };
        assert_eq!(facts(&sheet).len(), 3);
    }
}

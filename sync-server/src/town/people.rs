//! Who lives behind the doors, as a voter file has it.

use super::lots::Lots;
use super::names::{FIRST, LAST, STATE, TOWN, ZIP};
use super::random::Random;

/// At most this many people share a door.
const CROWD: usize = 6;

/// The voter file: `people` rows in no useful order, at least one for each door.
pub(super) fn voter_file(lots: &Lots, people: usize, random: &mut Random) -> String {
    let mut doors: Vec<(usize, &str)> = Vec::new();
    for (lot, of) in lots.0.iter().enumerate() {
        if of.units.is_empty() {
            doors.push((lot, ""));
        }
        doors.extend(of.units.iter().map(|unit| (lot, unit.as_str())));
    }
    let mut at_door = vec![1; doors.len()];
    let mut left = people.saturating_sub(doors.len());
    while left > 0 {
        let door = random.below(doors.len());
        if at_door[door] < CROWD {
            at_door[door] += 1;
            left -= 1;
        }
    }
    let mut rows = Vec::new();
    for ((lot, unit), count) in doors.into_iter().zip(at_door) {
        let lot = &lots.0[lot];
        let family = *random.pick(&LAST);
        // Some clerks shorten, some shout.
        let street = match random.below(3) {
            0 => lot.street.to_owned(),
            1 => short(lot.street),
            _ => short(lot.street).to_uppercase(),
        };
        for _ in 0..count {
            let last = if random.percent(78) {
                family
            } else {
                *random.pick(&LAST)
            };
            let party = *random.pick(&["DEM", "REP", "UND", "UND"]);
            rows.push(format!(
                "{},{last},{},{street},{unit},{TOWN},{STATE},{ZIP},{party}",
                random.pick(&FIRST),
                lot.number,
            ));
        }
    }
    random.shuffle(&mut rows);
    let mut out = "id,first_name,last_name,number,street,unit,city,state,zip,party\n".to_owned();
    for (i, row) in rows.iter().enumerate() {
        out += &format!("{},{row}\n", 100_001 + i * 7);
    }
    out
}

/// A street name as forms have room for.
fn short(street: &str) -> String {
    let mut words: Vec<&str> = street.split(' ').collect();
    if let Some(last) = words.last_mut() {
        *last = match *last {
            "Street" => "St",
            "Avenue" => "Ave",
            "Road" => "Rd",
            "Lane" => "Ln",
            "Court" => "Ct",
            "Place" => "Pl",
            "Circle" => "Cir",
            "Terrace" => "Ter",
            other => other,
        };
    }
    words[0] = match words[0] {
        "North" => "N",
        "South" => "S",
        "Saint" => "St",
        other => other,
    };
    words.join(" ")
}

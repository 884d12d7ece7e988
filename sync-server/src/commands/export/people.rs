//! Who and what is known beyond the voter file, as CSV for a spreadsheet.

use super::{as_text, word};
use crate::commands::CommandError;
use crate::db::KnownMore;

const HEADER: [&str; 16] = [
    "about",
    "person",
    "voter_id",
    "name",
    "name_in_file",
    "added",
    "phones",
    "language",
    "moved_away",
    "deceased",
    "leave_alone",
    "number",
    "street",
    "unit",
    "city",
    "postcode",
];

/// The rows with their header.
pub(super) fn to_csv(rows: &[KnownMore]) -> Result<Vec<u8>, CommandError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEADER)?;
    for row in rows {
        csv.write_record(record(row).map(|cell| as_text(&cell)))?;
    }
    Ok(csv.into_inner().map_err(|error| error.to_string())?)
}

fn record(row: &KnownMore) -> [String; HEADER.len()] {
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    let person = row.person.as_ref();
    let door = &row.door;
    let channels: Vec<String> = row.leave_alone.iter().map(|it| word(*it)).collect();
    [
        person.map_or("door", |_| "person").to_owned(),
        person.map(|it| it.key.to_string()).unwrap_or_default(),
        row.voter_id.clone().unwrap_or_default(),
        person.map(|it| it.name.clone()).unwrap_or_default(),
        row.name_in_file.clone().unwrap_or_default(),
        yes(row.is_added),
        row.facts.phones.join("; "),
        row.facts.language.clone().unwrap_or_default(),
        yes(row.facts.moved_away),
        yes(row.facts.deceased),
        channels.join("; "),
        door.number.clone(),
        door.street.clone(),
        door.unit.clone().unwrap_or_default(),
        door.city.clone(),
        door.postcode.clone(),
    ]
}

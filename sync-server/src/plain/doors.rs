//! A spreadsheet of doors: `id,number,street,unit,lat,lon[,priority]`.

use std::collections::HashMap;
use std::path::Path;

use turfwalk_core::model::LatLon;

use super::PlainError;

/// One line of the spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainDoor {
    /// As in the file; not empty, and no two alike.
    pub id: String,
    /// House number as written.
    pub number: String,
    /// Street as written, empty if none.
    pub street: String,
    /// Unit, empty if none.
    pub unit: String,
    /// Its point; `None` where the cells are blank, no numbers, or no place on earth (0,0).
    pub at: Option<LatLon>,
    /// What a visit is worth where there is no time for all: 1 unless the file says more or less.
    pub priority: u32,
}

/// So that sums over a city stay small.
const MOST_PRIORITY: u32 = 1_000_000;

const NEEDED: [&str; 6] = ["id", "number", "street", "unit", "lat", "lon"];

/// The doors of a file, in its order.
///
/// Columns are found by name, in any order and case; others are left alone. `priority` is a whole
/// number from 0 to a million, anything else counts as 1. Cells are parted by commas, or by
/// semicolons or tabs where the first line has more of these; `60,17` is a number where commas part
/// nothing. Text is UTF-8 (with or without a mark) or else Windows-1252; cells are trimmed, blank
/// lines skipped.
pub fn read_doors(path: &Path) -> Result<Vec<PlainDoor>, PlainError> {
    let bytes = std::fs::read(path).map_err(|source| PlainError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(&bytes).0,
    };
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(PlainError::NoDoors(path.to_owned()));
    }
    let delimiter = delimiter(text.lines().next().unwrap_or_default());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |error: &csv::Error| PlainError::Line {
        path: path.to_owned(),
        line: error.position().map_or(1, csv::Position::line),
        what: "it is not a line of cells with commas between: save the sheet as CSV again"
            .to_owned(),
    };
    let header = reader.headers().map_err(|e| broken(&e))?.clone();
    let column = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    let missing: Vec<&str> = NEEDED.into_iter().filter(|n| column(n).is_none()).collect();
    if !missing.is_empty() {
        return Err(PlainError::Columns {
            path: path.to_owned(),
            missing: missing.join(", "),
        });
    }
    let columns = NEEDED.map(|name| column(name).unwrap_or_default());
    let priority = column("priority");
    let mut doors: Vec<PlainDoor> = Vec::new();
    let mut line_of: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| broken(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |what: String| PlainError::Line {
            path: path.to_owned(),
            line,
            what,
        };
        let [id, number, street, unit, lat, lon] =
            columns.map(|c| record.get(c).unwrap_or_default().to_owned());
        if id.is_empty() {
            return Err(wrong(
                "there is no id: give each door one of its own".to_owned(),
            ));
        }
        if let Some(first) = line_of.insert(id.clone(), line) {
            return Err(wrong(format!(
                "id {id} stands in line {first} already: give each door one of its own"
            )));
        }
        let degrees = |text: &str| match delimiter {
            b',' => text.parse::<f64>().ok(),
            _ => text.replace(',', ".").parse().ok(),
        };
        let at = degrees(&lat)
            .zip(degrees(&lon))
            .and_then(|(lat, lon)| LatLon::from_degrees(lat, lon));
        let priority = priority.and_then(|c| record.get(c)?.parse().ok());
        doors.push(PlainDoor {
            priority: priority.unwrap_or(1).min(MOST_PRIORITY),
            id,
            number,
            street,
            unit,
            at,
        });
    }
    if doors.is_empty() {
        return Err(PlainError::NoDoors(path.to_owned()));
    }
    Ok(doors)
}

/// What parts the cells of a header.
fn delimiter(header: &str) -> u8 {
    let count = |sign: u8| header.bytes().filter(|b| *b == sign).count();
    // The last of several that are alike.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

//! Which program wrote the file, told by its column names.
//!
//! Sources: the North Carolina State Board of Elections' `layout_ncvoter.txt`
//! (one address column) and `layout_VR_Snapshot.txt` (house number, half code,
//! direction, name, type, suffix), the columns that VAN's list exports carry,
//! and OpenAddresses' CSV schema.

use super::{
    columns::{Columns, listed},
    error::VoterFileError,
    field::Field,
    header_map::HeaderMap,
    tidy::header_key,
};

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A list exported from VAN (VoteBuilder, SmartVAN).
    Van,
    /// North Carolina's voter file, weekly or snapshot.
    NorthCarolina,
    /// Doors without people.
    OpenAddresses,
    /// Any list with columns of plain names such as `id`, `address` or `street`.
    Plain,
    /// A list that only `--map` explains.
    Mapped,
}

impl Layout {
    /// The name to show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Van => "VAN",
            Self::NorthCarolina => "North Carolina",
            Self::OpenAddresses => "OpenAddresses",
            Self::Plain => "plain",
            Self::Mapped => "mapped",
        }
    }

    /// Whether all its addresses are in the United States.
    pub(super) fn is_us(self) -> bool {
        matches!(self, Self::Van | Self::NorthCarolina)
    }
}

/// Tells layout and columns from the header's names.
pub(super) fn recognise(
    header: &[String],
    map: &HeaderMap,
) -> Result<(Layout, Columns), VoterFileError> {
    let has = |key: &str| header.iter().any(|name| header_key(name) == key);
    let at = |key: &str| header.iter().position(|name| header_key(name) == key);
    let mut columns = Columns::by_name(header);
    let mut layout = if has("voterfilevanid") || has("vanid") {
        Layout::Van
    } else if (has("ncid") || has("voterregnum")) && (has("resstreetaddress") || has("streetname"))
    {
        Layout::NorthCarolina
    } else if ["lon", "lat", "number", "street"].into_iter().all(has)
        && (has("hash") || (has("district") && has("region")))
    {
        Layout::OpenAddresses
    } else {
        Layout::Plain
    };
    match layout {
        // A registration number counts from one in each county.
        Layout::NorthCarolina if !has("ncid") => columns.set(Field::IdArea, at("countyid")),
        // `ID` is the source's and often a parcel that many doors share.
        Layout::OpenAddresses => columns.set(Field::Id, at("hash").or(at("id"))),
        _ => {}
    }
    let recognised = missing(layout, &columns).is_none();
    columns.apply(map, header)?;
    if !recognised && !map.is_empty() {
        layout = Layout::Mapped;
    }
    if let Some(needed) = missing(layout, &columns) {
        if columns.found() < 2 && looks_like_a_row(header) {
            return Err(VoterFileError::NoHeader);
        }
        return Err(VoterFileError::UnknownHeader {
            needed,
            found: listed(header),
        });
    }
    Ok((layout, columns))
}

/// What a layout can't do without, in words.
fn missing(layout: Layout, columns: &Columns) -> Option<&'static str> {
    // Without ids people are told apart by name and address.
    let named = [Field::Name, Field::Last].map(|field| columns.has(field));
    let by_name = matches!(layout, Layout::Plain | Layout::Mapped) && named.contains(&true);
    let id = layout == Layout::OpenAddresses || by_name || columns.has(Field::Id);
    let place = columns.has(Field::Street) || columns.has(Field::Address);
    match (id, place) {
        (true, true) => None,
        (false, true) => Some("the id"),
        (true, false) => Some("the street or address"),
        (false, false) => Some("the id and none for the street or address"),
    }
}

/// Rows hold numbers, column names hardly ever begin with one.
fn looks_like_a_row(cells: &[String]) -> bool {
    cells
        .iter()
        .any(|cell| cell.trim().starts_with(|c: char| c.is_ascii_digit()))
}

/// The delimiter under which most column names are known; among equals the one
/// with most columns.
pub(super) fn delimiter(header_line: &str, map: &HeaderMap) -> u8 {
    let score = |delimiter: u8| {
        let mut record = super::record::Record::default();
        record.split(header_line, delimiter);
        let header: Vec<String> = record.iter().map(str::to_owned).collect();
        let known = Columns::by_name(&header).found();
        let mapped = map
            .pairs()
            .filter(|(_, column)| {
                header
                    .iter()
                    .any(|name| header_key(name) == header_key(column))
            })
            .count();
        (known + mapped, header.len())
    };
    let mut best = (b',', score(b','));
    for delimiter in [b'\t', b';', b'|'] {
        let found = score(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(header: &str, map: &str) -> Result<Layout, String> {
        let map: HeaderMap = map.parse().unwrap();
        let delimiter = delimiter(header, &map);
        let header: Vec<String> = header
            .split(char::from(delimiter))
            .map(str::to_owned)
            .collect();
        recognise(&header, &map)
            .map(|(layout, _)| layout)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn each_layout_is_told_by_its_columns() {
        let van = "Voter File VANID \tLastName\tFirstName\tStreetNo\tStreetName\tCity \tZip5";
        let nc = "county_id|voter_reg_num|ncid|last_name|res_street_address";
        let oa = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH";
        for (header, map, want) in [
            (van, "", Layout::Van),
            (nc, "", Layout::NorthCarolina),
            (oa, "", Layout::OpenAddresses),
            ("id;name;address", "", Layout::Plain),
            ("id,number,street,unit,lat,lon", "", Layout::Plain),
            ("Nr;Wer;Wo", "id=Nr,name=Wer,address=Wo", Layout::Mapped),
        ] {
            assert_eq!(told(header, map), Ok(want), "{header}");
        }
    }

    #[test]
    fn unknown_headers_are_listed_but_a_row_is_not() {
        let error = told("Farbe;Form;Wo", "").unwrap_err();
        assert!(
            error.contains("the id and none for the street or address"),
            "{error}"
        );
        assert!(
            error.contains("Farbe, Form, Wo") && error.contains("--map"),
            "{error}"
        );
        let error = told("17;Ada Sample;12 Oak St", "").unwrap_err();
        assert!(
            !error.contains("Ada") && error.contains("header line"),
            "{error}"
        );
        let error = told("id,address", "id=Nummer").unwrap_err();
        assert!(
            error.contains("\"Nummer\", but the file has: id, address"),
            "{error}"
        );
    }
}

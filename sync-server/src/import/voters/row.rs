//! One row of a voter file as clean text, from the cells of any layout.
//!
//! Only what canvassing uses is taken: no birth date, sex, race, or history, so
//! they can't leak later.

use super::{
    address_line::{AddressLine, split_address_line},
    address_words::designator,
    columns::Columns,
    field::Field,
    layout::Layout,
    place::check_place,
    record::Record,
    reject::RejectKind,
    tidy::{postal_code, tidy, tidy_unit, tidy_value, without_point_zero},
};

/// A person at an address, or with no name at all a door. Every text is clean
/// (see the module) and empty where the file says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VoterRow {
    /// Line of the file on which the row starts.
    pub line: u64,
    /// The source's own id, unique in the file: VANID, NCID, OpenAddresses'
    /// hash, or the plain list's `id`.
    pub id: String,
    /// Given name.
    pub first: String,
    /// Middle name or initial.
    pub middle: String,
    /// Family name; the whole name where the file has it in one column.
    pub last: String,
    /// `Jr`, `III`.
    pub suffix: String,
    /// House number with its half or letter: `12`, `12A`, `12 1/2`, `84-12`.
    /// Empty for a house without one.
    pub number: String,
    /// Street with direction and type: `N Main St`. Never empty.
    pub street: String,
    /// Unit: `APT 3B`, `#3`.
    pub unit: String,
    /// City or town.
    pub city: String,
    /// State or region.
    pub state: String,
    /// Postal code, zeros kept.
    pub zip: String,
    /// Degrees north, together with `lon` or not at all.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Party as the file writes it.
    pub party: String,
    /// Age in years as of the file.
    pub age: Option<u8>,
    /// Phone as the file writes it.
    pub phone: String,
    /// Whether they are not to be contacted.
    pub no_contact: bool,
}

impl VoterRow {
    /// Whether the row is a door without a person, as OpenAddresses has them.
    pub fn is_door_only(&self) -> bool {
        self.first.is_empty() && self.last.is_empty()
    }
}

/// Makes rows from records of one file.
pub(super) struct RowMaker {
    pub(super) layout: Layout,
    pub(super) columns: Columns,
    /// Whether `60,17` is a number, as in files that part cells by semicolons.
    pub(super) decimal_comma: bool,
}

impl RowMaker {
    /// The row in a record that has the header's number of cells.
    pub(super) fn make(&self, record: &Record, line: u64) -> Result<VoterRow, RejectKind> {
        self.check_status(record)?;
        let door = self.door(record)?;
        let id = self.id(record, &door)?;
        let (lat, lon) = self.point(record)?;
        let state = self.value(record, Field::State);
        let name = tidy(self.cell(record, Field::Name));
        let last = tidy(self.cell(record, Field::Last));
        let first = tidy(self.cell(record, Field::First));
        let whole = last.is_empty() && first.is_empty();
        let no_contact = self.wishes_no_contact(record);
        if no_contact && whole && name.is_empty() {
            return Err(RejectKind::NoContact);
        }
        Ok(VoterRow {
            line,
            id,
            first,
            middle: tidy(self.cell(record, Field::Middle)),
            last: if whole { name } else { last },
            suffix: tidy(self.cell(record, Field::NameSuffix)),
            number: door.number,
            street: door.street,
            unit: door.unit,
            city: self.value(record, Field::City),
            zip: postal_code(&self.value(record, Field::Zip), &state, self.layout.is_us()),
            state,
            lat,
            lon,
            party: self.value(record, Field::Party),
            age: without_point_zero(self.value(record, Field::Age).as_str())
                .parse()
                .ok()
                .filter(|age| (1..=125).contains(age)),
            phone: self.value(record, Field::Phone),
            no_contact,
        })
    }

    /// Whatever stands there is a wish, also a date or a reason, unless it is a no.
    fn wishes_no_contact(&self, record: &Record) -> bool {
        let wish = self.cell(record, Field::NoContact).trim().to_lowercase();
        !["", "n", "no", "0", "false", "f", "nein", "-"].contains(&wish.as_str())
    }

    fn cell<'a>(&self, record: &'a Record, field: Field) -> &'a str {
        self.columns
            .of(field)
            .map_or("", |column| record.get(column))
    }

    fn value(&self, record: &Record, field: Field) -> String {
        match self.columns.of(field) {
            Some(column) => tidy_value(record.get(column)),
            None => String::new(),
        }
    }

    /// Removed and denied registrations go first: a voter who moved stands in
    /// North Carolina's file once as removed and once as active, under one id.
    fn check_status(&self, record: &Record) -> Result<(), RejectKind> {
        let status = self.cell(record, Field::Status).trim();
        if ["R", "D", "REMOVED", "DENIED"]
            .iter()
            .any(|code| status.eq_ignore_ascii_case(code))
        {
            return Err(RejectKind::NotRegistered);
        }
        let mark = self.cell(record, Field::Protected).trim();
        if ["Y", "YES", "1", "TRUE", "T"]
            .iter()
            .any(|yes| mark.eq_ignore_ascii_case(yes))
        {
            return Err(RejectKind::Protected);
        }
        Ok(())
    }

    fn id(&self, record: &Record, door: &AddressLine) -> Result<String, RejectKind> {
        let id = self.value(record, Field::Id);
        let id = without_point_zero(&id);
        let area = self.value(record, Field::IdArea);
        match (id.is_empty(), area.is_empty()) {
            (false, true) => Ok(id.to_owned()),
            (false, false) => Ok(format!("{area}-{id}")),
            // A door without an id of its own is the same door wherever its address is.
            (true, _) if self.layout == Layout::OpenAddresses => {
                let city = self.value(record, Field::City);
                let zip = self.value(record, Field::Zip);
                Ok(format!(
                    "{}|{}|{}|{city}|{zip}",
                    door.number, door.street, door.unit
                ))
            }
            // In a list without ids, the same person is who has the same name at the same address.
            _ if !self.columns.has(Field::Id) => Ok(self.name_and_address(record, door)),
            _ => Err(RejectKind::MissingId),
        }
    }

    /// A hash of them, so that no name goes where ids go.
    fn name_and_address(&self, record: &Record, door: &AddressLine) -> String {
        let fields = [Field::Name, Field::First, Field::Middle, Field::Last];
        let fields = fields.into_iter().chain([Field::NameSuffix, Field::City]);
        let mut text = format!("{}|{}|{}", door.number, door.street, door.unit);
        for field in fields {
            text.push('|');
            text.push_str(&tidy(self.cell(record, field)));
        }
        let mut id = crate::db::sha256_hex(text.to_lowercase().as_bytes());
        id.truncate(16);
        id
    }

    /// The door, from its own columns where they hold a street, else from the
    /// one address column.
    fn door(&self, record: &Record) -> Result<AddressLine, RejectKind> {
        let number = self.number(record);
        let unit = self.unit(record);
        let street = self.street(record);
        let refused = |why| match why {
            RejectKind::NoAddress if !number.is_empty() => RejectKind::NoStreet,
            why => why,
        };
        if !street.is_empty() {
            check_place(&street).map_err(refused)?;
            let by_hand = matches!(self.layout, Layout::Plain | Layout::Mapped);
            if self.columns.has(Field::Number) && !(by_hand && number.is_empty()) {
                if number.is_empty() && self.layout == Layout::OpenAddresses {
                    return Err(RejectKind::NoNumber);
                }
                return Ok(AddressLine {
                    number,
                    street,
                    unit,
                });
            }
        }
        // The one address column, or a list whose `street` holds the whole address.
        let written = if street.is_empty() {
            self.value(record, Field::Address)
        } else {
            street
        };
        let mut door = split_address_line(&written).map_err(refused)?;
        if door.unit.is_empty() {
            door.unit = unit;
        }
        Ok(door)
    }

    /// Direction, name, type, direction: `N Main St SW`. Without a name just what
    /// stands there instead: nothing, or `***`.
    fn street(&self, record: &Record) -> String {
        let mut street = self.value(record, Field::Street);
        if !street.chars().any(char::is_alphanumeric) {
            return street;
        }
        let before = self.value(record, Field::StreetPrefix);
        if !before.is_empty() {
            street.insert(0, ' ');
            street.insert_str(0, &before);
        }
        for field in [Field::StreetType, Field::StreetSuffix] {
            let after = self.value(record, field);
            if !after.is_empty() {
                street.push(' ');
                street.push_str(&after);
            }
        }
        street
    }

    /// Number and half code: `12` and `1/2` are `12 1/2`, `12` and `A` are `12A`.
    fn number(&self, record: &Record) -> String {
        let number = self.value(record, Field::Number);
        let number = without_point_zero(&number);
        // North Carolina writes 0 where there is no number.
        if self.layout == Layout::NorthCarolina && number.bytes().all(|b| b == b'0') {
            return String::new();
        }
        let half = self.value(record, Field::Half);
        if number.is_empty() || half.is_empty() {
            return number.to_owned();
        }
        let apart = half.starts_with(|c: char| c.is_numeric());
        format!("{number}{}{half}", if apart { " " } else { "" })
    }

    fn unit(&self, record: &Record) -> String {
        let unit = self.value(record, Field::Unit);
        let unit = without_point_zero(&unit);
        let kind = self.value(record, Field::UnitType);
        let first = unit.split(' ').next().unwrap_or_default();
        if kind.is_empty() || (unit.contains(' ') && designator(first)) {
            return tidy_unit(unit);
        }
        if unit.is_empty() && kind.trim_matches('#').is_empty() {
            return String::new();
        }
        tidy_unit(format!("{kind} {}", unit.trim_start_matches('#').trim_start()).trim_end())
    }

    /// The point. Nothing, or 0,0, where it is not known: the row then goes by
    /// its address.
    fn point(&self, record: &Record) -> Result<(Option<f64>, Option<f64>), RejectKind> {
        let (lat, lon) = (
            self.value(record, Field::Lat),
            self.value(record, Field::Lon),
        );
        if lat.is_empty() && lon.is_empty() {
            return Ok((None, None));
        }
        let degrees = |text: &str, most: f64| -> Result<f64, RejectKind> {
            let comma = self.decimal_comma && !text.contains('.');
            let number = if comma {
                text.replace(',', ".").parse()
            } else {
                text.parse::<f64>()
            };
            number
                .ok()
                .filter(|degrees| degrees.is_finite() && degrees.abs() <= most)
                .ok_or(RejectKind::BadCoordinates)
        };
        let (lat, lon) = (degrees(&lat, 90.0)?, degrees(&lon, 180.0)?);
        Ok(if lat == 0.0 && lon == 0.0 {
            (None, None)
        } else {
            (Some(lat), Some(lon))
        })
    }
}

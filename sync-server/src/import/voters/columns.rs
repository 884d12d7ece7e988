//! Which column holds which field, by the names that each layout uses, and by those that people
//! give their own lists in English, Spanish and German.

use super::{error::VoterFileError, field::Field, header_map::HeaderMap, tidy::header_key};

/// Names in order of preference, as [`header_key`] writes them. VAN's mailing
/// address (`mAddress`) stands last: it serves only where no other is exported.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Id,
        &[
            "voterfilevanid",
            "vanid",
            "ncid",
            "voterregnum",
            "voterid",
            "statevoterid",
            "personid",
            "regid",
            "registrationid",
            "id",
            "memberid",
            "membernumber",
            "memberno",
            "tenantid",
            "mitgliedsnr",
            "mitgliedsnummer",
            "mieternummer",
            "nummer",
            "lfdnr",
            "nr",
            "númerodesocio",
            "numerodesocio",
        ],
    ),
    (
        Field::First,
        &[
            "firstname",
            "first",
            "givenname",
            "fname",
            "vorname",
            "nombre",
        ],
    ),
    (
        Field::Middle,
        &["middlename", "midlname", "middle", "mname"],
    ),
    (
        Field::Last,
        &[
            "lastname",
            "last",
            "surname",
            "familyname",
            "lname",
            "nachname",
            "familienname",
            "apellidos",
            "apellido",
        ],
    ),
    (
        Field::NameSuffix,
        &["namesuffixlbl", "namesufxcd", "suffix", "namesuffix"],
    ),
    (
        Field::Name,
        &[
            "name",
            "fullname",
            "votername",
            "contactname",
            "nombrecompleto",
            "nombreyapellidos",
        ],
    ),
    (
        Field::Number,
        &[
            "streetno",
            "housenum",
            "number",
            "housenumber",
            "houseno",
            "streetnumber",
            "addrhousenumber",
            "hausnummer",
            "hausnr",
            "número",
            "numero",
        ],
    ),
    (Field::Half, &["streetnohalf", "halfcode", "half"]),
    (
        Field::StreetPrefix,
        &["streetprefix", "streetdir", "predir"],
    ),
    (
        Field::Street,
        &[
            "streetname",
            "street",
            "road",
            "addrstreet",
            "straße",
            "strasse",
            "calle",
        ],
    ),
    (Field::StreetType, &["streettypecd", "streettype"]),
    (
        Field::StreetSuffix,
        &["streetsufxcd", "streetsuffix", "postdir"],
    ),
    (Field::UnitType, &["unitdesignator", "apttype", "unittype"]),
    (
        Field::Unit,
        &[
            "unitnum",
            "aptno",
            "unit",
            "apt",
            "apartment",
            "unitnumber",
            "addrunit",
            "flat",
            "wohnung",
            "whg",
            "piso",
            "puerta",
        ],
    ),
    (
        Field::Address,
        &[
            "resstreetaddress",
            "vaddress",
            "address",
            "streetaddress",
            "address1",
            "addressline1",
            "residentialaddress",
            "fulladdress",
            "anschrift",
            "adresse",
            "dirección",
            "direccion",
            "domicilio",
            "maddress",
        ],
    ),
    (
        Field::City,
        &[
            "rescitydesc",
            "vcity",
            "city",
            "town",
            "addrcity",
            "mcity",
            "ort",
            "stadt",
            "ciudad",
            "municipio",
            "localidad",
        ],
    ),
    (
        Field::State,
        &["statecd", "vstate", "state", "region", "province", "mstate"],
    ),
    (
        Field::Zip,
        &[
            "zipcode",
            "vzip5",
            "zip5",
            "zip",
            "postcode",
            "postalcode",
            "addrpostcode",
            "vzip",
            "mzip5",
            "plz",
            "postleitzahl",
            "códigopostal",
            "codigopostal",
            "cp",
        ],
    ),
    (Field::Lat, &["latitude", "lat", "breitengrad", "latitud"]),
    (
        Field::Lon,
        &["longitude", "lon", "lng", "long", "längengrad", "longitud"],
    ),
    (Field::Party, &["partycd", "party", "partyname"]),
    (Field::Age, &["age", "ageatyearend", "birthage"]),
    (
        Field::Phone,
        &[
            "fullphonenumber",
            "preferredphone",
            "prefphone",
            "phone",
            "phonenumber",
            "cellphone",
            "homephone",
            "telefon",
            "teléfono",
            "telefono",
        ],
    ),
    (Field::Status, &["statuscd"]),
    (Field::Protected, &["confidentialind"]),
    (
        Field::NoContact,
        &[
            "donotcontact",
            "dnc",
            "nocontact",
            "donotknock",
            "donotwalk",
            "donotvisit",
            "donotcanvass",
            "nichtkontaktieren",
            "nichtbesuchen",
            "keinkontakt",
            "nocontactar",
            "novisitar",
        ],
    ),
];

/// The header's columns by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    at: [Option<usize>; Field::COUNT],
    /// How many columns the header has.
    pub(super) count: usize,
}

impl Columns {
    /// Columns by their names; the first of two equal names counts.
    pub(super) fn by_name(header: &[String]) -> Self {
        let keys: Vec<String> = header.iter().map(|name| header_key(name)).collect();
        let mut columns = Self {
            at: [None; Field::COUNT],
            count: header.len(),
        };
        for (field, names) in NAMES {
            columns.at[*field as usize] = names
                .iter()
                .find_map(|name| keys.iter().position(|key| key == name));
        }
        // A row whose street is blank must not send a walker to where the mail goes.
        let mail = columns
            .of(Field::Address)
            .is_some_and(|column| keys[column] == "maddress");
        if mail && columns.has(Field::Street) {
            columns.set(Field::Address, None);
        }
        columns
    }

    /// Puts the organizer's map over what was found. A mapped address, or a
    /// mapped street, stands alone: the other kind found by name is dropped.
    pub(super) fn apply(
        &mut self,
        map: &HeaderMap,
        header: &[String],
    ) -> Result<(), VoterFileError> {
        let parts = [
            Field::Number,
            Field::Half,
            Field::StreetPrefix,
            Field::Street,
            Field::StreetType,
            Field::StreetSuffix,
        ];
        if map.names(Field::Street) || map.names(Field::Number) {
            self.set(Field::Address, None);
        } else if map.names(Field::Address) {
            parts.iter().for_each(|part| self.set(*part, None));
        }
        for (field, column) in map.pairs() {
            let key = header_key(column);
            let found = header.iter().position(|name| header_key(name) == key);
            let found = found.ok_or_else(|| VoterFileError::MappedColumnMissing {
                column: column.to_owned(),
                found: listed(header),
            })?;
            self.set(field, Some(found));
        }
        Ok(())
    }

    /// The column of a field.
    pub(super) fn of(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// Whether the file has this field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.of(field).is_some()
    }

    /// Puts a field on a column, or takes it away.
    pub(super) fn set(&mut self, field: Field, column: Option<usize>) {
        self.at[field as usize] = column;
    }

    /// The names of the columns that no field is taken from, in the file's order.
    pub(super) fn unread(&self, header: &[String]) -> Vec<String> {
        let unread = |at: &usize| !self.at.contains(&Some(*at));
        let names = (0..header.len()).filter(unread).map(|at| &header[at]);
        names
            .map(|name| name.trim().chars().take(40).collect::<String>())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// How many fields were found.
    pub(super) fn found(&self) -> usize {
        self.at.iter().flatten().count()
    }
}

/// Column names for an error: at most forty, each cut short.
pub(super) fn listed(header: &[String]) -> String {
    const MOST: usize = 40;
    let mut names: Vec<String> = header
        .iter()
        .take(MOST)
        .map(|name| name.trim().chars().take(40).collect())
        .collect();
    if header.len() > MOST {
        names.push(format!("and {} more", header.len() - MOST));
    }
    names.join(", ")
}

//! What a column can mean, and the word for it in `--map`.

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// What a column means, whatever its header says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Field { $($(#[$doc])* $name),* }

        impl Field {
            /// Every field, in the order in which help lists them.
            pub const ALL: &'static [Field] = &[$(Field::$name),*];

            /// The word for this field in a header map.
            pub fn key(self) -> &'static str {
                match self { $(Field::$name => $key),* }
            }
        }
    };
}

fields! {
    /// The source's own id of the person or door.
    Id = "id",
    /// Given name.
    First = "first",
    /// Middle name or initial.
    Middle = "middle",
    /// Family name.
    Last = "last",
    /// `Jr`, `III` and the like.
    NameSuffix = "suffix",
    /// The whole name in one column.
    Name = "name",
    /// House number alone.
    Number = "number",
    /// What follows the number: `1/2`, `A`.
    Half = "half",
    /// Direction before the street's name.
    StreetPrefix = "street_prefix",
    /// Street name; the whole street where there are no other street columns.
    Street = "street",
    /// `St`, `Ave`.
    StreetType = "street_type",
    /// Direction after the street's type.
    StreetSuffix = "street_suffix",
    /// `Apt`, `Unit`.
    UnitType = "unit_type",
    /// Unit number, or the whole unit.
    Unit = "unit",
    /// Number, street and unit in one column.
    Address = "address",
    /// City or town.
    City = "city",
    /// State or region.
    State = "state",
    /// Postal code.
    Zip = "zip",
    /// Latitude, degrees north.
    Lat = "lat",
    /// Longitude, degrees east.
    Lon = "lon",
    /// Party of registration.
    Party = "party",
    /// Age in years.
    Age = "age",
    /// Phone number.
    Phone = "phone",
    /// Registration status; removed and denied ones are left out.
    Status = "status",
    /// `Y` where the address must not be used.
    Protected = "protected",
    /// Anything but a no where somebody is not to be contacted.
    NoContact = "no_contact",
    /// A number that makes `id` unique where it counts from one in each county.
    IdArea = "id_area",
}

impl Field {
    /// How many fields there are.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// The field under a header map's word.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }
}

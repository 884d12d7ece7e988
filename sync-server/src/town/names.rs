//! Names for streets and people. The people are made up.

pub(super) const TOWN: &str = "Millbrook";
pub(super) const STATE: &str = "NH";
/// Starts with a zero, as spreadsheets like to lose.
pub(super) const ZIP: &str = "03799";

/// The road along the river, over which traffic passes the town.
pub(super) const BUSY: &str = "Mill River Road";
/// Streets from south to north; the middle one is Main Street, in two halves.
pub(super) const UPHILL: [&str; 12] = [
    "Quarry Road", "Linden Street", "Prospect Street", "Saint Anne Street", "Court Street",
    "Main Street", "Church Street", "School Street", "O’Neil Street", "Granite Street",
    "Old Toll Road", "Pasture Lane",
];
/// Streets from west to east.
pub(super) const ACROSS: [&str; 12] = [
    "Depot Street", "Foundry Street", "Cooper Avenue", "Water Street", BUSY, "First Avenue",
    "Second Avenue", "Élan Terrace", "Highland Avenue", "Summit Street", "Ridge Road",
    "Orchard Street",
];
/// Cul-de-sacs.
pub(super) const COURTS: [&str; 30] = [
    "Alder Court", "Wren Place", "Fox Run", "Heron Lane", "Juniper Court", "Beaver Close",
    "Thistle Way", "Sparrow Court", "Bramble Lane", "Fern Circle", "Hazel Court", "Otter Place",
    "Larkspur Lane", "Tamarack Court", "Clover Circle", "Plover Way", "Sorrel Court", "Birch Place",
    "Kestrel Lane", "Aster Court", "Rowan Close", "Cricket Lane", "Violet Court", "Marten Way",
    "Hemlock Place", "Swallow Court", "Yarrow Lane", "Badger Run", "Lupine Court", "Finch Circle",
];

pub(super) const FIRST: [&str; 64] = [
    "Abel", "Ada", "Amara", "Andrés", "Anouk", "Asha", "Beatriz", "Bjørn", "Boris", "Carmen",
    "Cedric", "Chloé", "Dalia", "Darius", "Dolores", "Edwin", "Eileen", "Elio", "Esther", "Fatima",
    "Felix", "Fiona", "Gao", "Georgia", "Goran", "Greta", "Hana", "Hector", "Hugo", "Ines", "Ivan",
    "Jamal", "Joyce", "Kamala", "Kenji", "Lars", "Leila", "Lucia", "Malik", "Marta", "Mei", "Milo",
    "Nadia", "Nils", "Noor", "Olga", "Omar", "Paloma", "Pavel", "Priya", "Quentin", "Rosa", "Ruth",
    "Samir", "Selma", "Sven", "Tamsin", "Tariq", "Ursula", "Vera", "Wanda", "Yusuf", "Zoë", "Zora",
];
pub(super) const LAST: [&str; 72] = [
    "Abbott", "Achterberg", "Adeyemi", "Alvarez", "Baptiste", "Barlow", "Bianchi", "Brandt",
    "Castillo", "Chaudhry", "Chen", "Coffey", "Dahl", "Delacroix", "Demir", "Dubois", "Eriksen",
    "Falk", "Ferreira", "Fitzgerald", "Gagnon", "Garside", "Goldberg", "Greenleaf", "Haddad",
    "Hale", "Hayashi", "Holt", "Ibrahim", "Iversen", "Jansen", "Joshi", "Kaminski", "Kovač",
    "Lachance", "Lindqvist", "Lovell", "Ly", "MacLeod", "Marchetti", "Mbeki", "Mercer", "Moreau",
    "Nakamura", "Nguyen", "Novak", "O'Dowd", "Oyelaran", "Papadakis", "Pelletier", "Petrov",
    "Quimby", "Rahman", "Reyes", "Rosenthal", "Ruiz", "Sayers", "Schröder", "Singh", "Sokolov",
    "St. Clair", "Tanaka", "Thibault", "Torvald", "Ueda", "Van Houten", "Vargas", "Wexler",
    "Whitcomb", "Yamada", "Zapata", "Zimmer",
];

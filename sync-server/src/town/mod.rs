//! Millbrook, a town that exists nowhere: streets, doors and people made from a seed.
//!
//! It is written as the files that a real town would come as, OpenStreetMap XML and a voter file,
//! and is imported like them. Same seed, same bytes, on every machine: no clock, and no
//! arithmetic that rounds differently anywhere.

mod lots;
mod map_file;
mod names;
mod people;
mod plan;
pub(crate) mod random;

#[cfg(test)]
mod tests;

use lots::Lots;
use plan::Plan;
use random::Random;

/// Whose data the town is; stands on its maps and prints.
pub const TOWN_ATTRIBUTION: &str = "A town that Turfwalk made up";
/// Doors in the town, units counted one by one.
pub const DOORS: usize = 2_000;
/// People in the town.
pub const PEOPLE: usize = 3_400;

/// A town as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// What it is called.
    pub name: &'static str,
    /// Its streets, addresses and river as an `.osm` file.
    pub osm_xml: String,
    /// Its people as a CSV with the header
    /// `id,first_name,last_name,number,street,unit,city,state,zip,party`.
    pub voters_csv: String,
    /// Doors that its people live behind, units counted one by one.
    pub doors: usize,
    /// Rows of the voter file.
    pub people: usize,
}

/// The town of this seed.
pub fn generate(seed: u64) -> Town {
    let mut random = Random::new(seed);
    let plan = Plan::draw(&mut random);
    let lots = Lots::divide(&plan, DOORS, &mut random);
    let voters_csv = people::voter_file(&lots, PEOPLE, &mut random);
    Town {
        name: names::TOWN,
        osm_xml: map_file::osm_xml(&plan, &lots),
        voters_csv,
        doors: lots.door_count(),
        people: PEOPLE,
    }
}

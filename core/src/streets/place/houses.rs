//! Where other doors of the same house are: for doors that have no point of their own.

use std::collections::HashMap;

use super::DoorAddress;
use crate::address::{HouseNumber, street_key};
use crate::model::LatLon;

/// Points of one house number farther apart than this are of two towns, or of a mistake.
const ONE_HOUSE_M: f64 = 150.0;

/// The points of doors by street and number, whatever their town is called.
#[derive(Debug, Default)]
pub(super) struct Houses<'a> {
    keys: HashMap<&'a str, u32>,
    by_key: HashMap<String, u32>,
    /// By street and whole number.
    exact: HashMap<(u32, String), House>,
    /// By street and what the number counts: 7 for `7a`.
    plain: HashMap<(u32, u32), House>,
}

#[derive(Clone, Copy, Debug)]
struct House {
    at: LatLon,
    is_one: bool,
}

impl House {
    fn and(&mut self, at: LatLon) {
        self.is_one &= self.at.distance_m(at) <= ONE_HOUSE_M;
    }
}

impl<'a> Houses<'a> {
    /// Takes in a door whose point is of use.
    pub(super) fn add(&mut self, door: &DoorAddress<'a>, at: LatLon) {
        let number = HouseNumber::parse(door.number);
        if number.is_empty() {
            return;
        }
        let street = self.street(door.street);
        let house = House { at, is_one: true };
        let exact = self.exact.entry((street, number.key()));
        exact.and_modify(|found| found.and(at)).or_insert(house);
        if let Some(count) = number.count() {
            let plain = self.plain.entry((street, count));
            plain.and_modify(|found| found.and(at)).or_insert(house);
        }
    }

    /// The point of the same house, else of one with the same number and another letter; `None`
    /// where there is none, or several stand far apart.
    pub(super) fn point_of(&self, door: &DoorAddress<'_>) -> Option<LatLon> {
        let number = HouseNumber::parse(door.number);
        if number.is_empty() {
            return None;
        }
        let key = street_key(door.street);
        let street = *self.by_key.get(&key).filter(|_| !key.is_empty())?;
        let found = match self.exact.get(&(street, number.key())) {
            Some(house) => house,
            None => self.plain.get(&(street, number.count()?))?,
        };
        found.is_one.then_some(found.at)
    }

    /// Each spelling is folded once.
    fn street(&mut self, name: &'a str) -> u32 {
        if let Some(street) = self.keys.get(name) {
            return *street;
        }
        let next = self.by_key.len() as u32;
        let street = *self.by_key.entry(street_key(name)).or_insert(next);
        self.keys.insert(name, street);
        street
    }
}

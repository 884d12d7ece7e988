//! Doors that are stranded and faces that are split, mended one by one.
//!
//! Random trades rarely meet the few units that stand alone together with something to give back
//! for them, so these are tried in turn. Nothing is made that costs more than it saves.

use super::market::NEAREST;
use super::trade::Trade;

/// So many of a door's nearest in other turfs make it stranded.
const STRANDED: usize = NEAREST - 1;

impl Trade<'_> {
    /// Tries to bring stranded doors and the nearest to them together, and faces that several
    /// turfs share.
    pub(crate) fn mend(&mut self) {
        for crowd in 0..self.market.crowds.len() {
            self.mend_crowd(crowd);
        }
        // Parts of a face meet where neighbours along it are in different turfs.
        for unit in 1..self.turf_of.len() {
            let (a, b) = (self.turf_of[unit - 1], self.turf_of[unit]);
            if a != b
                && self.market.face[unit - 1] == self.market.face[unit]
                && !self.give(self.rest_of_face(unit - 1), b)
            {
                self.give(self.rest_of_face(unit), a);
            }
        }
    }

    fn mend_crowd(&mut self, crowd: usize) {
        let crowd = &self.market.crowds[crowd];
        let own = self.turf_of[crowd.unit as usize];
        let elsewhere: Vec<u32> = crowd
            .near
            .iter()
            .copied()
            .filter(|&unit| self.turf_of[unit as usize] != own)
            .collect();
        if elsewhere.len() < STRANDED {
            return;
        }
        for &near in &elsewhere {
            let unit = crowd.unit as usize;
            let to = self.turf_of[near as usize];
            if self.give(vec![crowd.unit], to)
                || self.give(self.rest_of_face(unit), to)
                || self.give(self.rest_of_road(unit), to)
            {
                return;
            }
        }
        for near in elsewhere {
            if self.give(vec![near], own) || self.give(self.rest_of_face(near as usize), own) {
                return;
            }
        }
    }

    /// Gives units of one turf to another, for something back where that is cheaper; false if
    /// nothing is saved, or there are none to give.
    fn give(&mut self, given: Vec<u32>, to: u32) -> bool {
        let Some(first) = given.first() else {
            return false;
        };
        let from = self.turf_of[*first as usize];
        if from == to || given.iter().any(|&u| self.market.stays[u as usize]) {
            return false;
        }
        if self.exchange(from as usize, to as usize, given.clone(), Vec::new(), 0.0) {
            return true;
        }
        let market = self.market;
        let mut back: Vec<u32> = self.rounds[from as usize]
            .units()
            .flat_map(|u| market.beside[u as usize].iter().copied())
            .filter(|&v| self.turf_of[v as usize] == to && !market.stays[v as usize])
            .collect();
        back.sort_unstable();
        back.dedup();
        back.into_iter().any(|other| {
            let face = self.rest_of_face(other as usize);
            let single = self.exchange(from as usize, to as usize, given.clone(), vec![other], 0.0);
            single
                || face.len() > 1
                    && self.exchange(from as usize, to as usize, given.clone(), face, 0.0)
        })
    }
}

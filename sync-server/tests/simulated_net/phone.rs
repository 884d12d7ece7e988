//! A phone and who holds it: visits, and syncs when the phone's own schedule says so.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use turfwalk_core::device::{Device, DeviceError};
use turfwalk_core::lease::Clock;
use turfwalk_core::model::{Change, DoorId, OpId, Outcome, Target};

use crate::common::{NOON_MS, at};
use crate::field::Random;
use crate::line::Line;

/// What outlives the phone's process, and what is told of it.
pub(crate) struct Phone {
    pub(crate) file: PathBuf,
    pub(crate) doors: &'static [u32],
    pub(crate) link: String,
    pub(crate) random: Mutex<Random>,
    /// What it was told is captured: from then on it may not be lost.
    pub(crate) captured: Mutex<Vec<OpId>>,
    /// Whether nobody records any more.
    pub(crate) is_evening: AtomicBool,
    pub(crate) syncs: Mutex<Syncs>,
}

/// How often a phone has synced, and how often that failed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Syncs {
    pub(crate) done: u32,
    pub(crate) failed: u32,
}

impl Phone {
    fn draw(&self, below: u64) -> u64 {
        self.random.lock().unwrap().below(below)
    }

    /// The phone's life from one start to the next kill.
    pub(crate) async fn live(self: Arc<Self>) {
        let device = Device::open(&self.file, Line::default()).unwrap();
        while !device.is_joined().unwrap() {
            if device.join(&self.link, "Phone").await.is_err() {
                tokio::time::sleep(Duration::from_millis(self.draw(10_000))).await;
            }
        }
        loop {
            let boot_ms = turmoil::sim_elapsed().unwrap().as_millis() as i64;
            let clock = Clock {
                wall_ms: NOON_MS + boot_ms,
                boot_ms,
                boot: 1,
            };
            let random = self.draw(u64::MAX);
            let due = device.next_sync_in(clock, random).unwrap().unwrap();
            if due.is_zero() {
                self.sync(&device).await;
                continue;
            }
            let is_evening = self.is_evening.load(Relaxed);
            if !is_evening && self.draw(3) == 0 {
                self.record(&device);
            } else if self.draw(4) == 0 {
                // The screen is on: news are waited for.
                if device.wait_for_news().await.is_ok_and(|news| news) {
                    device.hurry();
                }
            }
            let pause = Duration::from_millis(self.draw(20_000));
            tokio::time::sleep(due.min(pause)).await;
        }
    }

    async fn sync(&self, device: &Device<Line>) {
        let done = device.sync().await;
        let mut syncs = self.syncs.lock().unwrap();
        match done {
            Ok(report) => {
                assert!(!report.forked && !report.wiped, "{report:?}");
                assert_eq!(report.refused, 0, "{report:?}");
                syncs.done += 1;
            }
            Err(DeviceError::Sync(_)) => syncs.failed += 1,
            Err(other) => panic!("not the net's fault: {other:?}"),
        }
    }

    /// One visit, or what else is recorded at a door.
    fn record(&self, device: &Device<Line>) {
        let door = self.doors[self.draw(self.doors.len() as u64) as usize];
        let recorded = match self.draw(4) {
            0 => {
                let number = Change::AddPhone(format!("+358 {}", self.draw(1_000_000)));
                device.edit(Target::Door(DoorId(door)), number, NOON_MS)
            }
            1 => device.add_person(DoorId(door), "Robin Newcomer"),
            _ => device.record(at(door, Outcome::NotHome)),
        };
        match recorded {
            Ok(op) => self.captured.lock().unwrap().push(op),
            // The list is not there yet.
            Err(error) => assert!(self.syncs.lock().unwrap().done == 0, "{error:?}"),
        }
    }
}

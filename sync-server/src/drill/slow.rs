//! The server's disk is slow. What is played are its two signs, not a slow block device: the
//! database's one writer has to wait, since another process holds its lock for seconds, and the
//! whole server stands still, stopped and continued.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::field::{Field, record_many};
use super::walker::{Walkers, name};
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::db::{Db, DbError};
use crate::town::random::Random;

/// Phones that walk meanwhile.
const PHONES: usize = 3;
/// A wait is at most so long where nobody is to be refused.
const LONGEST_MS: u64 = 2_500;
/// Longer than the server waits for its writer.
const TOO_LONG: Duration = Duration::from_secs(12);
/// Where it is wished for so long, one wait is too long.
const FROM: Duration = Duration::from_secs(10);

/// Waits of all lengths while phones write, and one that is too long.
pub(super) fn slow_disk(wish: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(1)?;
    field.start()?;
    for phone in 0..PHONES {
        field.phone(&name(phone), 1)?;
    }
    let probe = field.phone("probe.db", 1)?;
    let walkers = Walkers::set_off(&field, PHONES)?;
    let mut random = Random::new(wish.seed);
    let (mut held, mut stopped, mut slowest) = (0, 0, Duration::ZERO);
    let mut marks = Vec::new();
    let began = Instant::now();
    while held == 0 || stopped == 0 || began.elapsed() < wish.patience {
        let wait = Duration::from_millis(200 + random.next() % (LONGEST_MS - 200));
        let number = held + stopped;
        marks.extend(record_many(&probe, "probe", number..number + 1)?);
        let asked = Instant::now();
        if random.percent(50) || held == 0 {
            held += 1;
            while_held(&field, wait, || field.sync(&probe))?;
        } else {
            stopped += 1;
            field.server()?.signal("STOP")?;
            std::thread::scope(|scope| {
                let going_on = scope.spawn(|| {
                    sleep(wait);
                    field.server()?.signal("CONT")
                });
                let synced = field.sync(&probe);
                going_on
                    .join()
                    .map_err(|_| "the server was not continued")??;
                synced
            })?;
        }
        slowest = slowest.max(asked.elapsed());
        sleep(Duration::from_millis(random.next() % 300));
    }
    let said = walkers.said();
    if said.unsynced > 0 {
        return Err(format!("{} syncs failed; they were to wait", said.unsynced).into());
    }
    let mut too_long = "none was made to wait too long".to_owned();
    if wish.patience >= FROM {
        marks.extend(record_many(&probe, "late", 0..1)?);
        let late = while_held(&field, TOO_LONG, || Ok(field.sync(&probe).is_err()))?;
        // The first in line waits too long; those behind it may have come just in time.
        let refused = walkers.said().unsynced + u32::from(late);
        if refused == 0 {
            return Err("no sync failed, and some could not have been written".into());
        }
        too_long = format!(
            "one wait of {} s: {refused} syncs refused for now",
            TOO_LONG.as_secs()
        );
    }
    let said = walkers.end()?;
    for phone in 0..PHONES {
        field.rest(&field.open(&name(phone))?)?;
    }
    field.rest(&probe)?;
    let there = field.on_server()?;
    let promised = said.recorded.iter().chain(&marks);
    if let Some(lost) = promised.into_iter().find(|mark| !there.contains_key(*mark)) {
        return Err(format!("record {lost} is lost").into());
    }
    if let Some((mark, times)) = there.iter().find(|(_, times)| **times > 1) {
        return Err(format!("record {mark} is there {times} times").into());
    }
    Ok(Seen::Held(format!(
        "{held} waits for the database's writer, {stopped} of the whole server, up to {:.1} s: no \
         error, the slowest sync took {:.1} s; {too_long}; {} records, all there once. No block \
         device was made slow",
        LONGEST_MS as f64 / 1_000.0,
        slowest.as_secs_f64(),
        there.len()
    )))
}

/// Does `work` while this process holds the right to write to the server's database for so long.
fn while_held<T: Send>(
    field: &Field,
    wait: Duration,
    work: impl FnOnce() -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let db = Db::open(&field.database())?;
    std::thread::scope(|scope| {
        let (begun, holds) = std::sync::mpsc::channel();
        let holder = scope.spawn(move || {
            db.import(|_| -> Result<(), DbError> {
                // Whoever waits for it is gone only where this whole fault has failed.
                let _ = begun.send(());
                sleep(wait);
                // Nothing is changed: the transaction is undone.
                Err(DbError::Refused("held".into()))
            })
        });
        let done = match holds.recv() {
            Ok(()) => work(),
            Err(_) => Err("the database's lock was not to be had".into()),
        };
        match holder.join() {
            Ok(Err(DbError::Refused(_))) => done,
            Ok(Err(other)) => Err(other.into()),
            Ok(Ok(_)) | Err(_) => Err("the database's lock was not held".into()),
        }
    })
}

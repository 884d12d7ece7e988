//! What must hold when the field is at rest: every op has one result, and every phone and the
//! server hold what was made, each once.

use std::collections::{BTreeMap, BTreeSet};

use turfwalk_core::model::{DeviceId, Incarnation, OpId};
use turfwalk_core::sync::SyncError;
use turfwalk_core::wire::{Row, StreamId, Verdict};

use super::phone::{Broken, Made, op_name};
use super::tally::Tally;
use super::walker::Walker;

/// Phones that read their turf anew and whole.
const FRESH: usize = 20;

/// What the field made in each stream.
#[derive(Debug, Default)]
struct World {
    streams: BTreeMap<StreamId, (Made, Vec<OpId>)>,
}

/// Holds phones and server to it; what does not hold is noted in `tally`. Returns how many turfs
/// were read anew.
pub(super) async fn check(
    walkers: &mut [Walker],
    field_from: DeviceId,
    tally: &Tally,
) -> Result<usize, SyncError> {
    let world = World::of(walkers, tally);
    for walker in walkers.iter() {
        for (stream, held) in walker.phone.held() {
            let made = world.streams.get(&stream).map(|(made, _)| *made);
            if held.made != made.unwrap_or_default() {
                tally.broke(Broken(
                    "a phone does not hold just the ops that were made in its turf".into(),
                ));
            }
        }
    }
    let mut seen = BTreeSet::new();
    for walker in walkers {
        let streams: Vec<StreamId> = walker.phone.held().map(|(stream, _)| stream).collect();
        let is_new = streams
            .into_iter()
            .filter(|stream| seen.insert(*stream))
            .count()
            > 0;
        if is_new {
            read_anew(walker, &world, field_from, tally).await?;
        }
        if seen.len() > FRESH {
            break;
        }
    }
    Ok(seen
        .iter()
        .filter(|stream| matches!(stream, StreamId::Turf(_)))
        .count())
}

impl World {
    fn of(walkers: &[Walker], tally: &Tally) -> Self {
        let mut world = Self::default();
        for (id, verdict) in walkers.iter().flat_map(|walker| walker.phone.ops()) {
            match verdict {
                Some(Verdict::Made { stream, .. }) => {
                    let (made, ops) = world.streams.entry(stream).or_default();
                    made.add(&id.to_string());
                    ops.push(id);
                }
                None => tally.broke(Broken("an op has no result".into())),
                Some(_) => {}
            }
        }
        world
    }
}

/// Reads a phone's streams from their beginning, and compares op by op.
async fn read_anew(
    walker: &mut Walker,
    world: &World,
    field_from: DeviceId,
    tally: &Tally,
) -> Result<(), SyncError> {
    walker.phone.forget();
    let mut found: BTreeMap<StreamId, Vec<OpId>> = BTreeMap::new();
    loop {
        let reply = walker.ask(tally).await?;
        for page in &reply.pages {
            let ops = found.entry(page.cursor.stream).or_default();
            for row in &page.rows {
                let Row::Full(_, kind, value) = row else {
                    return Err(SyncError::Server("a row came as an own one unasked".into()));
                };
                let name = op_name(kind, value).and_then(|name| name.parse::<OpId>().ok());
                ops.extend(name.filter(|id| id.device >= field_from));
            }
        }
        if let Err(broken) = walker.phone.apply(&reply, Incarnation(0)) {
            tally.broke(broken);
            return Ok(());
        }
        if !reply.header.more {
            break;
        }
    }
    for (stream, mut ops) in found {
        ops.sort_unstable();
        let mut made = world
            .streams
            .get(&stream)
            .map(|(_, ops)| ops.clone())
            .unwrap_or_default();
        made.sort_unstable();
        if ops != made {
            tally.broke(Broken(
                "a turf read anew does not hold just the ops that were made in it, each once"
                    .into(),
            ));
        }
    }
    Ok(())
}

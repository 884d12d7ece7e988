//! East is lost, or west is: what phones were told holds, and nobody does anything on a phone.

use std::collections::HashMap;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use turfwalk_core::model::{DeviceId, Incarnation, OpId};

use super::cluster::Cluster;
use super::regions::{Regions, Rested};
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::db::{Db, SecondCopyNow};

/// Phones when the primary is lost, and when the standby is.
const PHONES: usize = 200;
const FEWER: usize = 60;
/// Ops acknowledged before the link is cut, and again after the standby took over, a phone.
const ENOUGH: u64 = 2;
/// How long a primary without its standby goes on; the asynchronous one acknowledges meanwhile.
const CUT_OFF: Duration = Duration::from_millis(1_500);
/// Ops at least that are acknowledged in that time without a standby.
const SOME: u64 = 20;
/// How long what the servers knew of the standby may still be said.
const KNOWN_FOR: Duration = Duration::from_secs(2);

/// What came of a fail-over that held.
#[derive(Clone, Copy, Debug)]
pub struct FailOver {
    /// Ops that the phones captured, each of which has one effect.
    pub ops: u64,
    /// Those that were acknowledged when the primary fell.
    pub acknowledged: u64,
    /// Of these: not on the standby when it took over, and sent again by their phones.
    pub lost: u64,
    /// Streams that phones fetched again.
    pub resets: usize,
    /// Requests that a server could not answer.
    pub busy: usize,
    /// From the fall to the standby's promotion, and until all was at rest.
    pub promoted: Duration,
    /// From the fall until all was at rest.
    pub rested: Duration,
}

/// Both kinds of replication.
pub(super) fn fail_over(_: &Wish) -> Result<Seen, CommandError> {
    if let Some(why) = Cluster::lacks() {
        return Ok(Seen::NotRun(why));
    }
    let program = std::env::current_exe()?;
    let with = east_is_lost(&program, PHONES, true)?;
    if with.lost > 0 {
        return Err(format!("{} acknowledged records were lost", with.lost).into());
    }
    let without = east_is_lost(&program, PHONES, false)?;
    if without.lost == 0 {
        return Err("the asynchronous standby lacked nothing: the link was not cut".into());
    }
    Ok(Seen::Held(format!(
        "{PHONES} phones; synchronous: {} records, none acknowledged lost; asynchronous: {} \
         records, {} of {} acknowledged were not on the standby and came again; at rest {:.0} and \
         {:.0} s after the fall",
        with.ops,
        without.ops,
        without.lost,
        without.acknowledged,
        with.rested.as_secs_f64(),
        without.rested.as_secs_f64(),
    )))
}

/// Two clusters with streaming replication, two servers run by `program`, phones that write; the
/// link is cut, the primary is killed, the standby is promoted.
///
/// # Errors
/// If anything that was told did not hold, an op has not one effect, or a phone does not come to
/// rest.
pub fn east_is_lost(
    program: &Path,
    phones: usize,
    synchronous: bool,
) -> Result<FailOver, CommandError> {
    let regions = Regions::new(program, phones, synchronous)?;
    let (west, name, balancer) = (&regions.west, &regions.name, &regions.balancer);
    let walking = regions.set_off();
    let enough = ENOUGH * phones as u64;
    balancer.until(|told| {
        let joined = told.highest.len() == phones;
        joined && told.backed_up() > 0 && told.acknowledged() > enough
    })?;

    // The link is cut: the standby follows no more, the primary goes on for a while.
    west.set(&["primary_conninfo = ''"])?;
    sleep(CUT_OFF);
    if !synchronous {
        let before = balancer.told().acknowledged();
        balancer.until(|told| told.acknowledged() > before + SOME)?;
    }
    regions.east.kill()?;
    let killed = Instant::now();
    sleep(Duration::from_millis(500));
    let told = balancer.told();
    let kept = acc_in(west, name)?;
    west.promote()?;
    let promoted = killed.elapsed();

    let (mut lost, mut acknowledged) = (0, 0);
    for (token, (acc, dur)) in &told.highest {
        let kept = kept.get(token).copied().unwrap_or(0);
        if *dur > kept {
            return Err(format!(
                "a phone was told that {dur} records are backed up, and {kept} are there"
            )
            .into());
        }
        acknowledged += acc;
        lost += acc.saturating_sub(kept);
    }

    balancer.until(|told| told.acknowledged() > acknowledged + enough)?;
    let phones = regions.rest(walking)?;
    let rested = killed.elapsed();
    let ops = each_has_one_effect(west, name, &phones)?;
    regions.all_see(&Db::connect(&west.url(name))?, &phones)?;
    let end = balancer.told();
    if end.forks > 0 {
        return Err("a phone was taken for another".into());
    }
    if lost > 0 && end.resets == 0 {
        return Err("phones were ahead of the standby, and none fetched again".into());
    }
    Ok(FailOver {
        ops,
        acknowledged,
        lost,
        resets: end.resets,
        busy: end.busy,
        promoted,
        rested,
    })
}

/// The standby is killed while phones write.
pub(super) fn lost_standby(_: &Wish) -> Result<Seen, CommandError> {
    if let Some(why) = Cluster::lacks() {
        return Ok(Seen::NotRun(why));
    }
    let regions = Regions::new(&std::env::current_exe()?, FEWER, false)?;
    let (balancer, enough) = (&regions.balancer, ENOUGH * FEWER as u64);
    let walking = regions.set_off();
    balancer.until(|told| {
        let joined = told.highest.len() == FEWER;
        joined && told.backed_up() > 0 && told.acknowledged() > enough
    })?;
    regions.west.kill()?;
    sleep(KNOWN_FOR);
    let before = balancer.told();
    balancer.until(|told| told.acknowledged() > before.acknowledged() + enough)?;
    let (east, name) = (&regions.east, &regions.name);
    let db = Db::connect(&east.url(name))?.with_copy(&regions.west.url(name))?;
    if db.second_copy_now()? != SecondCopyNow::Silent {
        return Err("the organizer's page does not say that the second copy is gone".into());
    }
    let phones = regions.rest(walking)?;
    let after = balancer.told();
    for (token, (_, dur)) in &after.highest {
        let known = before.highest.get(token).map_or(0, |told| told.1);
        if *dur != known {
            return Err("a record is told as backed up on a standby that is gone".into());
        }
    }
    let ops = each_has_one_effect(east, name, &phones)?;
    let (mut safe, mut backed_up) = (0, 0);
    for it in &phones {
        let receipts = it.phone.receipts()?;
        safe += receipts.safe;
        backed_up += receipts.backed_up;
    }
    if safe != ops || backed_up >= safe {
        return Err(format!("the phones show {safe} safe and {backed_up} backed up").into());
    }
    Ok(Seen::Held(format!(
        "{FEWER} phones, {ops} records: all told as safe, {} of them after the standby was \
         killed; {backed_up} told as backed up, none after it, and the page says that the copy \
         does not answer",
        after.acknowledged() - before.acknowledged()
    )))
}

/// `acc` of each token's hash as a database has it.
fn acc_in(cluster: &Cluster, name: &str) -> Result<HashMap<String, u64>, CommandError> {
    let rows = cluster.sql(
        name,
        "SELECT d.token_hash, max(l.acc) FROM device d JOIN life l ON l.device = d.id GROUP BY 1",
    )?;
    rows.lines()
        .map(|row| {
            let (token, acc) = row.split_once('|').ok_or("not two columns")?;
            Ok((token.to_owned(), acc.parse()?))
        })
        .collect()
}

/// Every op that the phones captured was decided once and made one row, and there is no other;
/// how many there are.
fn each_has_one_effect(
    cluster: &Cluster,
    name: &str,
    phones: &[Rested],
) -> Result<u64, CommandError> {
    let captured = phones.iter().flat_map(|it| it.captured.iter().copied());
    let mut captured: Vec<OpId> = captured.collect();
    captured.sort();
    for (what, from) in [
        ("decided", "op"),
        ("made", "stream_row WHERE device IS NOT NULL"),
    ] {
        let rows = cluster.sql(name, &format!("SELECT device, incarnation, n FROM {from}"))?;
        let mut there = rows.lines().map(op_of).collect::<Result<Vec<_>, _>>()?;
        there.sort();
        if there != captured {
            return Err(format!(
                "{} records were captured, and {} were {what}, or not the same",
                captured.len(),
                there.len()
            )
            .into());
        }
    }
    Ok(captured.len() as u64)
}

fn op_of(row: &str) -> Result<OpId, CommandError> {
    let cells: Vec<&str> = row.split('|').collect();
    let [device, incarnation, n] = cells[..] else {
        return Err("not three columns".into());
    };
    Ok(OpId {
        device: DeviceId(device.parse()?),
        incarnation: Incarnation(u64::from_str_radix(incarnation, 16)?),
        n: n.parse()?,
    })
}

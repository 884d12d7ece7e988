//! Connections that end, stand still or crawl: at every byte of a short sync, one after the other.

use std::time::{Duration, Instant};

use turfwalk_core::device::DeviceError;
use turfwalk_core::sync::{Http, SyncError};

use crate::proxy::{Trouble, Way};
use crate::setting;
use crate::walker::{Fresh, Line, Phone, db};

/// Bytes between two positions, unless every one is walked.
const EVERY: u64 = 29;

/// Positions among `length` bytes: the first few, the last, the one behind, and each so many.
fn positions(length: usize) -> Vec<usize> {
    let every = setting("CHAOS_EVERY", EVERY) as usize;
    let offset = setting("CHAOS_SEED", 1) as usize % every;
    let mut all: Vec<usize> = (offset..length).step_by(every).collect();
    all.extend([0, 1, 2, 4, length - 1, length]);
    all.sort_unstable();
    all.dedup();
    all
}

/// Walks a short sync, a visit's, with `trouble` at each position of each way.
async fn walk(tls: bool, trouble: fn(Way, usize) -> Trouble) {
    let line = Line::new(tls).await;
    let mut phone = line.phone(Fresh, setting("CHAOS_SEED", 1)).await;
    line.proxy.passed();
    phone.record();
    assert_eq!(phone.recover().await, 1);
    let [whole] = &line.proxy.passed()[..] else {
        panic!("a short sync is one request")
    };
    let (mut met, mut at_once) = (0, 0);
    for (way, length) in [(Way::Up, whole.up.len()), (Way::Down, whole.down.len())] {
        assert!(length > 200, "{length}");
        for at in positions(length) {
            phone.record();
            line.proxy.next(trouble(way, at));
            let tries = phone.recover().await;
            assert!(tries <= 2, "{way:?} {at}: {tries} tries");
            met += tries - 1;
            at_once += 2 - tries;
            let safe = db(&line).devices().unwrap()[0].safe;
            assert_eq!(safe, phone.captured.len() as u64, "{way:?} {at}");
        }
    }
    phone.shows_what_is_on(&db(&line), &[&phone.captured]);
    println!(
        "TLS {tls}: {} bytes up, {} down; {met} syncs failed and came again, {at_once} needed not",
        whole.up.len(),
        whole.down.len()
    );
    assert!(met > at_once, "{met} failed, {at_once} did not");
    line.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_cut_at_any_byte_counts_once() {
    walk(false, Trouble::Cut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_over_tls_that_is_cut_at_any_byte_counts_once() {
    walk(true, Trouble::Cut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_over_tls_of_which_one_side_is_closed_at_any_byte_counts_once() {
    walk(true, Trouble::HalfClose).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_that_is_cut_anywhere_is_one_phone() {
    let line = Line::new(true).await;
    let seed = setting("CHAOS_SEED", 1);
    let length = 2_500;
    for (nth, way) in (1_u64..).zip([Way::Up, Way::Down].repeat(12)) {
        let phone = Phone::new(Fresh, seed);
        let invite = line.invite();
        let at = (nth as usize * 211 + seed as usize) % length;
        line.proxy.next(Trouble::Cut(way, at));
        if let Err(error) = phone.device.join(&invite, "Phone").await {
            let is_line = matches!(error, DeviceError::Sync(SyncError::Offline(_)));
            assert!(is_line, "{way:?} {at}: {error:?}");
            phone.device.join(&invite, "Phone").await.unwrap();
        }
        line.proxy.mend();
        // The first list, too, comes whole or again.
        line.proxy.next(Trouble::Cut(Way::Down, at));
        if phone.device.sync().await.is_err() {
            phone.device.sync().await.unwrap();
        }
        line.proxy.mend();
        assert_eq!(phone.device.walk_lists().unwrap().len(), 1);
        assert_eq!(db(&line).devices().unwrap().len() as u64, nth);
    }
    line.server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_crawls_or_stands_still_for_a_while_only_takes_longer() {
    let line = Line::new(true).await;
    let mut phone = line.phone(Fresh, setting("CHAOS_SEED", 1)).await;
    const STILL: Duration = Duration::from_millis(300);
    for way in [Way::Up, Way::Down] {
        for _ in 0..6 {
            phone.record();
            let at = phone.draw(1_200);
            line.proxy.next(Trouble::Stall(way, at, STILL));
            let began = Instant::now();
            assert_eq!(phone.recover().await, 1, "{way:?} {at}");
            assert!(at > 400 || began.elapsed() >= STILL, "{way:?} {at}");
        }
        for piece in [1, 7, 100] {
            phone.record();
            line.proxy.next(Trouble::Dribble(way, piece));
            assert_eq!(phone.recover().await, 1, "{way:?} by {piece}");
        }
    }
    phone.shows_what_is_on(&db(&line), &[&phone.captured]);
    line.server.end().await;
}

/// The client's own patience, which is a minute.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes two minutes of waiting; `make deep` has it"]
async fn a_line_that_stands_still_for_good_is_given_up_and_the_next_try_counts_once() {
    let line = Line::new(true).await;
    let mut phone = line.phone(Fresh, 1).await;
    for way in [Way::Up, Way::Down] {
        phone.record();
        line.proxy
            .next(Trouble::Stall(way, 700, Duration::from_secs(90)));
        assert_eq!(phone.recover().await, 2);
    }
    phone.shows_what_is_on(&db(&line), &[&phone.captured]);
    line.server.end().await;
}

/// Phones that keep their connections, as an app does, on a line where most connections meet with
/// something.
#[tokio::test(flavor = "multi_thread")]
async fn phones_on_a_bad_line_lose_and_double_nothing() {
    const PHONES: u64 = 3;
    let seed = setting("CHAOS_SEED", 1);
    let rounds = 1_200 / setting("CHAOS_EVERY", EVERY);
    let line = Line::new(true).await;
    let mut phones = Vec::new();
    for nth in 0..PHONES {
        phones.push(line.phone(Http::new().unwrap(), seed + nth).await);
    }
    let mut failed = 0;
    for _ in 0..rounds {
        for phone in &mut phones {
            for _ in 0..=phone.draw(3) {
                phone.record();
            }
            line.proxy.mend();
            if phone.draw(2) == 0 {
                line.proxy.sever();
            }
            for _ in 0..2 {
                let way = [Way::Up, Way::Down][phone.draw(2)];
                // Of one that is kept, the second or third request may meet with it.
                let at = phone.draw(2_500);
                line.proxy.next(match phone.draw(6) {
                    0 | 1 => Trouble::Cut(way, at),
                    2 => Trouble::HalfClose(way, at),
                    3 => Trouble::Stall(way, at, Duration::from_millis(30)),
                    4 => Trouble::Dribble(way, 400),
                    _ => Trouble::None,
                });
            }
            failed += phone.recover().await - 1;
        }
    }
    line.proxy.mend();
    line.proxy.sever();
    for phone in &mut phones {
        phone.recover().await;
    }
    for phone in &phones {
        phone.device.sync().await.unwrap();
    }
    let captured: Vec<_> = phones.iter().map(|phone| &phone.captured[..]).collect();
    for phone in &phones {
        phone.shows_what_is_on(&db(&line), &captured);
    }
    println!("seed {seed}: {failed} syncs failed and came again");
    assert!(u64::from(failed) > rounds / 10, "{failed}");
    line.server.end().await;
}

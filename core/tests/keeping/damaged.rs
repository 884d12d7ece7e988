//! A damaged database: what can be read goes on in a fresh one, and the rest is counted.

use std::path::Path;

use turfwalk_core::model::Incarnation;
use turfwalk_core::store::{Salvaged, Store, StoreError};

use crate::phone::{NOTE, as_device, file, holds, record, turf, unsent, with_doors};

/// A phone with so many visits, closed; 400 doors around them.
fn phone(path: &Path, visits: u32) -> Vec<String> {
    let mut store = with_doors(Store::open(path).unwrap(), 400);
    record(&mut store, visits);
    let lines = unsent(&store);
    store.tidy().unwrap();
    lines
}

/// Overwrites these pages of 4 KiB.
fn damage(path: &Path, pages: impl Iterator<Item = usize>) {
    let mut bytes = std::fs::read(path).unwrap();
    for page in pages {
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
    }
    std::fs::write(path, bytes).unwrap();
}

fn pages(path: &Path) -> usize {
    std::fs::read(path).unwrap().len() / 4096
}

fn aside(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("-aside-"))
        .collect();
    names.sort();
    names
}

#[test]
fn whatever_page_is_damaged_what_is_unsent_is_found_again_or_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let lines = phone(&path, 60);
    let whole = std::fs::read(&path).unwrap();
    let (mut noticed, mut partly) = (0, 0);
    for page in 0..pages(&path) {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder);
        std::fs::write(&path, &whole).unwrap();
        std::fs::write(folder.path().join("phone.db-unsent"), "60\n").unwrap();
        damage(&path, std::iter::once(page));
        let store = match Store::open(&path) {
            Ok(store) => {
                assert_eq!(unsent(&store), lines, "page {page} held nothing of use");
                continue;
            }
            Err(StoreError::Damaged(_)) => Store::open_anew(&path, None).unwrap(),
            Err(other) => panic!("page {page}: {other}"),
        };
        noticed += 1;
        let said = store.salvaged().unwrap().unwrap();
        assert_eq!(said.found + said.lost, 60, "page {page}: {said:?}");
        partly += u32::from(said.found > 0 && said.lost > 0);
        assert!(store.walk_lists().unwrap().is_empty(), "lists come anew");
        assert_eq!(aside(&path)[0], "phone.db-aside-1");
        let kept = std::fs::read(folder.path().join("phone.db-aside-1")).unwrap();
        assert_eq!(kept.len(), whole.len(), "the old file is kept");
        if said.lost == 0 && store.identity().unwrap().is_some() {
            assert_eq!(unsent(&store), lines, "page {page}");
        }
        store.forget_salvaged().unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.salvaged().unwrap(), None);
    }
    assert!(noticed > 10, "{noticed} pages");
    assert!(partly > 0, "some page held a part of them");
}

#[test]
fn a_lost_op_holds_up_none_behind_it_and_is_answered_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let lines = phone(&path, 60);
    let whole = std::fs::read(&path).unwrap();
    let note = format!("{NOTE}-30\"");
    let of_ops = (1..pages(&path)).filter(|page| {
        let page = &whole[page * 4096..(page + 1) * 4096];
        page.windows(note.len())
            .any(|window| window == note.as_bytes())
            && page.windows(7).any(|window| window == b"pending")
    });
    damage(&path, of_ops.collect::<Vec<_>>().into_iter());
    assert!(matches!(Store::open(&path), Err(StoreError::Damaged(_))));
    let mut store = Store::open_anew(&path, None).unwrap();
    let Salvaged { found, lost } = store.salvaged().unwrap().unwrap();
    assert!(found > 0 && lost > 0, "{found} {lost}");

    // Before the gap all is as it was.
    let before = unsent(&store);
    assert!(!before.is_empty() && lines.starts_with(&before));
    // The server has taken those, and the first of the lost ones too: its answer did not get here.
    let acc = before.len() as u64 + 1;
    assert_eq!(
        store.outbox(acc, 500, 1 << 20).unwrap(),
        Vec::<String>::new()
    );
    store.apply_results(&[], acc, 0, 0).unwrap();
    let rest = unsent(&store);
    assert_eq!(rest.len() as u64, 60 - acc, "all others can be sent now");
    let again = rest.iter().filter(|line| lines.contains(line)).count() as u64;
    assert_eq!(again, found - before.len() as u64);
    let stand_ins = rest.iter().filter(|line| line.contains("\"lost\"")).count() as u64;
    assert_eq!(stand_ins, lost - 1, "each lost one is answered for");
    // A fork in this state renumbers them all.
    store.renumber(Incarnation(7)).unwrap();
    assert_eq!(unsent(&store).len(), rest.len());
}

#[test]
fn a_file_that_is_no_database_leaves_the_count_beside_it() {
    for junk in [
        &b"This is no database at all, just some text of a few words."[..],
        &[0; 8192],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder);
        phone(&path, 5);
        let mut store = Store::open(&path).unwrap();
        store.apply_results(&[], 2, 0, 0).unwrap();
        record(&mut store, 1);
        drop(store);
        std::fs::write(&path, junk).unwrap();
        let store = Store::open_anew(&path, None).unwrap();
        let said = store.salvaged().unwrap().unwrap();
        assert_eq!((said.found, said.lost), (0, 4));
        assert!(said.to_string().contains("4 could not be read"));
        assert_eq!(store.identity().unwrap(), None, "an invite is needed");
    }
}

#[test]
fn ops_whose_phone_is_forgotten_go_on_under_its_next_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let lines = phone(&path, 3);
    let db = std::fs::read(&path).unwrap();
    let of_identity = (1..pages(&path)).filter(|page| {
        let page = &db[page * 4096..(page + 1) * 4096];
        page.windows(9).any(|window| window == b"tokenCODE")
    });
    damage(&path, of_identity.collect::<Vec<_>>().into_iter());
    let store = Store::open_anew(&path, None).unwrap();
    assert_eq!(store.identity().unwrap(), None);
    assert_eq!(
        store.salvaged().unwrap(),
        Some(Salvaged { found: 3, lost: 0 })
    );
    let invite = "http://127.0.0.1:1/join#OTHER".parse().unwrap();
    store.begin_join(&invite, "new", Incarnation(9)).unwrap();
    store.finish_join(&as_device(2)).unwrap();
    assert_eq!(unsent(&store), lines, "plain visits keep their lines");
    assert_eq!(store.joined().unwrap().incarnation, Incarnation(9));
}

#[test]
fn a_crash_at_any_step_of_the_exchange_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let lines = phone(&path, 5);
    let at = |name: &str| folder.path().join(name);

    // Before the old one was moved: the half-made one goes.
    std::fs::write(at("phone.db-new"), b"half-made").unwrap();
    assert_eq!(unsent(&Store::open(&path).unwrap()), lines);
    assert!(!at("phone.db-new").exists());

    // After it, with its journal still in place.
    std::fs::copy(&path, at("phone.db-new")).unwrap();
    std::fs::rename(&path, at("phone.db-aside-1")).unwrap();
    std::fs::write(at("phone.db-wal"), b"the old one's journal").unwrap();
    assert_eq!(unsent(&Store::open(&path).unwrap()), lines);
    let journal = std::fs::read(at("phone.db-aside-1-wal")).unwrap();
    assert_eq!(journal, b"the old one's journal");
}

#[test]
fn what_was_moved_aside_goes_with_the_next_erasure() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    phone(&path, 2);
    damage(&path, std::iter::once(1));
    let mut store = Store::open_anew(&path, None).unwrap();
    assert!(holds(&path, "Person-1-"));
    store.wipe_all().unwrap();
    assert_eq!(aside(&path), Vec::<String>::new());
    assert!(!holds(&path, "Person-1-"));
}

#[test]
fn a_sound_database_may_be_opened_anew_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let lines = phone(&path, 4);
    let mut store = Store::open_anew(&path, None).unwrap();
    assert_eq!(unsent(&store), lines);
    store.apply_page(&turf(1, 1..=4)).unwrap();
    assert_eq!(store.walk_lists().unwrap().len(), 1);
}

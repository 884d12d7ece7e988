//! Every decoder of what comes from elsewhere, fed with sound inputs that were changed by a seed.
//! None panics, and none takes more memory or time than its input is worth.
//!
//! `FUZZ_SECONDS` is how long each is fed, `FUZZ_SEED` where it begins. What makes one panic is
//! written beside the others in `corpus`, as `found-…`: it stays there as a test. The rest of the
//! corpus is sound inputs and, in archives, what a run that coverage guided (`fuzz/run.sh`) came to.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod claims;
mod mutate;
mod phone;
mod server;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use mutate::{Random, mutated};
use phone::Phone;
use server::Server;
use sha2::{Digest, Sha256};
use turfwalk_core::streets::StreetPack;
use turfwalk_server::import::osm;

/// No input of at most a quarter of a megabyte may take so long, on a busy machine and unoptimised.
const MOST_TIME: Duration = Duration::from_secs(20);
/// Nor may all of them together ever hold so much memory.
const MOST_KIB: u64 = 1_500_000;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decoders/corpus")
}

/// The files of a folder, by their names.
fn all_in(folder: &Path) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// What a run that coverage guided came to, and kept in an archive; nothing where there is none.
fn packed(name: &str) -> Vec<Vec<u8>> {
    let archive = corpus().join(format!("{name}.tar.gz"));
    if !archive.exists() {
        return Vec::new();
    }
    let folder = tempfile::tempdir().unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-C").arg(folder.path()).arg("-xzf").arg(archive);
    assert!(tar.status().unwrap().success());
    all_in(folder.path())
}

/// A file of the corpus.
fn kept(name: &str) -> Vec<u8> {
    std::fs::read(corpus().join(name)).unwrap()
}

/// Feeds `decode` with the inputs that are kept for it, with `more` sound ones, and with changes of
/// all of them; `sealed` makes of an input what the decoder is given.
fn feed(
    name: &str,
    more: &[Vec<u8>],
    sealed: impl Fn(&[u8], &mut Random) -> Vec<u8>,
    mut decode: impl FnMut(&[u8]) -> bool,
) {
    let mut random = Random(setting("FUZZ_SEED", 1));
    let mut inputs = all_in(&corpus().join(name));
    inputs.extend(packed(name));
    inputs.extend_from_slice(more);
    let lasts = Duration::from_secs(setting("FUZZ_SECONDS", 1));
    let (began, mut fed, mut sound) = (Instant::now(), 0_u64, 0_u64);
    while began.elapsed() < lasts || fed <= inputs.len() as u64 {
        let input = match inputs.get(fed as usize) {
            // First all as they are.
            Some(input) => input.clone(),
            None => {
                let input = &inputs[random.below(inputs.len())];
                mutated(input, &inputs[random.below(inputs.len())], &mut random)
            }
        };
        let given = sealed(&input, &mut random);
        let started = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| decode(&given))) {
            Ok(is_sound) => sound += u64::from(is_sound),
            Err(_) => {
                let number: String = Sha256::digest(&input)[..4].iter().map(hex).collect();
                let path = corpus().join(name).join(format!("found-{number}"));
                std::fs::write(&path, &input).unwrap();
                panic!("{name} panics: the input is in {}", path.display());
            }
        }
        assert!(started.elapsed() < MOST_TIME, "{name}: {input:?}");
        fed += 1;
    }
    let held = most_memory_kib();
    println!(
        "{name}: {fed} inputs, {sound} of them sound; {} MiB at most",
        held / 1024
    );
    assert!(held < MOST_KIB, "{held} KiB");
    // Changed too much, all would be turned away at the door.
    assert!(sound >= 1 && fed > inputs.len() as u64);
}

fn hex(byte: &u8) -> String {
    format!("{byte:02x}")
}

/// The most memory that this process has held, where the system tells.
fn most_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

fn as_it_is(input: &[u8], _: &mut Random) -> Vec<u8> {
    input.to_vec()
}

#[test]
fn a_server_reads_any_request() {
    let server = Server::new();
    feed("push", &[], as_it_is, |input| server.takes(input));
}

#[test]
fn a_phone_reads_any_answer() {
    feed("reply", &[], as_it_is, claims::reply);
}

#[test]
fn a_phone_reads_any_snapshot() {
    feed("snapshot", &[], as_it_is, claims::snapshot);
}

#[test]
fn a_phone_bears_any_answer() {
    let mut phone = Phone::new();
    feed("phone", &[], as_it_is, |input| phone.answered(input));
}

#[test]
fn a_phone_bears_any_snapshot_and_any_frame_of_zstd() {
    let mut phone = Phone::new();
    let frame = zstd::encode_all(&kept("frame/snapshot.ndjson")[..], 3).unwrap();
    let is_frame = |bytes: &[u8]| bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let sealed = |input: &[u8], random: &mut Random| match is_frame(input) || random.below(4) == 0 {
        true => input.to_vec(),
        false => zstd::encode_all(input, 1).unwrap(),
    };
    feed("frame", &[frame], sealed, |input| phone.given(input));
}

#[test]
fn small_things_are_read_or_refused() {
    feed("small", &[], as_it_is, claims::small);
}

/// The head of a street pack: name, version, length and checksum.
const HEAD: usize = 4 + 2 + 4 + 32;

#[test]
fn a_phone_reads_any_street_pack() {
    let sealed =
        |body: &[u8], random: &mut Random| claims::sealed(1 + u16::from(random.below(8) > 0), body);
    let packed = kept("sealed-pack/grid.pack")[HEAD..].to_vec();
    feed("pack", &[packed], sealed, claims::pack);
}

#[test]
fn a_street_pack_that_is_not_sealed_is_refused() {
    let pack = kept("sealed-pack/grid.pack");
    feed("sealed-pack", &[], as_it_is, |input| {
        let read = StreetPack::decode(input).is_ok();
        assert!(!read || input == pack, "changed, and taken");
        read
    });
}

#[test]
fn any_voter_file_is_read_or_turned_away() {
    let sound = all_in(&corpus().join("../../voters"));
    feed("csv", &sound, as_it_is, claims::csv);
}

#[test]
fn any_map_is_read_or_turned_away() {
    let (xml, pbf) = (kept("osm/grid.osm"), kept("osm/grid.osm.pbf"));
    let maybe_packed = |input: &[u8], random: &mut Random| match random.below(4) {
        0 => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(input).unwrap();
            packed.finish().unwrap()
        }
        _ => input.to_vec(),
    };
    let read = |input: &[u8]| osm::read_bytes(input, Path::new("map"));
    assert_eq!(read(&xml).unwrap(), read(&pbf).unwrap());
    feed("osm", &[], maybe_packed, claims::osm);
}

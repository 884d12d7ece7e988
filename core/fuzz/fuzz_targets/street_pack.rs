//! Any bytes are a street pack or are refused, and what passes can be walked on.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use turfwalk_core::streets::{Pavement, SpotOnStreet, StreetPack};

fuzz_target!(|data: &[u8]| {
    walk(data);
    // With a head that fits, so that the checksum does not keep all the rest out.
    for version in [1_u16, 2] {
        let mut sealed = b"TWSP".to_vec();
        sealed.extend_from_slice(&version.to_le_bytes());
        sealed.extend_from_slice(&(data.len() as u32).to_le_bytes());
        sealed.extend_from_slice(&Sha256::digest(data));
        sealed.extend_from_slice(data);
        walk(&sealed);
    }
});

fn walk(bytes: &[u8]) {
    let Ok(pack) = StreetPack::decode(bytes) else {
        return;
    };
    let spots: Vec<SpotOnStreet> = pack.doors.iter().take(40).map(|door| door.1).collect();
    Pavement::new(&pack.graph, &pack.costs).times(&spots);
    let again = StreetPack::decode(&pack.encode()).expect("what was read can be written");
    assert_eq!(again.doors, pack.doors);
}

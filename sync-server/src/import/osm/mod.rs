//! OpenStreetMap files: `.osm.pbf`, `.osm` and `.osm.gz`, told apart by content.
//!
//! Only what streets, doors and water need is kept. What of it one may walk is core's.

mod error;
mod keep;
mod pbf;
mod xml;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use turfwalk_core::streets::osm::OsmMap;

use error::Fault;
pub use error::OsmError;
use keep::Keep;

/// Told how far reading is: bytes read so far, bytes in all.
pub type Progress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// The map in a file, with the tags that core asks for. Its nodes, ways and relations are in the
/// file's order; nodes that no way uses and that have no such tag are left out.
pub fn read(path: &Path) -> Result<OsmMap, OsmError> {
    read_with_progress(path, &mut |_, _| {})
}

/// [`read`], telling `progress` now and then.
pub fn read_with_progress(path: &Path, progress: Progress<'_>) -> Result<OsmMap, OsmError> {
    let file = open(path)?;
    let unreadable = |source| OsmError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let total = file.metadata().map_err(unreadable)?.len();
    if total == 0 {
        return Err(OsmError::Empty(path.to_owned()));
    }
    let counted = Counted {
        inner: file,
        read: 0,
        told: 0,
        total,
        progress,
    };
    let mut keep = Keep::default();
    decode(BufReader::with_capacity(1 << 16, counted), &mut keep)
        .map_err(|f| f.at(path.to_owned()))?;
    let map = keep.finish();
    if !map.ways.iter().any(|w| w.tags.get("highway").is_some()) {
        return Err(OsmError::NoStreets(path.to_owned()));
    }
    Ok(map)
}

/// The map in bytes already read, as [`read`] gives it.
///
/// # Errors
/// As for a file; `name` stands in for its path.
pub fn read_bytes(bytes: &[u8], name: &Path) -> Result<OsmMap, OsmError> {
    if bytes.is_empty() {
        return Err(OsmError::Empty(name.to_owned()));
    }
    let mut keep = Keep::default();
    decode(bytes, &mut keep).map_err(|f| f.at(name.to_owned()))?;
    let map = keep.finish();
    if !map.ways.iter().any(|w| w.tags.get("highway").is_some()) {
        return Err(OsmError::NoStreets(name.to_owned()));
    }
    Ok(map)
}

fn open(path: &Path) -> Result<File, OsmError> {
    if path.is_dir() {
        return Err(OsmError::Folder(path.to_owned()));
    }
    File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => OsmError::Missing(path.to_owned()),
        _ => OsmError::Unreadable {
            path: path.to_owned(),
            source,
        },
    })
}

fn decode<R: BufRead + Send>(mut from: R, keep: &mut Keep) -> Result<(), Fault> {
    let start = from.fill_buf().map_err(|e| Fault::from(&e))?;
    if start.starts_with(&[0x1f, 0x8b]) {
        let mut inside = BufReader::with_capacity(1 << 16, MultiGzDecoder::new(from));
        let start = inside.fill_buf().map_err(|e| Fault::from(&e))?;
        return if looks_like_pbf(start) {
            pbf::read(inside, keep)
        } else {
            xml::read(inside, keep)
        };
    }
    if looks_like_pbf(start) {
        pbf::read(from, keep)
    } else {
        xml::read(from, keep)
    }
}

/// A PBF file starts with the length of a short header whose first field says `OSMHeader`.
fn looks_like_pbf(start: &[u8]) -> bool {
    start.len() >= 15 && start[..2] == [0, 0] && start[4..15] == *b"\x0a\x09OSMHeader"
}

/// Counts what passes through, and tells of each further percent.
struct Counted<'a, R> {
    inner: R,
    read: u64,
    told: u64,
    total: u64,
    progress: Progress<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(into)?;
        self.read += n as u64;
        if n == 0 || self.read - self.told >= self.total / 100 {
            self.told = self.read;
            (self.progress)(self.read, self.total.max(self.read));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests;

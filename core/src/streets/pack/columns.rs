//! The columns of a pack: one kind of number each, so that like stands by like and packs well.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::PackError;
use super::varint::{Take, put};

/// How many columns there are. Those that hold places and lengths come in pairs: the lowest
/// eight bits of each number, and what is above them.
pub(super) const COLUMNS: usize = 17;

/// Costs and how many records there are.
pub(super) const HEAD: usize = 0;
/// Lengths of names, and their text.
pub(super) const NAMES: usize = 1;
pub(super) const TEXT: usize = 2;
/// Corners of roads.
pub(super) const FROM: usize = 3;
pub(super) const TO: usize = 4;
/// Names and classes of roads.
pub(super) const KIND: usize = 5;
/// How many bends a road has.
pub(super) const BENDS: usize = 6;
/// Northings and eastings of corners, each a pair of columns; those of bends; lengths.
pub(super) const CORNER_NORTH: usize = 7;
pub(super) const CORNER_EAST: usize = 9;
pub(super) const BEND: usize = 11;
pub(super) const LENGTH: usize = 13;
/// Faces along medians.
pub(super) const MEDIAN: usize = 15;
/// Doors.
pub(super) const DOOR: usize = 16;

/// A packed body is at most this many times smaller than what it holds; what would shrink more is
/// kept as it is, so that no pack asks for more memory than a small multiple of its size.
const MOST_SHRINK: usize = 8;
const AS_IS: u8 = 0;
const DEFLATED: u8 = 1;

/// Numbers by column, in the order in which they were put.
#[derive(Default)]
pub(super) struct Columns {
    columns: [Vec<u8>; COLUMNS],
}

impl Columns {
    pub(super) fn put(&mut self, column: usize, value: u64) {
        put(&mut self.columns[column], value);
    }

    pub(super) fn put_bytes(&mut self, column: usize, bytes: &[u8]) {
        self.columns[column].extend_from_slice(bytes);
    }

    /// Into a pair of columns.
    pub(super) fn put_signed(&mut self, column: usize, value: i64) {
        let folded = ((value << 1) ^ (value >> 63)) as u64;
        self.columns[column].push(folded as u8);
        self.put(column + 1, folded >> 8);
    }

    /// All columns one after the other, behind their lengths.
    pub(super) fn joined(&self) -> Vec<u8> {
        let mut whole = Vec::new();
        for column in &self.columns {
            put(&mut whole, column.len() as u64);
        }
        for column in &self.columns {
            whole.extend_from_slice(column);
        }
        whole
    }
}

/// A body of joined columns (deflated: RFC 1951).
pub(super) fn packed(whole: &[u8]) -> Vec<u8> {
    let mut out = vec![DEFLATED];
    let mut encoder = DeflateEncoder::new(&mut out, Compression::best());
    let written = encoder
        .write_all(whole)
        .and_then(|()| encoder.finish().map(|_| ()));
    written.expect("writing to memory does not fail");
    if out.len() > whole.len() || whole.len() / MOST_SHRINK >= out.len() {
        out = vec![AS_IS];
        out.extend_from_slice(whole);
    }
    out
}

/// What a packed body holds.
pub(super) fn unpacked(body: &[u8]) -> Result<Vec<u8>, PackError> {
    match body.split_first() {
        Some((&AS_IS, whole)) => Ok(whole.to_vec()),
        Some((&DEFLATED, packed)) => {
            let most = (packed.len() + 1) * MOST_SHRINK;
            let mut whole = Vec::new();
            let read = DeflateDecoder::new(packed)
                .take(most as u64 + 1)
                .read_to_end(&mut whole);
            read.map_err(|_| PackError::Damaged("it does not unpack"))?;
            if whole.len() > most {
                return Err(PackError::Damaged("it unpacks to more than it may hold"));
            }
            Ok(whole)
        }
        _ => Err(PackError::Damaged("it is packed in an unknown way")),
    }
}

/// Reads what was put, each column from front to back.
pub(super) struct Reader<'a> {
    columns: [Take<'a>; COLUMNS],
}

impl<'a> Reader<'a> {
    pub(super) fn new(whole: &'a [u8]) -> Result<Self, PackError> {
        let mut take = Take(whole);
        let mut lengths = [0; COLUMNS];
        for length in &mut lengths {
            *length = take.count()?;
        }
        let mut columns = [const { Take(&[]) }; COLUMNS];
        for (column, length) in columns.iter_mut().zip(lengths) {
            *column = Take(take.bytes(length)?);
        }
        if !take.0.is_empty() {
            return Err(PackError::Damaged("something follows its columns"));
        }
        Ok(Self { columns })
    }

    pub(super) fn u64(&mut self, column: usize) -> Result<u64, PackError> {
        self.columns[column].u64()
    }

    pub(super) fn u32(&mut self, column: usize) -> Result<u32, PackError> {
        self.columns[column].u32()
    }

    pub(super) fn bytes(&mut self, column: usize, n: usize) -> Result<&'a [u8], PackError> {
        self.columns[column].bytes(n)
    }

    /// How many records follow that take a byte or more each in `of`.
    pub(super) fn count(&mut self, of: usize) -> Result<usize, PackError> {
        let count = self.columns[HEAD].u64()?;
        if count > self.columns[of].0.len() as u64 {
            return Err(PackError::Damaged("it claims more records than it holds"));
        }
        Ok(count as usize)
    }

    /// How many more records a column can hold.
    pub(super) fn left(&self, column: usize) -> usize {
        self.columns[column].0.len()
    }

    pub(super) fn signed(&mut self, column: usize) -> Result<i64, PackError> {
        let low = u64::from(self.columns[column].bytes(1)?[0]);
        let high = self.columns[column + 1].u64()?;
        if high >> 56 != 0 {
            return Err(PackError::Damaged("a number is too large"));
        }
        let folded = high << 8 | low;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    pub(super) fn end(&self) -> Result<(), PackError> {
        if self.columns.iter().all(|c| c.0.is_empty()) {
            Ok(())
        } else {
            Err(PackError::Damaged("something follows its end"))
        }
    }
}

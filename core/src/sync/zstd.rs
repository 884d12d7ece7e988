//! Unpacking what the server compressed, in pure Rust and never beyond a bound.

use std::io::Read;

use super::SyncError;

/// `bytes` without their zstd frame; refused when they come to more than `most` bytes.
pub(super) fn unzstd(bytes: &[u8], most: usize) -> Result<Vec<u8>, SyncError> {
    let bad = || SyncError::Server("its answer can't be unpacked".into());
    let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).map_err(|_| bad())?;
    let mut body = Vec::new();
    decoder
        .take(most as u64 + 1)
        .read_to_end(&mut body)
        .map_err(|_| bad())?;
    if body.len() > most {
        Err(bad())
    } else {
        Ok(body)
    }
}

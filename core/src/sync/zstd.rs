//! Unpacking what the server compressed, in pure Rust and never beyond a bound.

use std::io::Read;

use super::SyncError;

/// `bytes` without their zstd frame; refused when they come to more than `most` bytes.
pub(super) fn unzstd(bytes: &[u8], most: usize) -> Result<Vec<u8>, SyncError> {
    let bad = || SyncError::Server("its answer can't be unpacked".into());
    // The decoder makes room for the whole window before it has read a byte of content.
    if window(bytes).is_none_or(|window| window > most as u64) {
        return Err(bad());
    }
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

/// How many bytes a zstd frame's decoder has to keep, by the frame's header (RFC 8878, 3.1.1.1):
/// the window, or the whole content where that is one segment.
fn window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    if descriptor & 0b10_0000 == 0 {
        let window = *frame.get(5)?;
        let base = 1_u64 << (10 + u32::from(window >> 3));
        return Some(base + base / 8 * u64::from(window & 7));
    }
    let start = 5 + [0, 1, 2, 4][usize::from(descriptor & 3)];
    let length = 1 << (descriptor >> 6);
    let mut size = [0; 8];
    size[..length].copy_from_slice(frame.get(start..start + length)?);
    let size = u64::from_le_bytes(size);
    Some(if length == 2 { size + 256 } else { size })
}

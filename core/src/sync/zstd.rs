//! Unpacking what the server compressed, in pure Rust and never beyond a bound.

use std::io::Read;

use super::SyncError;

/// Most bytes that a decoder has to keep: what RFC 8878 (3.1.1.1.2) recommends all to support.
const MAX_WINDOW: u64 = 8 << 20;

/// `bytes` without their zstd frame; refused when they come to more than `most` bytes.
pub(super) fn unzstd(bytes: &[u8], most: usize) -> Result<Vec<u8>, SyncError> {
    let bad = || SyncError::Server("its answer can't be unpacked".into());
    // The decoder makes room for the whole window before it has read a byte of content.
    if window(bytes).is_none_or(|window| window > MAX_WINDOW) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_tells_its_window_in_every_form_of_its_header() {
        let frame = |rest: &[u8]| window(&[&[0x28, 0xB5, 0x2F, 0xFD], rest].concat());
        assert_eq!(frame(&[0, 0]), Some(1 << 10));
        assert_eq!(frame(&[0, 13 << 3]), Some(8 << 20));
        assert_eq!(frame(&[0, (13 << 3) | 4]), Some(12 << 20));
        assert_eq!(frame(&[0, 0xFF]), Some((1 << 41) / 8 * 15));
        assert_eq!(frame(&[0b0010_0000, 200]), Some(200));
        assert_eq!(frame(&[0b0110_0000, 0, 1]), Some(512));
        assert_eq!(frame(&[0b1010_0001, 9, 0, 0, 0, 1]), Some(1 << 24));
        assert_eq!(
            frame(&[0b1110_0011, 9, 9, 9, 9, 0, 0, 0, 0, 1, 0, 0, 0]),
            Some(1 << 32)
        );
        assert_eq!(frame(&[0b1110_0000, 0, 0]), None, "cut off");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_unpacked_within_bounds_or_refused(rest: Vec<u8>, header: bool) {
            let magic: &[u8] = if header { &[0x28, 0xB5, 0x2F, 0xFD] } else { &[] };
            if let Ok(body) = unzstd(&[magic, &rest].concat(), 1000) {
                proptest::prop_assert!(body.len() <= 1000);
            }
        }
    }
}

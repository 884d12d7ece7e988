//! Answers compressed: zstd-3, with a compressor that each thread keeps.
//!
//! Most answers are a few hundred bytes. Setting a compressor up for each costs more than all that
//! the database does for it, and so does compressing it for a device that did not ask.

use std::cell::RefCell;

use axum::http::{HeaderMap, header};

/// As the design has it: what comes after costs more time than it saves bytes.
const LEVEL: i32 = 3;

thread_local! {
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

/// Whether the device reads zstd.
pub(super) fn is_welcome(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut words = accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    words.any(|word| word.trim() == "zstd")
}

/// `bytes` as one zstd frame; `None` where there is no memory for it, and they go as they are.
pub(super) fn zstd(bytes: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = zstd::bulk::Compressor::new(LEVEL).ok();
        }
        kept.as_mut()?.compress(bytes).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zstd_goes_to_those_who_ask_for_it_by_name() {
        for (accepts, is) in [
            ("zstd", true),
            ("gzip, zstd", true),
            ("gzip", false),
            ("zstd;q=0", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepts.parse().unwrap());
            assert_eq!(is_welcome(&headers), is, "{accepts}");
        }
        assert!(!is_welcome(&HeaderMap::new()));
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        for text in ["", "a", &"the same again ".repeat(9_000)] {
            let packed = zstd(text.as_bytes()).unwrap();
            assert_eq!(zstd::decode_all(&packed[..]).unwrap(), text.as_bytes());
        }
    }
}

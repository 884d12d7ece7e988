//! A UTF-16 stream as UTF-8, so that lines can be found in it by their bytes.

use std::{
    io::{self, Read},
    ops::Range,
};

use encoding_rs::{Decoder, Encoding};

/// Turns a UTF-16 stream into UTF-8 as it is read; lone surrogates become U+FFFD.
pub(super) struct Utf16Reader<R> {
    inner: R,
    /// Gone once the last character is out: a decoder must not be asked again.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// What of `text` is not given out yet.
    ready: Range<usize>,
}

impl<R: Read> Utf16Reader<R> {
    /// `encoding` is one of the two UTF-16s; the byte-order mark is already gone.
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        const CHUNK: usize = 32 << 10;
        let decoder = encoding.new_decoder_without_bom_handling();
        // Two bytes become at most three, and a few may be held over.
        let text = vec![0; CHUNK * 2];
        Self {
            inner,
            decoder: Some(decoder),
            raw: vec![0; CHUNK],
            text,
            ready: 0..0,
        }
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() {
            let Some(decoder) = &mut self.decoder else {
                return Ok(0);
            };
            let got = self.inner.read(&mut self.raw)?;
            let (_, used, written, _) =
                decoder.decode_to_utf8(&self.raw[..got], &mut self.text, got == 0);
            debug_assert_eq!(used, got, "the text buffer holds what a chunk can become");
            self.ready = 0..written;
            if got == 0 {
                self.decoder = None;
            }
        }
        let count = self.ready.len().min(out.len());
        let from = self.ready.start;
        out[..count].copy_from_slice(&self.text[from..from + count]);
        self.ready.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_16LE;

    use super::*;

    /// Gives one byte a call, so that every character is cut.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            (out[0], self.0) = (*first, rest);
            Ok(1)
        }
    }

    #[test]
    fn characters_cut_anywhere_come_out_whole() {
        let text = "id\tNúñez\n1\t😀 Straße\n";
        let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        Utf16Reader::new(Drip(&bytes), UTF_16LE)
            .read_to_string(&mut out)
            .unwrap();
        assert_eq!(out, text);
        // Half a character at the end of a broken-off file.
        bytes.push(b'x');
        out.clear();
        Utf16Reader::new(&bytes[..], UTF_16LE)
            .read_to_string(&mut out)
            .unwrap();
        assert_eq!(out, format!("{text}\u{fffd}"));
    }
}

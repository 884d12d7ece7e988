//! A file's lines with their numbers, at bounded memory whatever is in it.

use std::io::{self, BufRead};

use super::encoding::TextEncoding;

/// No voter file has a longer line; what is longer is skipped, not held.
const LONGEST: usize = 1 << 20;

/// What a line turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineState {
    Text,
    Undecodable,
    TooLong,
}

/// A physical line, without its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    pub(super) text: String,
    pub(super) state: LineState,
}

/// Reads lines ending in LF, CR LF, or CR alone where the file has no LF.
pub(super) struct Lines<R> {
    input: R,
    encoding: TextEncoding,
    end: u8,
    raw: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// `end` is the byte that ends a line.
    pub(super) fn new(input: R, encoding: TextEncoding, end: u8) -> Self {
        Self {
            input,
            encoding,
            end,
            raw: Vec::new(),
            number: 0,
        }
    }

    /// The encoding as far as it is settled.
    pub(super) fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// Puts another encoding of the same family in force.
    pub(super) fn set_encoding(&mut self, encoding: TextEncoding) {
        self.encoding = encoding;
    }

    /// The line read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Fills `line` with the next one; `false` at the end.
    pub(super) fn next(&mut self, line: &mut Line) -> io::Result<bool> {
        self.raw.clear();
        line.text.clear();
        let (mut any, mut too_long, mut ended) = (false, false, false);
        while !ended {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            any = true;
            let found = memchr(self.end, chunk);
            let part = &chunk[..found.unwrap_or(chunk.len())];
            if self.raw.len() + part.len() > LONGEST {
                too_long = true;
                self.raw.clear();
            } else if !too_long {
                self.raw.extend_from_slice(part);
            }
            ended = found.is_some();
            let used = part.len() + usize::from(ended);
            self.input.consume(used);
        }
        if !any {
            return Ok(false);
        }
        if self.end == b'\n' && self.raw.last() == Some(&b'\r') {
            self.raw.pop();
        }
        self.number += 1;
        line.number = self.number;
        line.state = if too_long {
            LineState::TooLong
        } else if self.raw.contains(&0) || !self.decode(&mut line.text) {
            line.text.clear();
            LineState::Undecodable
        } else {
            LineState::Text
        };
        Ok(true)
    }

    fn decode(&mut self, out: &mut String) -> bool {
        if self.encoding.is_utf16() {
            // Already UTF-8 by now, with U+FFFD for what was none.
            match std::str::from_utf8(&self.raw) {
                Ok(text) if !text.contains('\u{fffd}') => out.push_str(text),
                _ => return false,
            }
            return true;
        }
        self.encoding.decode_line(&self.raw, out)
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| *b == byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], end: u8) -> Vec<(u64, String, LineState)> {
        let mut lines = Lines::new(bytes, TextEncoding::Ascii, end);
        let mut line = Line {
            number: 0,
            text: String::new(),
            state: LineState::Text,
        };
        let mut out = Vec::new();
        while lines.next(&mut line).unwrap() {
            out.push((line.number, line.text.clone(), line.state));
        }
        out
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        let want = [
            (1, "a".to_owned(), LineState::Text),
            (2, "b".to_owned(), LineState::Text),
        ];
        assert_eq!(all(b"a\nb\n", b'\n'), want);
        assert_eq!(all(b"a\r\nb", b'\n'), want);
        assert_eq!(all(b"a\rb\r", b'\r'), want);
    }

    #[test]
    fn an_endless_line_is_skipped_and_the_next_one_is_read() {
        let bytes = [vec![b'x'; LONGEST + 5], b"\nb".to_vec()].concat();
        let lines = all(&bytes, b'\n');
        assert_eq!(lines[0].2, LineState::TooLong);
        assert_eq!(lines[1], (2, "b".to_owned(), LineState::Text));
    }

    #[test]
    fn the_first_line_beyond_ascii_settles_the_encoding() {
        assert_eq!(all(b"a\nN\xfa\xf1ez\nb", b'\n')[1].1, "Núñez");
        let lines = all("a\nNúñez\n\u{fa}".as_bytes(), b'\n');
        assert_eq!(lines[1].1, "Núñez");
        let spoilt = all(&["Núñez\n".as_bytes(), b"N\xfa\nok"].concat(), b'\n');
        assert_eq!(spoilt[1].2, LineState::Undecodable);
        assert_eq!(spoilt[2].1, "ok");
    }
}

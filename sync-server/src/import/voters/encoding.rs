//! Which encoding a file is in, and its bytes as text.
//!
//! A byte-order mark decides; else the pattern of NUL bytes (UTF-16 has one in
//! every Latin character), else UTF-8 where it holds, else a one-byte encoding.
//! A file that is plain ASCII so far stays open until its first other byte.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::VoterFileError;

/// How a file's bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// ASCII up to here: UTF-8 and Windows-1252 both fit. Settled at the first
    /// line that holds more.
    Ascii,
    /// A settled encoding, by its web name.
    Named(&'static Encoding),
}

impl TextEncoding {
    /// The name to show: `UTF-8`, `UTF-16LE`, `windows-1252`, `ASCII`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ASCII",
            Self::Named(encoding) => encoding.name(),
        }
    }

    /// The encoding under a label such as `latin1`.
    pub(super) fn from_label(label: &str) -> Result<Self, VoterFileError> {
        Encoding::for_label(label.as_bytes())
            .map(Self::Named)
            .ok_or_else(|| VoterFileError::UnknownEncoding(label.to_owned()))
    }

    /// Whether lines can only be found after decoding.
    pub(super) fn is_utf16(self) -> bool {
        matches!(self, Self::Named(encoding) if encoding == UTF_16LE || encoding == UTF_16BE)
    }

    /// Appends a line's text, and settles the encoding if the line does. `false`
    /// where the bytes are no text; nothing is appended then.
    pub(super) fn decode_line(&mut self, bytes: &[u8], out: &mut String) -> bool {
        let utf8 = *self == Self::Ascii || *self == Self::Named(UTF_8);
        if let Ok(text) = std::str::from_utf8(bytes)
            && (utf8 || bytes.is_ascii())
        {
            if !bytes.is_ascii() {
                *self = Self::Named(UTF_8);
            }
            out.push_str(text);
            return true;
        }
        let encoding = match *self {
            Self::Ascii => WINDOWS_1252,
            Self::Named(encoding) => encoding,
        };
        *self = Self::Named(encoding);
        match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            // Windows-1252 leaves five bytes undefined; the web reads them as C1 controls.
            Some(text) if !text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) => {
                out.push_str(&text);
                true
            }
            _ => false,
        }
    }
}

/// The encoding of a file that begins with `sample`, and how many bytes its
/// byte-order mark takes.
pub(super) fn detect(sample: &[u8]) -> Result<(TextEncoding, usize), VoterFileError> {
    if let Some(error) = archive(sample) {
        return Err(error);
    }
    if let Some((encoding, length)) = Encoding::for_bom(sample) {
        return Ok((TextEncoding::Named(encoding), length));
    }
    if sample.contains(&0) {
        return match utf16_by_nuls(sample) {
            Some(encoding) => Ok((TextEncoding::Named(encoding), 0)),
            None => Err(VoterFileError::NotText {
                what: "binary data",
                advice: "export it as CSV or tab-delimited text",
            }),
        };
    }
    let found = match (sample.is_ascii(), mostly_utf8(sample)) {
        (true, _) => TextEncoding::Ascii,
        (_, true) => TextEncoding::Named(UTF_8),
        _ => TextEncoding::Named(WINDOWS_1252),
    };
    Ok((found, 0))
}

/// A better guess for one-byte text that need not be American: Polish or Greek
/// lists come in sisters of Windows-1252. Too few letters decide nothing.
pub(super) fn guess_one_byte(sample: &[u8]) -> &'static Encoding {
    const ENOUGH: usize = 24;
    if sample.iter().filter(|b| !b.is_ascii()).count() < ENOUGH {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() {
        guess
    } else {
        WINDOWS_1252
    }
}

/// Archives and workbooks by their first bytes.
fn archive(sample: &[u8]) -> Option<VoterFileError> {
    let known: [(&[u8], &str, &str); 5] = [
        (
            b"PK\x03\x04",
            "a zip archive or an Excel workbook",
            "unzip it, or save it as CSV",
        ),
        (b"\x1f\x8b", "gzip-compressed", "unpack it with gunzip"),
        (
            b"\xd0\xcf\x11\xe0",
            "an Excel workbook",
            "open it and save it as CSV",
        ),
        (b"%PDF", "a PDF", "ask for the list as CSV"),
        (
            b"SQLite format 3\0",
            "a database",
            "export the table as CSV",
        ),
    ];
    known
        .iter()
        .find(|(magic, _, _)| sample.starts_with(magic))
        .map(|&(_, what, advice)| VoterFileError::NotText { what, advice })
}

/// UTF-16 without a mark: NULs crowd on one side of each pair.
fn utf16_by_nuls(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let pairs = sample.len() / 2;
    match (even, odd) {
        (even, odd) if odd * 2 > pairs && even * 20 < pairs => Some(UTF_16LE),
        (even, odd) if even * 2 > pairs && odd * 20 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the lines that are more than ASCII are mostly UTF-8; the cut end of
/// the sample does not count.
fn mostly_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let mut lines = sample.split(|b| *b == b'\n' || *b == b'\r').peekable();
    while let Some(line) = lines.next() {
        match std::str::from_utf8(line) {
            Ok(_) => good += usize::from(!line.is_ascii()),
            Err(cut) if lines.peek().is_none() && cut.error_len().is_none() => good += 1,
            Err(_) => bad += 1,
        }
    }
    good > bad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_told_by_mark_pattern_or_validity() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            let to = |u: u16| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            };
            text.encode_utf16().flat_map(to).collect()
        };
        for (bytes, name, mark) in [
            (b"id,name".to_vec(), "ASCII", 0),
            ("id,Núñez".into(), "UTF-8", 0),
            ("\u{feff}id,name".into(), "UTF-8", 3),
            (wide("\u{feff}id\tname", false), "UTF-16LE", 2),
            (wide("\u{feff}id\tname", true), "UTF-16BE", 2),
            (wide("id\tname", false), "UTF-16LE", 0),
            (wide("id\tname", true), "UTF-16BE", 0),
            (b"id,N\xfa\xf1ez".to_vec(), "windows-1252", 0),
            // One spoilt line among good ones is a bad row, not another encoding.
            ([&b"N\xfa\n"[..], "ñ\nñ\nñ".as_bytes()].concat(), "UTF-8", 0),
            // A sample cut inside a character.
            ("id,ñ".as_bytes()[..4].to_vec(), "UTF-8", 0),
        ] {
            let (found, length) = detect(&bytes).unwrap();
            assert_eq!((found.name(), length), (name, mark), "{bytes:?}");
        }
    }

    #[test]
    fn capital_western_names_stay_windows_1252() {
        let names = "MUÑOZ PEÑA NÚÑEZ IBÁÑEZ GARCÍA GÓMEZ LÓPEZ MÜLLER KÖNIG FRANÇOIS BJÖRK \
                     SØRENSEN ÅBERG LÉVESQUE CÔTÉ ÁLVAREZ GONZÁLEZ DÍAZ MARTÍNEZ SÁNCHEZ";
        let (bytes, _, lost) = WINDOWS_1252.encode(names);
        assert!(!lost);
        assert_eq!(guess_one_byte(&bytes).name(), "windows-1252");
    }

    #[test]
    fn polish_streets_are_not_read_as_western() {
        let names = "ulica Świętokrzyska, aleja Żwirki, ulica Łódzka, Książęca, Gęsia, Źródlana, \
                     ulica Wrzosów, Jagiełły, Mickiewicza, Piłsudskiego, Śląska, Krętość, \
                     Chłodna, Żelazna, Górczewska, Wąwozowa, Południowa";
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(names);
        assert_ne!(guess_one_byte(&bytes).name(), "windows-1252");
    }

    #[test]
    fn what_is_not_text_says_what_to_do() {
        for bytes in [
            &b"PK\x03\x04xx"[..],
            b"\x1f\x8b\x08",
            b"\x7fELF\0\0\0\0\x01",
            b"%PDF-1.7",
        ] {
            let error = detect(bytes).unwrap_err().to_string();
            assert!(error.contains("not rows of text; "), "{error}");
        }
    }
}

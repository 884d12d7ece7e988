//! Splits one record into cells.
//!
//! A reader that trusts quotes lets one stray `"` swallow the rest of the file.
//! This one splits strictly, a record at a time, and says when a quote stays
//! open, so that the caller decides how far to look for its end.

/// The cells of one record, in memory that is used again for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    text: String,
    ends: Vec<usize>,
}

/// How splitting went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    Whole,
    /// The text ends inside a quoted cell.
    Open,
    /// Text follows a closing quote.
    Malformed,
}

impl Record {
    /// Splits `line`. Quotes count only at the start of a cell; `""` inside is `"`.
    pub(super) fn split(&mut self, line: &str, delimiter: u8) -> Split {
        self.clear();
        let bytes = line.as_bytes();
        let mut at = 0;
        loop {
            if bytes.get(at) == Some(&b'"') {
                at += 1;
                loop {
                    let Some(quote) = find(bytes, at, b'"') else {
                        return Split::Open;
                    };
                    self.text.push_str(&line[at..quote]);
                    at = quote + 1;
                    if bytes.get(at) != Some(&b'"') {
                        break;
                    }
                    self.text.push('"');
                    at += 1;
                }
                // Some exports pad a quoted cell to its width.
                while bytes.get(at) == Some(&b' ') {
                    at += 1;
                }
                if at < bytes.len() && bytes[at] != delimiter {
                    return Split::Malformed;
                }
            } else {
                let end = find(bytes, at, delimiter).unwrap_or(bytes.len());
                self.text.push_str(&line[at..end]);
                at = end;
            }
            self.ends.push(self.text.len());
            if at >= bytes.len() {
                return Split::Whole;
            }
            at += 1;
        }
    }

    /// Splits at every delimiter and takes a pair of quotes off each cell: right
    /// for `Ann "Bo" Smith` written with no escape, wrong where a quoted cell
    /// holds a delimiter, so the caller checks the number of cells.
    pub(super) fn split_unquoted(&mut self, line: &str, delimiter: u8) {
        self.clear();
        for cell in line.split(char::from(delimiter)) {
            let trimmed = cell.trim();
            let inside = trimmed
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            self.text.push_str(inside.unwrap_or(cell));
            self.ends.push(self.text.len());
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Cell `i`, or nothing where there is none.
    pub(super) fn get(&self, i: usize) -> &str {
        let Some(&end) = self.ends.get(i) else {
            return "";
        };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[start..end]
    }

    /// The cells' text, one after the other.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Whether no cell holds anything, as in the rows that spreadsheets append.
    pub(super) fn is_blank(&self) -> bool {
        self.text
            .chars()
            .all(|c| c.is_whitespace() || c == '\u{1a}')
    }

    /// Whether it has `expected` cells, empty ones at the end aside.
    pub(super) fn fits(&self, expected: usize) -> bool {
        self.len() >= expected && (expected..self.len()).all(|i| self.get(i).trim().is_empty())
    }
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    bytes[from..]
        .iter()
        .position(|b| *b == byte)
        .map(|i| from + i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str, delimiter: u8) -> (Split, Vec<String>) {
        let mut record = Record::default();
        let split = record.split(line, delimiter);
        (split, record.iter().map(str::to_owned).collect())
    }

    #[test]
    fn quotes_protect_delimiters_and_themselves() {
        for (line, want) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("a,,", vec!["a", "", ""]),
            ("", vec![""]),
            ("\"a,b\",\"c \"\"d\"\"\"", vec!["a,b", "c \"d\""]),
            ("\"a\" ,b", vec!["a", "b"]),
            ("5'6\",\"\"", vec!["5'6\"", ""]),
            ("\"a\nb\",c", vec!["a\nb", "c"]),
        ] {
            assert_eq!(
                cells(line, b','),
                (Split::Whole, want.iter().map(|s| s.to_string()).collect())
            );
        }
    }

    #[test]
    fn a_broken_quote_is_told_apart() {
        assert_eq!(cells("a,\"b", b',').0, Split::Open);
        assert_eq!(cells("a,\"b\"c,d", b',').0, Split::Malformed);
        let mut record = Record::default();
        record.split_unquoted("\"1\",\"Ann \"Bo\" Smith\"", b',');
        assert_eq!(record.iter().collect::<Vec<_>>(), ["1", "Ann \"Bo\" Smith"]);
    }

    #[test]
    fn empty_cells_past_the_header_are_no_fault() {
        let mut record = Record::default();
        record.split("a\tb\t\t", b'\t');
        assert!(record.fits(2));
        assert!(!record.fits(5));
        record.split("a\tb\tc", b'\t');
        assert!(!record.fits(2));
    }

    proptest::proptest! {
        #[test]
        fn cells_come_back_as_another_writer_wrote_them(
            cells in proptest::collection::vec("[a\"\t,; \n\r\u{e9}]{0,6}", 1..6),
        ) {
            let mut writer = csv::WriterBuilder::new()
                .quote_style(csv::QuoteStyle::Always)
                .from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut record = Record::default();
            proptest::prop_assert_eq!(
                record.split(text.strip_suffix('\n').unwrap(), b','),
                Split::Whole
            );
            proptest::prop_assert_eq!(record.iter().collect::<Vec<_>>(), cells);
        }
    }
}

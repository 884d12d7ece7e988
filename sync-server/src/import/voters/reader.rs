//! The reader: a file's format found, then its rows one by one.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufReader, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::WINDOWS_1252;

use super::{
    encoding::{TextEncoding, detect, guess_one_byte},
    error::VoterFileError,
    field::Field,
    header_map::HeaderMap,
    layout::{self, Layout},
    lines::{Line, LineState, Lines},
    record::{Record, Split},
    reject::{Reject, RejectKind},
    row::{RowMaker, VoterRow},
    seen::Seen,
    utf16::Utf16Reader,
};

/// As much of a file as is looked at to tell its format.
const SAMPLE: u64 = 256 << 10;
/// As far as the end of an open quote is looked for.
const QUOTED_LINES: usize = 20;

/// What the organizer may say about a file; by default nothing.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which column is what, over what the headers say.
    pub map: HeaderMap,
    /// Encoding by its web label, such as `windows-1252`, in place of the one found.
    pub encoding: Option<String>,
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// How its bytes are read. May still be [`TextEncoding::Ascii`] before the
    /// last row.
    pub encoding: TextEncoding,
    /// What parts its cells: tab, comma, semicolon or bar.
    pub delimiter: char,
    /// Which program wrote it.
    pub layout: Layout,
}

/// One row, taken or left out.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are rows; a box would cost each an allocation"
)]
pub enum Entry {
    /// A row to import.
    Row(VoterRow),
    /// A row left out, for the rejects file.
    Reject(Reject),
}

/// Streams a voter file. Every line below the header that holds anything comes
/// out once, as part of a row or as a reject; blank lines and rows of empty
/// cells do not. Memory stays bounded but for 48 bytes or so an id.
///
/// The iterator ends after an error.
pub struct VoterReader {
    lines: Lines<BufReader<Box<dyn Read + Send>>>,
    waiting: VecDeque<Line>,
    line: Line,
    record: Record,
    rows: RowMaker,
    unread: Vec<String>,
    delimiter: u8,
    seen: Seen,
    read: Arc<AtomicU64>,
    total: Option<u64>,
    done: bool,
}

impl VoterReader {
    /// Opens a file and tells its format.
    ///
    /// # Errors
    ///
    /// Any [`VoterFileError`]; nothing is read past the header and one line.
    pub fn open(path: impl AsRef<Path>, options: &Options) -> Result<Self, VoterFileError> {
        let path = path.as_ref();
        let open = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => VoterFileError::Missing(path.to_owned()),
            io::ErrorKind::IsADirectory => VoterFileError::Folder(path.to_owned()),
            _ => VoterFileError::Open {
                path: path.to_owned(),
                source,
            },
        };
        let about = std::fs::metadata(path).map_err(open)?;
        if about.is_dir() {
            return Err(VoterFileError::Folder(path.to_owned()));
        }
        let file = File::open(path).map_err(open)?;
        let mut reader = Self::from_reader(file, options)?;
        reader.total = about.is_file().then_some(about.len());
        Ok(reader)
    }

    /// Reads from anything that gives bytes, such as an upload.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn from_reader(
        input: impl Read + Send + 'static,
        options: &Options,
    ) -> Result<Self, VoterFileError> {
        let read = Arc::new(AtomicU64::new(0));
        let mut input = Counted {
            inner: input,
            read: Arc::clone(&read),
        };
        let mut sample = Vec::new();
        input
            .by_ref()
            .take(SAMPLE)
            .read_to_end(&mut sample)
            .map_err(broken(0))?;
        let (found, mark) = detect(&sample)?;
        let encoding = match &options.encoding {
            Some(label) => TextEncoding::from_label(label)?,
            None => found,
        };
        let one_byte = options.encoding.is_none() && found == TextEncoding::Named(WINDOWS_1252);
        let end = line_end(&sample, encoding);
        let guess = one_byte.then(|| guess_one_byte(&sample));
        sample.drain(..mark);
        let bytes = Cursor::new(sample).chain(input);
        let input: Box<dyn Read + Send> = match encoding {
            TextEncoding::Named(wide) if encoding.is_utf16() => {
                Box::new(Utf16Reader::new(bytes, wide))
            }
            _ => Box::new(bytes),
        };
        let mut lines = Lines::new(BufReader::with_capacity(1 << 16, input), encoding, end);
        let header = next_full(&mut lines)?.ok_or(VoterFileError::Empty)?;
        if header.state != LineState::Text {
            return Err(VoterFileError::NotText {
                what: "unreadable in its first line",
                advice: "export it as CSV or tab-delimited text in UTF-8",
            });
        }
        let delimiter = layout::delimiter(&header.text, &options.map);
        let mut record = Record::default();
        if record.split(&header.text, delimiter) != Split::Whole {
            record.split_unquoted(&header.text, delimiter);
        }
        let mut names: Vec<String> = record.iter().map(str::to_owned).collect();
        while names.len() > 1 && names.last().is_some_and(|name| name.trim().is_empty()) {
            names.pop();
        }
        let (layout, columns) = layout::recognise(&names, &options.map)?;
        // American programs write Windows-1252; others may write a sister of it.
        if let (Some(guess), false) = (guess, layout.is_us()) {
            lines.set_encoding(TextEncoding::Named(guess));
        }
        let first = next_full(&mut lines)?.ok_or(VoterFileError::OnlyHeader)?;
        Ok(Self {
            lines,
            waiting: VecDeque::from([first]),
            line: empty_line(),
            record,
            unread: columns.unread(&names),
            rows: RowMaker {
                layout,
                columns,
                decimal_comma: delimiter == b';',
            },
            delimiter,
            seen: Seen::default(),
            read,
            total: None,
            done: false,
        })
    }

    /// What the file turned out to be, as far as it is read.
    pub fn format(&self) -> Format {
        Format {
            encoding: self.lines.encoding(),
            delimiter: char::from(self.delimiter),
            layout: self.rows.layout,
        }
    }

    /// The names of the columns that nothing is taken from.
    pub fn unread_columns(&self) -> &[String] {
        &self.unread
    }

    /// Whether people have ids of their own; otherwise they are told apart by name and address.
    pub fn has_ids(&self) -> bool {
        self.rows.layout == Layout::OpenAddresses || self.rows.columns.has(Field::Id)
    }

    /// Bytes read so far, a little ahead of the rows; for a progress bar.
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes in the file, where that is known.
    pub fn bytes_total(&self) -> Option<u64> {
        self.total
    }

    /// Makes the next line current; `false` at the end.
    fn advance(&mut self) -> io::Result<bool> {
        match self.waiting.pop_front() {
            Some(line) => {
                self.line = line;
                Ok(true)
            }
            None => self.lines.next(&mut self.line),
        }
    }

    /// The row or reject that begins on the current line; nothing for a blank one.
    fn entry(&mut self) -> io::Result<Option<Result<VoterRow, RejectKind>>> {
        match self.line.state {
            LineState::Undecodable => return Ok(Some(Err(RejectKind::Undecodable))),
            LineState::TooLong => return Ok(Some(Err(RejectKind::TooLong))),
            LineState::Text => {}
        }
        let expected = self.rows.columns.count;
        match self.record.split(&self.line.text, self.delimiter) {
            Split::Whole => {}
            Split::Open if self.join(expected)? => {}
            Split::Open => return Ok(Some(Err(RejectKind::Quote))),
            Split::Malformed => {
                self.record.split_unquoted(&self.line.text, self.delimiter);
                if !self.record.fits(expected) {
                    return Ok(Some(Err(RejectKind::Quote)));
                }
            }
        }
        if self.record.is_blank() {
            return Ok(None);
        }
        if !self.record.fits(expected) {
            let found = self.record.len();
            return Ok(Some(Err(RejectKind::FieldCount { found, expected })));
        }
        let line = self.line.number;
        Ok(Some(self.rows.make(&self.record, line).and_then(|row| {
            let fingerprint = self.seen.fingerprint(&self.record);
            self.seen.take(&row.id, fingerprint, line).map(|()| row)
        })))
    }

    /// Looks for the end of an open quote on the lines that follow. Where the
    /// whole does not make a row of the header's length, those lines stay in
    /// waiting as rows of their own: one stray quote costs one row.
    fn join(&mut self, expected: usize) -> io::Result<bool> {
        let mut joined = self.line.text.clone();
        for i in 0..QUOTED_LINES {
            if i == self.waiting.len() {
                let mut line = empty_line();
                if !self.lines.next(&mut line)? {
                    return Ok(false);
                }
                self.waiting.push_back(line);
            }
            let line = &self.waiting[i];
            if line.state != LineState::Text {
                return Ok(false);
            }
            joined.push('\n');
            joined.push_str(&line.text);
            match self.record.split(&joined, self.delimiter) {
                Split::Open => {}
                Split::Whole if self.record.fits(expected) => {
                    self.waiting.drain(..=i);
                    return Ok(true);
                }
                _ => return Ok(false),
            }
        }
        Ok(false)
    }
}

impl Iterator for VoterReader {
    type Item = Result<Entry, VoterFileError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let found = match self.advance() {
                Ok(true) => self.entry(),
                Ok(false) => {
                    self.done = true;
                    return None;
                }
                Err(error) => Err(error),
            };
            match found {
                Ok(None) => {}
                Ok(Some(Ok(row))) => return Some(Ok(Entry::Row(row))),
                Ok(Some(Err(kind))) => {
                    return Some(Ok(Entry::Reject(Reject {
                        line: self.line.number,
                        kind,
                    })));
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(broken(self.lines.number())(error)));
                }
            }
        }
        None
    }
}

/// The next line that holds anything.
fn next_full(
    lines: &mut Lines<BufReader<Box<dyn Read + Send>>>,
) -> Result<Option<Line>, VoterFileError> {
    let mut line = empty_line();
    while lines.next(&mut line).map_err(broken(lines.number()))? {
        let blank = line
            .text
            .chars()
            .all(|c| c.is_whitespace() || c == '\u{1a}');
        // Excel's own first line, which names the delimiter.
        let excel = line.number == 1 && line.text.len() == 5 && line.text.starts_with("sep=");
        if line.state != LineState::Text || !(blank || excel) {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

fn empty_line() -> Line {
    Line {
        number: 0,
        text: String::new(),
        state: LineState::Text,
    }
}

fn broken(line: u64) -> impl FnOnce(io::Error) -> VoterFileError {
    move |source| VoterFileError::Broken { line, source }
}

/// What ends a line: CR only in a sample that has no LF.
fn line_end(sample: &[u8], encoding: TextEncoding) -> u8 {
    let sample = if encoding.is_utf16() {
        &sample[..sample.len() & !1]
    } else {
        sample
    };
    if sample.contains(&b'\r') && !sample.contains(&b'\n') {
        b'\r'
    } else {
        b'\n'
    }
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

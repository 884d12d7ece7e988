//! What typst may see: one fixed template, one file of data, our fonts. No disk,
//! no network, no packages, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// Noto Sans for all that it has; DejaVu Sans for Hebrew, Arabic, Armenian,
/// Georgian and signs.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    NOTO_BOLD,
    include_bytes!("../fonts/DejaVuSans.ttf"),
];
pub(crate) const NOTO_BOLD: &[u8] = include_bytes!("../fonts/NotoSans-Bold.ttf");

/// What stays the same from sheet to sheet. Typst keeps each distinct path for
/// good, so that there are two, made once.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS
        .iter()
        .filter_map(|data| Font::new(Bytes::new(*data), 0))
        .collect();
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(
            file_id("/sheet.typ"),
            include_str!("../template/sheet.typ").to_owned(),
        ),
        data: file_id("/sheets.json"),
    }
});

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("both paths are plain names below the root");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The template with one file of data beside it.
pub(crate) struct Desk {
    data: Bytes,
}

impl Desk {
    /// `json` is what the template reads: an array of sheets as
    /// `render::setting` makes them.
    pub(crate) fn new(json: Vec<u8>) -> Self {
        Self {
            data: Bytes::new(json),
        }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        SHELF.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == SHELF.template.id() {
            Ok(SHELF.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHELF.data {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

//! From sheets to a PDF: data for the template, the setting of it, and the
//! characters that no font could show.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::facts::facts;
use crate::map::draw;
use crate::qr::qr_svg;
use crate::tidy::tidy_all;
use crate::world::Desk;
use crate::{Household, WalkSheet};

/// A finished print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters that no font here can show, sorted: each printed as an empty
    /// box. Tell the organizer, who can give another spelling. Noto Sans and
    /// DejaVu Sans cover Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and
    /// Arabic; not, for one, Chinese.
    pub missing: Vec<char>,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No sheet was given.
    #[error("there is nothing to print: choose at least one turf")]
    Nothing,
    /// The link does not fit into a QR code (about 2,300 bytes).
    #[error("the invite's link is too long for a QR code: use a shorter server address")]
    JoinTooLong,
    /// The sheet could not be written as data.
    #[error("the sheet could not be prepared for printing")]
    Data(#[source] serde_json::Error),
    /// The template failed: a defect of this crate. Holds its own message.
    #[error("the sheet could not be set: {0}; please report this")]
    Typeset(String),
}

/// One sheet as PDF. Same sheet, same bytes.
///
/// # Errors
/// [`PrintError::JoinTooLong`] is the caller's to mend; the others are defects.
pub fn render(sheet: &WalkSheet) -> Result<Print, PrintError> {
    render_all(std::slice::from_ref(sheet))
}

/// Many sheets as one PDF, in the order given. Each begins on a page of its own
/// and counts its own pages.
///
/// # Errors
/// As [`render`]; also [`PrintError::Nothing`] for an empty slice.
pub fn render_all(sheets: &[WalkSheet]) -> Result<Print, PrintError> {
    let document = set(sheets)?;
    let pdf = typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|e| complaint(&e));
    // Typst remembers what it has set; names of people are not for keeping.
    typst::comemo::evict(0);
    Ok(Print {
        pdf: pdf?,
        pages: document.pages().len(),
        missing: missing(&document),
    })
}

/// The laid-out pages.
pub(crate) fn set(sheets: &[WalkSheet]) -> Result<PagedDocument, PrintError> {
    if sheets.is_empty() {
        return Err(PrintError::Nothing);
    }
    let settings = sheets.iter().map(setting).collect::<Result<Vec<_>, _>>()?;
    let json = serde_json::to_vec(&settings).map_err(PrintError::Data)?;
    typst::compile::<PagedDocument>(&Desk::new(json))
        .output
        .map_err(|e| complaint(&e))
}

/// What the template reads of one sheet: the texts, made fit for a line, beside
/// the drawings.
fn setting(sheet: &WalkSheet) -> Result<Value, PrintError> {
    let qr = match &sheet.join {
        Some(join) => Some(qr_svg(&join.url).ok_or(PrintError::JoinTooLong)?),
        None => None,
    };
    let map = sheet
        .map
        .as_ref()
        .and_then(|map| draw(map, sheet.paper, &sheet.labels));
    let mut shown = sheet.clone();
    shown.map = None;
    if let Some(join) = &mut shown.join {
        join.url.clear();
    }
    for stop in shown.sections.iter_mut().flat_map(|s| &mut s.stops) {
        stop.households.iter_mut().for_each(silence);
    }
    let mut texts = serde_json::to_value(&shown).map_err(PrintError::Data)?;
    tidy_all(&mut texts);
    Ok(json!({ "sheet": texts, "facts": facts(sheet), "qr": qr, "map": map }))
}

/// Leaves of a household that is not to be contacted only its place.
fn silence(household: &mut Household) {
    if household.do_not_contact {
        *household = Household {
            floor: household.floor.take(),
            unit: household.unit.take(),
            do_not_contact: true,
            ..Household::default()
        };
    }
}

fn complaint(errors: &[typst::diag::SourceDiagnostic]) -> PrintError {
    let message = errors.first().map(|e| e.message.to_string());
    PrintError::Typeset(message.unwrap_or_default())
}

/// The characters set with glyph 0, which fonts reserve for "none".
fn missing(document: &PagedDocument) -> Vec<char> {
    let mut found = BTreeSet::new();
    for page in document.pages() {
        collect_missing(&page.frame, &mut found);
    }
    found.into_iter().collect()
}

fn collect_missing(frame: &Frame, found: &mut BTreeSet<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect_missing(&group.frame, found),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    let shown = text.text.get(glyph.range()).unwrap_or_default();
                    found.extend(shown.chars());
                }
            }
            _ => {}
        }
    }
}

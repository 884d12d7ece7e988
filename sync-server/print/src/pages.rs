//! What holds for every printed page, looked at as typst laid it out.

#[path = "../tests/town/mod.rs"]
mod town;

use typst::foundations::{Dict, Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem, PagedPosition};
use typst::layout::{Frame, FrameItem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::render::set;
use crate::*;

/// The text of each page, without spaces and break marks, in the order set.
fn texts(document: &PagedDocument) -> Vec<String> {
    fn collect(frame: &Frame, into: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => collect(&group.frame, into),
                FrameItem::Text(text) => into.push_str(&bare(&text.text)),
                _ => {}
            }
        }
    }
    let pages = document.pages().iter();
    pages
        .map(|page| {
            let mut text = String::new();
            collect(&page.frame, &mut text);
            text
        })
        .collect()
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200B}')
        .collect()
}

/// Where the template's marks of a name lie, with their values.
fn marks(document: &PagedDocument, name: &str) -> Vec<(Value, PagedPosition)> {
    let label = Label::new(PicoStr::intern(name)).unwrap();
    let found = document.introspector().query(&Selector::Label(label));
    found
        .iter()
        .map(|content| {
            let mark = content.to_packed::<MetadataElem>().unwrap();
            let at = document
                .introspector()
                .position(content.location().unwrap());
            (mark.value.clone(), at.unwrap())
        })
        .collect()
}

fn row(value: &Value) -> i64 {
    let fields = value.clone().cast::<Dict>().unwrap();
    fields.get("row").unwrap().clone().cast().unwrap()
}

#[test]
fn a_household_is_never_split_and_a_heading_never_alone() {
    for per_face in [1, 7, 10] {
        for paper in [Paper::A4, Paper::Letter] {
            let mut sheet = town::sheet(per_face);
            sheet.paper = paper;
            let document = set(&[sheet]).unwrap();
            let starts = marks(&document, "household-start");
            let ends = marks(&document, "household-end");
            assert_eq!(starts.len(), per_face * 6 + 14);
            assert_eq!(ends.len(), starts.len());
            for ((from, start), (to, end)) in starts.iter().zip(&ends) {
                assert_eq!(row(from), row(to));
                assert_eq!(start.page, end.page, "row {} is split", row(from));
                assert!(start.point.y < end.point.y);
                let height = document.pages()[end.page.get() - 1].frame.height();
                assert!(end.point.y.to_mm() < height.to_mm() - 24.0);
            }
            for (_, heading) in marks(&document, "section") {
                let next = starts.iter().find(|(_, start)| {
                    (start.page, start.point.y) > (heading.page, heading.point.y)
                });
                assert_eq!(next.unwrap().1.page, heading.page);
            }
        }
    }
}

#[test]
fn a_household_longer_than_a_page_still_prints_whole() {
    let mut sheet = town::sheet(1);
    let person = |n: usize| Person {
        name: format!("Resident Number{n}x"),
        about: None,
    };
    sheet.sections[0].stops[0].households[0].people = (0..70).map(person).collect();
    let text = texts(&set(&[sheet]).unwrap()).concat();
    for n in 0..70 {
        assert!(text.contains(&format!("Number{n}x")));
    }
}

#[test]
fn a_name_prints_as_it_is() {
    let text = texts(&set(&[town::sheet(10)]).unwrap()).concat();
    for name in town::NAMES {
        // Words of a script that runs from right to left are set last word first.
        let leftward = name.chars().any(|c| ('\u{590}'..'\u{780}').contains(&c));
        let found = text.contains(&bare(name))
            || leftward && name.split(' ').all(|word| text.contains(word));
        assert!(found, "{name} is not on the sheet");
    }
    let print = render(&town::sheet(10)).unwrap();
    assert!(print.missing.is_empty(), "{:?}", print.missing);
}

#[test]
fn a_character_that_no_font_has_is_told() {
    let mut sheet = town::sheet(1);
    let household = &mut sheet.sections[0].stops[0].households[0];
    household.people = vec![Person {
        name: "王 Li 秀英 Wang".into(),
        about: None,
    }];
    assert_eq!(render(&sheet).unwrap().missing, ['王', '秀', '英']);
}

#[test]
fn each_sheet_counts_its_own_pages() {
    let sheets = [town::sheet(2), town::sheet(5)];
    let apart: Vec<usize> = sheets.iter().map(|s| render(s).unwrap().pages).collect();
    let together = texts(&set(&sheets).unwrap());
    assert_eq!(together.len(), apart.iter().sum::<usize>());
    let numbers = apart.iter().flat_map(|&of| (1..=of).map(move |n| (n, of)));
    for (text, (n, of)) in together.iter().zip(numbers) {
        assert!(text.contains(&format!("Page{n}of{of}")));
        assert!(text.contains("Listversion3"));
    }
}

#[test]
fn the_paper_is_the_one_asked_for() {
    for (paper, width, height) in [(Paper::A4, 210.0, 297.0), (Paper::Letter, 215.9, 279.4)] {
        let mut sheet = town::sheet(2);
        sheet.paper = paper;
        let document = set(&[sheet]).unwrap();
        for page in document.pages() {
            let size = page.frame.size();
            let mut sides = [size.x.to_mm(), size.y.to_mm()];
            sides.sort_by(f64::total_cmp);
            assert!((sides[0] - width).abs() < 0.1 && (sides[1] - height).abs() < 0.1);
        }
    }
}

#[test]
fn who_must_not_be_contacted_is_not_named() {
    let mut sheet = town::sheet(1);
    sheet.sections[0].stops[0].households[0] = Household {
        row: 777,
        people: vec![Person {
            name: "Quiet Neighbour".into(),
            about: None,
        }],
        note: Some("Secret".into()),
        do_not_contact: true,
        ..Household::default()
    };
    let text = texts(&set(std::slice::from_ref(&sheet)).unwrap()).concat();
    assert!(text.contains(&bare(&sheet.labels.do_not_contact)));
    for word in ["Quiet", "Secret", "777"] {
        assert!(!text.contains(word), "{word} is printed");
    }
}

#[test]
fn the_cover_is_one_page_however_many_sections() {
    for paper in [Paper::A4, Paper::Letter] {
        for (sections, is_cut) in [(6, false), (90, true)] {
            let mut sheet = town::sheet(1);
            sheet.paper = paper;
            let section = sheet.sections[0].clone();
            sheet.sections = vec![section; sections];
            let document = set(&[sheet]).unwrap();
            let text = texts(&document);
            assert_eq!(text[0].contains("morestretches"), is_cut);
            assert!(text[0].contains(&bare(&Labels::default().route)));
            // Cover, map, list.
            assert_eq!(marks(&document, "section")[0].1.page.get(), 3);
        }
    }
}

#[test]
fn an_invite_is_never_printed_as_text() {
    let sheet = town::sheet(1);
    let text = texts(&set(std::slice::from_ref(&sheet)).unwrap()).concat();
    assert!(text.contains("3May2026,18:00"));
    assert!(!text.contains("5kq2m8f0v7z3x1c9"));
    assert!(!format!("{sheet:?}").contains("5kq2m8f0v7z3x1c9"));
}

#[test]
fn a_sheet_of_nothing_says_so() {
    let document = set(&[WalkSheet::default()]).unwrap();
    let text = texts(&document).concat();
    let labels = Labels::default();
    assert!(text.contains(&bare(&labels.no_doors)));
    assert!(text.contains(&bare(&labels.no_map)));
    assert!(!text.contains(&bare(&labels.join)));
    assert!(matches!(render_all(&[]), Err(PrintError::Nothing)));
}

#[test]
fn a_link_too_long_is_refused() {
    let sheet = WalkSheet {
        join: Some(Join {
            url: "x".repeat(4000),
            expires: String::new(),
        }),
        ..WalkSheet::default()
    };
    assert!(matches!(render(&sheet), Err(PrintError::JoinTooLong)));
}

#[test]
fn the_same_sheet_is_the_same_file() {
    let sheet = town::sheet(2);
    assert_eq!(render(&sheet).unwrap(), render(&sheet).unwrap());
}

#[test]
fn every_text_lies_on_its_page() {
    for paper in [Paper::A4, Paper::Letter] {
        let mut sheet = town::sheet(10);
        sheet.paper = paper;
        sheet.turf = "Turf".repeat(40);
        sheet.outcomes.extend(sheet.outcomes.clone());
        let document = set(&[sheet]).unwrap();
        for page in document.pages() {
            inside(&page.frame, 0.0, 0.0, page.frame.width().to_mm());
        }
    }
}

/// Asserts that no text runs over the left or right edge; turned text (names on
/// the map) is the map's own test.
fn inside(frame: &Frame, x: f64, y: f64, width: f64) {
    for (at, item) in frame.items() {
        let (x, y) = (x + at.x.to_mm(), y + at.y.to_mm());
        match item {
            FrameItem::Group(group) => {
                let t = &group.transform;
                if t.kx.is_zero() && t.ky.is_zero() {
                    inside(&group.frame, x + t.tx.to_mm(), y + t.ty.to_mm(), width);
                }
            }
            FrameItem::Text(text) => {
                let end = x + text.width().to_mm();
                assert!(x > 8.0 && end < width - 8.0, "{x}–{end} at {y}");
            }
            _ => {}
        }
    }
}

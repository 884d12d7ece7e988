//! The XML format.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use turfwalk_core::streets::osm::{OsmKind, OsmMember, Tags};

use super::error::Fault;
use super::keep::Keep;

/// The element that is being read, with what stands inside it so far.
#[derive(Default)]
struct Open {
    id: i64,
    at: Option<(f64, f64)>,
    nodes: Vec<i64>,
    members: Vec<OsmMember>,
    tags: Tags,
}

pub(super) fn read(from: impl BufRead, keep: &mut Keep) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(from);
    let mut buffer = Vec::new();
    let mut open = Open::default();
    let mut inside = false;
    let mut ended = false;
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|e| fault(e, inside))?;
        match event {
            Event::Start(e) | Event::Empty(e) if !inside => {
                // The first element says what the document is.
                if e.name().0 != "osm" {
                    return Err(Fault::NotOsm);
                }
                inside = true;
            }
            Event::Start(e) => start(&e, &mut open)?,
            Event::Empty(e) => {
                start(&e, &mut open)?;
                end(e.name().0, &mut open, keep);
            }
            Event::End(e) => {
                ended |= e.name().0 == "osm";
                end(e.name().0, &mut open, keep);
            }
            Event::Text(text) if !inside && !text.trim().is_empty() => {
                return Err(Fault::NotOsm);
            }
            Event::Eof if !inside => return Err(Fault::NotOsm),
            Event::Eof if ended => return Ok(()),
            Event::Eof => return Err(Fault::Truncated),
            _ => {}
        }
    }
}

fn start(e: &BytesStart<'_>, open: &mut Open) -> Result<(), Fault> {
    match e.name().0 {
        "node" | "way" | "relation" => {
            *open = Open {
                id: number(e, "id")?.ok_or_else(|| lacks("an id"))?,
                ..Open::default()
            };
            if let (Some(lat), Some(lon)) = (number(e, "lat")?, number(e, "lon")?) {
                open.at = Some((lat, lon));
            }
        }
        "nd" => open
            .nodes
            .push(number(e, "ref")?.ok_or_else(|| lacks("a reference"))?),
        "member" => {
            let kind = match text(e, "type")?.as_deref() {
                Some("node") => OsmKind::Node,
                Some("way") => OsmKind::Way,
                _ => OsmKind::Relation,
            };
            open.members.push(OsmMember {
                kind,
                id: number(e, "ref")?.ok_or_else(|| lacks("a reference"))?,
                role: text(e, "role")?.unwrap_or_default(),
            });
        }
        "tag" => {
            if let Some(key) = text(e, "k")?.filter(|k| Tags::needed(k)) {
                open.tags.0.push((key, text(e, "v")?.unwrap_or_default()));
            }
        }
        _ => {}
    }
    Ok(())
}

fn end(name: &str, open: &mut Open, keep: &mut Keep) {
    if !matches!(name, "node" | "way" | "relation") {
        return;
    }
    let done = std::mem::take(open);
    match name {
        // A node without a place is one that was deleted.
        "node" => {
            if let Some((lat, lon)) = done.at {
                keep.node(done.id, lat, lon, done.tags);
            }
        }
        "way" => keep.way(done.id, done.nodes, done.tags),
        _ => keep.relation(done.id, done.members, done.tags),
    }
}

fn text(e: &BytesStart<'_>, key: &str) -> Result<Option<String>, Fault> {
    let attribute = e
        .try_get_attribute(key)
        .map_err(|_| Fault::Damaged("an element is malformed".to_owned()))?;
    attribute
        .map(|a| {
            a.normalized_value(XmlVersion::Implicit1_0)
                .map(std::borrow::Cow::into_owned)
        })
        .transpose()
        .map_err(|_| Fault::Damaged("a text has a malformed escape".to_owned()))
}

fn number<T: std::str::FromStr>(e: &BytesStart<'_>, key: &str) -> Result<Option<T>, Fault> {
    text(e, key)?
        .map(|t| {
            t.trim()
                .parse()
                .map_err(|_| Fault::Damaged("a number is not a number".to_owned()))
        })
        .transpose()
}

fn lacks(what: &str) -> Fault {
    Fault::Damaged(format!("an element lacks {what}"))
}

/// Before the first element it may be anything; after it, a tag that never closes is a cut.
fn fault(error: Error, inside: bool) -> Fault {
    match error {
        Error::Io(error) => Fault::from(error.as_ref()),
        _ if !inside => Fault::NotOsm,
        Error::Syntax(_) => Fault::Truncated,
        Error::Encoding(_) => Fault::Damaged("its text is not UTF-8".to_owned()),
        _ => Fault::Damaged("its elements do not nest".to_owned()),
    }
}

//! The binary format.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use osmpbf::{BlobError, Element, ElementReader, ErrorKind, RelMemberType};
use turfwalk_core::streets::osm::{OsmKind, OsmMember};

use super::error::Fault;
use super::keep::{Keep, needed};

pub(super) fn read(from: impl Read + Send, keep: &mut Keep) -> Result<(), Fault> {
    let mut bad_role = false;
    let at_end = AtomicBool::new(false);
    let from = Watched {
        from,
        at_end: &at_end,
    };
    // The library panics at a member of a relation that is of no kind it knows. What has been kept
    // by then is dropped with the error.
    let done = catch_unwind(AssertUnwindSafe(|| {
        ElementReader::new(from).for_each(|element| match element {
            Element::Node(n) => keep.node(n.id(), n.lat(), n.lon(), needed(n.tags())),
            Element::DenseNode(n) => keep.node(n.id(), n.lat(), n.lon(), needed(n.tags())),
            Element::Way(w) => keep.way(w.id(), w.refs().collect(), needed(w.tags())),
            Element::Relation(r) => {
                let members = r.members().map(|m| OsmMember {
                    kind: match m.member_type {
                        RelMemberType::Node => OsmKind::Node,
                        RelMemberType::Way => OsmKind::Way,
                        RelMemberType::Relation => OsmKind::Relation,
                    },
                    id: m.member_id,
                    role: m.role().map(str::to_owned).unwrap_or_else(|_| {
                        bad_role = true;
                        String::new()
                    }),
                });
                keep.relation(r.id(), members.collect(), needed(r.tags()));
            }
        })
    }));
    done.map_err(|_| Fault::Damaged("a block does not decode".to_owned()))?
        .map_err(|error| fault(error.kind(), at_end.load(Ordering::Relaxed)))?;
    if bad_role {
        return Err(Fault::Damaged(
            "a text is missing from its table".to_owned(),
        ));
    }
    Ok(())
}

/// Notices when the decoder asks for more than there is.
struct Watched<'a, R> {
    from: R,
    at_end: &'a AtomicBool,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.from.read(into)?;
        if n == 0 && !into.is_empty() {
            self.at_end.store(true, Ordering::Relaxed);
        }
        Ok(n)
    }
}

/// A block that does not decode because the file was at its end is half a block.
fn fault(kind: &ErrorKind, at_end: bool) -> Fault {
    match kind {
        ErrorKind::Io(error) => Fault::from(error),
        // What a cut leaves: a length that does not decode, or a block without its bytes.
        ErrorKind::Blob(BlobError::InvalidHeaderSize | BlobError::Empty) => Fault::Truncated,
        ErrorKind::Blob(_) => Fault::Damaged("a block has an impossible size".to_owned()),
        ErrorKind::Protobuf { .. } if at_end => Fault::Truncated,
        ErrorKind::Protobuf { .. } => Fault::Damaged("a block does not decode".to_owned()),
        _ => Fault::Damaged("a text is missing from its table".to_owned()),
    }
}

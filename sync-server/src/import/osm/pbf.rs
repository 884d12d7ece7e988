//! The binary format.

use std::io::Read;

use osmpbf::{BlobError, Element, ElementReader, ErrorKind, RelMemberType};
use turfwalk_core::streets::osm::{OsmKind, OsmMember};

use super::error::Fault;
use super::keep::{Keep, needed};

pub(super) fn read(from: impl Read + Send, keep: &mut Keep) -> Result<(), Fault> {
    let mut bad_role = false;
    ElementReader::new(from)
        .for_each(|element| match element {
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
        .map_err(|error| fault(error.kind()))?;
    if bad_role {
        return Err(Fault::Damaged(
            "a text is missing from its table".to_owned(),
        ));
    }
    Ok(())
}

fn fault(kind: &ErrorKind) -> Fault {
    match kind {
        ErrorKind::Io(error) => Fault::from(error),
        // A length that does not decode stands at the end of a file that was cut there.
        ErrorKind::Blob(BlobError::InvalidHeaderSize) => Fault::Truncated,
        ErrorKind::Blob(_) => Fault::Damaged("a block has an impossible size".to_owned()),
        ErrorKind::Protobuf { err, .. } if err.to_string().contains("EOF") => Fault::Truncated,
        ErrorKind::Protobuf { .. } => Fault::Damaged("a block does not decode".to_owned()),
        _ => Fault::Damaged("a text is missing from its table".to_owned()),
    }
}

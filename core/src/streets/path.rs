//! The way between two stops, step by step.

use super::graph::{EdgeId, NodeId, Side};

/// One step of a way on foot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// Along one block face, forwards or (if `to_cm < from_cm`) backwards.
    Along {
        /// The road.
        edge: EdgeId,
        /// The face walked on.
        side: Side,
        /// Start, centimetres from the edge's `from` corner.
        from_cm: u32,
        /// End, likewise.
        to_cm: u32,
    },
    /// Across a road at a corner.
    CrossAtCorner {
        /// The corner.
        node: NodeId,
        /// The road that is crossed.
        edge: EdgeId,
    },
    /// Across a road between two corners.
    CrossMidBlock {
        /// The road.
        edge: EdgeId,
        /// Where, in centimetres from its `from` corner.
        along_cm: u32,
    },
}

/// A way from one stop to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// In the order walked.
    pub steps: Vec<PathStep>,
    /// Walking time in milliseconds, crossings included.
    pub ms: u32,
    /// Metres walked along streets, in centimetres, crossings left out.
    pub length_cm: u64,
}

impl Path {
    /// How often it crosses a road; paths and stairs do not count.
    pub fn crossings(&self) -> usize {
        self.steps
            .iter()
            .filter(|s| !matches!(s, PathStep::Along { .. }))
            .count()
    }
}

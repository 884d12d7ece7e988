//! Incidents that this phone has reported, and how far each has got.

use super::{Device, DeviceError};
use crate::model::{Incident, Op, OpId, Place};
use crate::store::Store;
use crate::sync::Transport;

/// How far an incident has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncidentState {
    /// Kept on this phone; it is sent first thing when the server can be reached.
    OnPhone,
    /// The organizers have it.
    Arrived,
    /// Somebody has it in hand.
    Taken {
        /// Who.
        by: String,
        /// Since when, in milliseconds since 1970.
        at_ms: i64,
    },
}

/// An incident that this phone has reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentView {
    /// The op that captured it.
    pub op: OpId,
    /// The door or building next to it.
    pub place: Place,
    /// What happened.
    pub incident: Incident,
    /// How far it has got.
    pub state: IncidentState,
}

impl<T: Transport> Device<T> {
    /// Reports an incident next to a door or building. It is on disk when this returns, and the
    /// next sync is due at once; [`Device::incidents`] tells when it has arrived and who has it.
    pub fn report(&self, at: Place, incident: Incident) -> Result<OpId, DeviceError> {
        let op = self.capture(Op::Incident { at, incident })?;
        self.hurry();
        Ok(op)
    }

    /// Incidents reported by this phone, newest first.
    pub fn incidents(&self) -> Result<Vec<IncidentView>, DeviceError> {
        let store = self.store();
        let mut incidents = views(&store)?;
        incidents.sort_by_key(|view| std::cmp::Reverse((view.incident.at_ms, view.op.n)));
        Ok(incidents)
    }
}

fn views(store: &Store) -> Result<Vec<IncidentView>, DeviceError> {
    let own = store.own_incidents()?.into_iter();
    let views = own.map(|(row, is_safe)| IncidentView {
        op: row.op,
        place: row.place,
        incident: row.incident,
        state: match row.taken {
            Some(taken) => IncidentState::Taken {
                by: taken.by,
                at_ms: taken.at_ms,
            },
            None if is_safe => IncidentState::Arrived,
            None => IncidentState::OnPhone,
        },
    });
    Ok(views.collect())
}

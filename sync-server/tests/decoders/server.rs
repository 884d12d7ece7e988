//! A server that is sent anything at all: what it can read it also decides, if only as refused.

use sha2::{Digest, Sha256};
use turfwalk_core::model::{Campaign, CampaignId, DoorId, ScriptId, TurfId};
use turfwalk_core::script::Script;
use turfwalk_core::wire::{Join, op_line, read_push, read_reply, write_push, write_reply};
use turfwalk_server::db::{Db, DbError, NewDoor, NewPerson, SyncOutcome, TurfToStore};

/// A server in memory with one phone.
pub(crate) struct Server {
    db: Db,
    /// The hash of the phone's token.
    token: String,
}

impl Server {
    pub(crate) fn new() -> Self {
        let db = Db::in_memory().unwrap();
        let code = campaign(&db);
        let token = "5f".repeat(32);
        let join = Join {
            code,
            token: token.clone(),
            incarnation: "0000000000c0ffee".parse().unwrap(),
            name: "Phone".into(),
        };
        db.join(&join, 1).unwrap();
        let token = Sha256::digest(token.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self { db, token }
    }

    /// Reads a request's body and decides it; whether it could be read.
    pub(crate) fn takes(&self, body: &[u8]) -> bool {
        let Ok(sent) = read_push(body) else {
            return false;
        };
        for op in &sent.ops {
            if let Ok(read) = &op.op {
                let again = write_push(&sent.header, [op_line(op.n, read).as_str()].into_iter());
                let again = again.replacen(
                    &format!("\"from\":{}", sent.header.from),
                    &format!("\"from\":{}", op.n),
                    1,
                );
                let again = read_push(again.as_bytes()).unwrap();
                assert_eq!(
                    again.ops[0].op.as_ref(),
                    Ok(read),
                    "it reads what it writes"
                );
            }
        }
        if let Ok(SyncOutcome::Reply(reply)) = self.db.sync(&self.token, &sent, 1) {
            assert!(reply.header.fork.is_some() || reply.results.len() <= sent.ops.len());
            let text = write_reply(&reply);
            assert!(
                read_reply(text.as_bytes()).is_ok(),
                "it reads what it writes"
            );
        }
        true
    }
}

/// A turf with two doors and a person; an invite for it.
fn campaign(db: &Db) -> String {
    let campaign = Campaign {
        id: CampaignId(1),
        name: "Bridge for all".into(),
        time_zone: "Europe/Helsinki".into(),
        quiet_hours: None,
        cool_down_h: 0,
        emergency: None,
        help_line: None,
        notice: None,
        seal_key: None,
        lease_h: None,
    };
    let script = Script {
        id: ScriptId(1),
        version: 1,
        title: "First talk".into(),
        opening: String::new(),
        questions: Vec::new(),
    };
    db.ensure_campaign(&campaign, &script).unwrap();
    db.import(|importer| -> Result<(), DbError> {
        for number in ["1", "3 1/2"] {
            let door = importer.door(&NewDoor {
                number: number.into(),
                street: "Main Street".into(),
                ..NewDoor::default()
            })?;
            importer.person(
                door,
                &NewPerson {
                    source_key: number.into(),
                    name: "Ada Lind".into(),
                    ..NewPerson::default()
                },
            )?;
        }
        Ok(())
    })
    .unwrap();
    db.store_cut(&[TurfToStore {
        goes_on: None,
        name: "Turf 1".into(),
        minutes: 10,
        doors: vec![DoorId(1), DoorId(2)],
        pack: None,
    }])
    .unwrap();
    db.invite(TurfId(1), 1).unwrap().code
}

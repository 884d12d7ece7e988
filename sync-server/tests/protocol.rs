//! The exchange in PROTOCOL.md, sent to a real server and compared byte for byte.
//!
//! With `TURFWALK_BLESS=1` the answers in the page are written anew; look at what changed then.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use turfwalk_core::model::{
    Campaign, CampaignId, DoorId, Job, ScriptId, Stop, Style, TurfId, WalkTotals,
};
use turfwalk_core::script::Script;
use turfwalk_core::sync::{Http, Request, Transport};
use turfwalk_server::db::{Db, DbError, ListToStore, NewDoor, NewPerson, TurfToStore};
use turfwalk_server::serve::{App, listen, serve};

/// Stands where tags and codes are random otherwise: 0, 1, 2 …
fn drawn(bytes: usize) -> Result<String, DbError> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::SeqCst);
    Ok(format!("{next:0width$x}", width = 2 * bytes))
}

fn campaign() -> Db {
    let db = Db::in_memory().unwrap().drawing_by(drawn);
    let campaign = Campaign {
        id: CampaignId(1),
        name: "Bridge for all".into(),
        time_zone: "Europe/Helsinki".into(),
        quiet_hours: None,
        cool_down_h: 12,
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
        opening: "Hello!".into(),
        questions: Vec::new(),
    };
    db.ensure_campaign(&campaign, &script).unwrap();
    db.import(|importer| -> Result<(), DbError> {
        for (number, name) in [("1", "Ada Lind"), ("3 1/2", "Bo Mäki")] {
            let number = number.to_owned();
            let street = "Main Street".into();
            let source_key = format!("plain:{number}");
            let door = importer.door(&NewDoor {
                number,
                street,
                ..NewDoor::default()
            })?;
            importer.person(
                door,
                &NewPerson {
                    source_key,
                    name: name.into(),
                    ..NewPerson::default()
                },
            )?;
        }
        Ok(())
    })
    .unwrap();
    let doors = vec![DoorId(1), DoorId(2)];
    let turf = TurfToStore {
        goes_on: None,
        name: "Turf 1".into(),
        minutes: 9,
        doors,
        pack: None,
    };
    db.store_cut(&[turf]).unwrap();
    let stop = |door| Stop {
        building: None,
        doors: vec![DoorId(door)],
        at: None,
        walk_m: 12 * (door - 1),
        walk_s: 10 * (door - 1),
        crossings: 0,
    };
    let list = ListToStore {
        turf: TurfId(1),
        name: "Turf 1".into(),
        job: Job::Canvass,
        stops: vec![stop(1), stop(2)],
        totals: WalkTotals {
            metres: 12,
            seconds: 10,
            crossings: 0,
        },
        on_streets: false,
        style: Style::Quickest,
        avoid_steps: false,
        part: None,
    };
    db.store_lists(&[list]).unwrap();
    let invite = db
        .invite(TurfId(1), jiff::Timestamp::now().as_millisecond())
        .unwrap();
    assert_eq!(
        invite.code, "0000-0000-0004",
        "the code in PROTOCOL.md's first request"
    );
    db
}

/// The page in pieces: text, request, text, answer, text, request …
fn pieces(page: &str) -> Vec<&str> {
    page.split("```\n")
        .flat_map(|part| part.split("```http\n"))
        .collect()
}

#[tokio::test]
async fn the_exchange_in_the_specification_is_what_is_said() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core/PROTOCOL.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (_, exchange) = page
        .split_once("## An exchange\n")
        .expect("the page has an exchange");
    let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .await
        .unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    let app = Arc::new(App::new(Arc::new(campaign()), "test".into()));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, None, app, async {
        stopped.await.unwrap_or(())
    }));

    let mut blocks = pieces(exchange).into_iter().skip(1).step_by(2);
    let http = Http::new().unwrap();
    let (mut exchanges, mut blessed) = (0, page.clone());
    while let (Some(request), Some(said)) = (blocks.next(), blocks.next()) {
        let (head, body) = request
            .split_once("\n\n")
            .expect("a request has a head and a body");
        let path = head
            .lines()
            .next()
            .unwrap()
            .strip_prefix("POST ")
            .expect("a POST");
        let token = head
            .lines()
            .find_map(|line| line.strip_prefix("Authorization: Bearer "));
        let answer = http
            .send(Request {
                server: server.clone(),
                path: path.to_owned(),
                token: token.map(str::to_owned),
                body: Some((body.to_owned(), "application/x-ndjson")),
                from: None,
            })
            .await
            .unwrap();
        let mut text = format!("{}\n\n", answer.status) + &String::from_utf8(answer.body).unwrap();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        if std::env::var_os("TURFWALK_BLESS").is_some() {
            blessed = blessed.replacen(said, &text, 1);
        } else {
            assert_eq!(text, said, "the answer to exchange {}", exchanges + 1);
        }
        exchanges += 1;
    }
    assert!(exchanges >= 4, "the page shows {exchanges} exchanges");
    if blessed != page {
        std::fs::write(&file, blessed).unwrap();
    }
    stop.send(()).unwrap();
    serving.await.unwrap();
}

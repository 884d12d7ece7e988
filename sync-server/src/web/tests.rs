//! Claims about the organizer's page, on a small campaign filled through the database's API.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use turfwalk_core::model::{
    Attempt, Campaign, CampaignId, Channel, DoorId, Incarnation, LatLon, Op, Outcome, Scope,
    ScriptId, Target, TurfId,
};
use turfwalk_core::script::Script;
use turfwalk_core::streets::{Edge, NodeId, RoadClass, StreetGraph, StreetPack, WalkingCosts};
use turfwalk_core::wire::{Join, RequestHeader, VERSION, op_line, read_push, write_push};

use super::*;
use crate::db::{Importer, NewDoor, NewPerson, StreetMap, TurfToStore, sha256_hex};

const NOW_MS: i64 = 1_780_000_000_000;
const KEY: &str = "a-key-of-the-organizers";
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Six doors on one street in two turfs, the first named `name`; a person behind each.
fn campaign(name: &str) -> Db {
    let db = Db::in_memory().unwrap();
    let campaign = Campaign {
        id: CampaignId(1),
        name: "Spring <canvass>".into(),
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
        title: String::new(),
        opening: String::new(),
        questions: Vec::new(),
    };
    db.ensure_campaign(&campaign, &script).unwrap();
    let mut doors = Vec::new();
    db.import(|importer| -> Result<(), crate::db::DbError> {
        importer.streets(&street_map())?;
        for i in 0..6 {
            let door = NewDoor {
                number: (i + 1).to_string(),
                street: "Harbour Street".into(),
                at: at(f64::from(i) * 0.0004),
                ..NewDoor::default()
            };
            doors.push(importer.door(&door)?);
            let person = NewPerson {
                source_key: i.to_string(),
                name: format!("Resident Nobody{i}"),
                ..NewPerson::default()
            };
            importer.person(doors[i as usize], &person)?;
        }
        Ok(())
    })
    .unwrap();
    let turf = |name: &str, doors: &[DoorId]| TurfToStore {
        goes_on: None,
        name: name.into(),
        minutes: 95,
        doors: doors.to_vec(),
        pack: None,
    };
    db.store_cut(&[turf(name, &doors[..4]), turf("East", &doors[4..])])
        .unwrap();
    db
}

fn at(east: f64) -> Option<LatLon> {
    LatLon::from_degrees(60.17, 24.94 + east)
}

fn street_map() -> StreetMap {
    let line = vec![at(-0.001).unwrap(), at(0.003).unwrap()];
    let graph = StreetGraph {
        nodes: line.clone(),
        edges: vec![Edge {
            from: NodeId(0),
            to: NodeId(1),
            name: Some(0),
            class: RoadClass::Quiet,
            length_cm: (line[0].distance_m(line[1]) * 100.0) as u32,
            line,
        }],
        names: vec!["Harbour Street".into()],
        medians: Vec::new(),
    };
    let pack = StreetPack {
        graph,
        costs: WalkingCosts::default(),
        doors: Vec::new(),
    };
    StreetMap {
        pack: pack.encode(),
        water: "[]".into(),
        attribution: "© OpenStreetMap contributors, ODbL".into(),
    }
}

/// Turf 1 is walked by a phone of that name: one door done, one tried twice, one left alone, and
/// a change that names a door of nobody's.
fn walked(db: &Db, phone: &str) {
    let invite = db.invite(TurfId(1), NOW_MS).unwrap();
    let incarnation = Incarnation(7);
    let join = Join {
        code: invite.code,
        token: TOKEN.into(),
        incarnation,
        name: phone.into(),
    };
    db.join(&join, NOW_MS).unwrap();
    let attempt = |door: u32, outcome| {
        Op::Attempt(Attempt {
            target: Target::Door(DoorId(door)),
            channel: Channel::Door,
            outcome,
            at_ms: NOW_MS,
            list: None,
            note: None,
            supersedes: None,
        })
    };
    let ops = [
        attempt(1, Outcome::Refused),
        attempt(2, Outcome::NotHome),
        attempt(2, Outcome::NotHome),
        attempt(3, Outcome::DoNotContact { scope: Scope::Door }),
        attempt(99, Outcome::NotHome),
    ];
    let lines: Vec<String> = (1..).zip(&ops).map(|(n, op)| op_line(n, op)).collect();
    let header = RequestHeader {
        v: VERSION,
        incarnation,
        from: 1,
        cursors: Vec::new(),
        holds_from: 1,
        next_key: None,
    };
    let sent = read_push(write_push(&header, lines.iter().map(String::as_str)).as_bytes()).unwrap();
    db.sync(&sha256_hex(TOKEN.as_bytes()), &sent, NOW_MS)
        .unwrap();
}

/// A reader who has all of the page.
fn all() -> Reader {
    Reader {
        names: true,
        draw: true,
        ..Reader::default()
    }
}

/// The text of an element and all in it, without tags.
fn text_of(html: &str, id: &str) -> String {
    let start = html.find(&format!("id=\"{id}\"")).unwrap();
    let part = &html[start..];
    let end = part.find(" data-part").map_or(0, |first| {
        part[first + 1..]
            .find(" data-part")
            .map_or(part.len(), |next| first + 1 + next)
    });
    let mut text = String::new();
    let mut in_tag = true;
    for c in part[..end].chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_counts_as_the_report_does() {
    let db = campaign("West");
    walked(&db, "Ada's phone");
    let html = live(&db, NOW_MS + 120_000, &all()).unwrap();
    let report = db.progress().unwrap();
    assert_eq!(
        (report[0].done, report[0].tried, report[0].attempts),
        (2, 1, 4)
    );
    assert!(
        text_of(&html, "totals").contains("Doors 6 Done 33 % 2 of 6 Attempts 4 Phones 1"),
        "{html}"
    );
    let turfs = text_of(&html, "turfs");
    assert!(
        turfs.contains("1 West 4 50 % 2 of 4 1 1 h 35 min Ada&#39;s phone (phone 1)"),
        "{turfs}"
    );
    assert!(
        turfs.contains("2 East 2 0 % 0 of 2 0 1 h 35 min none yet"),
        "{turfs}"
    );
    let receipts = text_of(&html, "receipts");
    assert!(
        receipts.contains("5 safe on server 1 2 minutes ago"),
        "{receipts}"
    );
    assert!(
        receipts.ends_with("5 changes are not backed up yet."),
        "{receipts}"
    );
    let refused = text_of(&html, "quarantine");
    assert!(
        refused.contains("5 its door is not in a turf of this phone 2 minutes ago"),
        "{refused}"
    );
    assert!(html.contains(r#"aria-valuemax="4" aria-valuenow="2""#));
}

#[test]
fn a_door_is_on_the_map_once_by_its_turf_and_state() {
    let db = campaign("West");
    walked(&db, "Ada's phone");
    let html = live(&db, NOW_MS, &all()).unwrap();
    let dots = |turf: u32, mark: Mark| {
        let id = format!("<path id=\"doors-{turf}-{}\" d=\"", mark as usize);
        let path = html
            .split(&id)
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap());
        path.map_or(0, |path| {
            path.matches("h0").count() + path.matches("m0-").count()
        })
    };
    use overview::Mark;
    let west = [Mark::Open, Mark::Tried, Mark::Done, Mark::LeftAlone].map(|mark| dots(1, mark));
    assert_eq!(west, [1, 1, 1, 1]);
    assert_eq!(dots(2, Mark::Open), 2);
}

#[test]
fn names_from_files_and_phones_are_text_and_people_are_not_shown() {
    let db = campaign("<script>alert(1)</script>");
    walked(&db, "<img src=x onerror=alert(1)>");
    let html = page(&db, NOW_MS, &all()).unwrap();
    assert!(!html.contains("<script>") && !html.contains("<img src=x"));
    assert!(html.contains("&#60;script&#62;alert(1)"));
    assert!(html.contains("Spring &#60;canvass&#62;"));
    for of_a_person in ["Nobody", "Harbour"] {
        assert!(!html.contains(of_a_person), "{of_a_person}");
    }
}

#[test]
fn the_same_state_is_the_same_text_so_that_nothing_flickers() {
    let db = campaign("West");
    walked(&db, "Ada's phone");
    assert_eq!(
        live(&db, NOW_MS + 3_000, &all()).unwrap(),
        live(&db, NOW_MS + 6_000, &all()).unwrap()
    );
}

#[test]
fn the_map_names_whose_data_it_is_and_changes_its_address_with_the_cut() {
    let db = campaign("West");
    let svg = map_svg(&db).unwrap();
    assert!(svg.contains("© OpenStreetMap contributors, ODbL") && svg.contains("id=\"quiet\""));
    let html = live(&db, NOW_MS, &all()).unwrap();
    assert!(html.contains("© OpenStreetMap contributors, ODbL"));
    let address = |html: &str| html.split("/map.svg?v=").nth(1).unwrap()[..16].to_owned();
    let turf = TurfToStore {
        goes_on: None,
        name: "All".into(),
        minutes: 9,
        doors: vec![DoorId(1)],
        pack: None,
    };
    db.store_cut(&[turf]).unwrap();
    assert_ne!(address(&html), address(&live(&db, NOW_MS, &all()).unwrap()));
}

#[test]
fn what_is_missing_is_said_with_the_command_that_helps() {
    let empty = live(&Db::in_memory().unwrap(), NOW_MS, &all()).unwrap();
    for command in ["turfwalk import streets", "turfwalk import voters"] {
        assert!(empty.contains(command), "{command}");
    }
    let unwalked = live(&campaign("West"), NOW_MS, &all()).unwrap();
    for command in ["turfwalk order", "turfwalk invite --turf 1"] {
        assert!(unwalked.contains(command), "{command}");
    }
    assert!(!unwalked.contains("turfwalk import"));
}

/// A server on loopback, asked over real HTTP.
struct Site {
    db: Arc<Db>,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Site {
    fn of(db: Db, key: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let db = Arc::new(db);
        let app = Arc::new(App::new(Arc::clone(&db), key.into()));
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move {
            crate::serve::serve(listener, None, app, std::future::pending()).await
        });
        Self {
            db,
            address,
            _runtime: runtime,
        }
    }

    /// With the organizer's cookie, and JSON as the page sends it.
    fn draw(&self, body: &str) -> String {
        let opened = self.get(&format!("/?key={KEY}"), "");
        let cookie = opened.split("set-cookie: ").nth(1).unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let shown = self.get("/", cookie);
        let form = shown.split("name=\"csrf\" content=\"").nth(1).unwrap();
        let form = form.split('"').next().unwrap();
        let head = format!(
            "POST /turfs HTTP/1.1\r\nHost: t\r\nCookie: {cookie}\r\nConnection: close\r\n\
             X-Turfwalk-Form: {form}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.ask(&format!("{head}{body}"))
    }

    /// The whole answer, head and body.
    fn get(&self, path: &str, cookie: &str) -> String {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: t\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        ))
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[test]
fn without_the_key_no_byte_of_data_leaves() {
    let site = Site::of(campaign("West"), KEY);
    let right = site.get(&format!("/?key={KEY}"), "");
    let cookie = right
        .split("set-cookie: ")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let forged = format!("{}0", &cookie[..cookie.len() - 1]);
    let bare_key = format!("turfwalk={KEY}");
    for path in ["/", "/live", "/map.svg", "/?key=wrong", "/?key="] {
        for cookie in ["", "turfwalk=", "turfwalk=x; b=c", &forged, &bare_key] {
            let answer = site.get(path, cookie);
            assert!(
                answer.starts_with("HTTP/1.1 401"),
                "{path} {cookie} {answer}"
            );
            assert!(answer.contains("Open the address that turfwalk serve printed"));
            for data in ["West", "East", "Spring", "OpenStreetMap", "<svg", "of 6"] {
                assert!(!answer.contains(data), "{path} {cookie} {data}");
            }
        }
    }
    let keyless = Site::of(campaign("West"), "");
    assert!(keyless.get("/?key=", &cookie).starts_with("HTTP/1.1 401"));
}

#[test]
fn the_key_opens_the_page_once_and_the_cookie_from_then_on() {
    let site = Site::of(campaign("West"), KEY);
    let opened = site.get(&format!("/?key={KEY}"), "");
    assert!(
        opened.starts_with("HTTP/1.1 303") && opened.contains("location: /\r\n"),
        "{opened}"
    );
    assert!(opened.contains("HttpOnly; SameSite=Strict"));
    let cookie = opened
        .split("set-cookie: ")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert!(!cookie.contains(KEY));
    let cookies = format!("other=1; {cookie}");
    for (path, inside) in [
        ("/", "West"),
        ("/live", "East"),
        ("/map.svg", "id=\"quiet\""),
    ] {
        let answer = site.get(path, &cookies);
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains(inside),
            "{path} {answer}"
        );
        assert!(answer.contains("content-security-policy: default-src 'none'; script-src 'self'"));
        assert!(answer.contains("x-content-type-options: nosniff"));
        assert!(answer.contains("referrer-policy: same-origin"));
        assert_eq!(
            answer.contains("cache-control: no-store"),
            path != "/map.svg",
            "{path}"
        );
    }
}

#[test]
fn an_area_drawn_on_the_map_becomes_a_turf_unless_a_phone_holds_its_doors() {
    let site = Site::of(campaign("West"), KEY);
    let place = |i: &mut Importer<'_>| crate::streets::place_doors(i).map(|_| ());
    site.db.import(place).unwrap();
    let frame = frame::Frame::around(&site.db.doors().unwrap()).unwrap();
    let area = |from: f64, to: f64| {
        let corners = [(60.169, from), (60.169, to), (60.171, to), (60.171, from)];
        let ring = corners.map(|(lat, lon)| frame.point(LatLon::from_degrees(lat, lon).unwrap()));
        serde_json::json!({ "name": "Harbour", "height": frame.height, "ring": ring }).to_string()
    };
    // Doors 3, 4 (of West) and 5 (of East).
    let made = site.draw(&area(24.9406, 24.9418));
    assert!(made.starts_with("HTTP/1.1 200"), "{made}");
    assert!(made.contains("Harbour is turf 3 now: 3 doors"), "{made}");
    let turf_of = |door: usize| site.db.doors().unwrap()[door - 1].turf.unwrap().0;
    assert_eq!([1, 2, 3, 4, 5, 6].map(turf_of), [1, 1, 3, 3, 3, 2]);
    let lists = site.db.walk_lists().unwrap();
    let stops: Vec<usize> = lists.iter().map(|list| list.stops.len()).collect();
    assert_eq!(stops, [2, 1, 3]);

    site.db.invite(TurfId(3), NOW_MS).unwrap();
    let refused = site.draw(&area(24.9406, 24.9418));
    assert!(refused.starts_with("HTTP/1.1 422"), "{refused}");
    assert!(refused.contains("No door that is free"), "{refused}");
    for body in [
        area(24.9, 24.9).replace("Harbour", " "),
        area(24.0, 24.1).replace("],", "]],"),
    ] {
        assert!(site.draw(&body).starts_with("HTTP/1.1 4"));
    }
    assert_eq!(site.db.turfs().unwrap().len(), 3);
    let closed = site.ask("POST /turfs HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    assert!(closed.starts_with("HTTP/1.1 401"), "{closed}");
}

#[test]
fn style_and_script_are_served_and_nothing_else_is() {
    let site = Site::of(Db::in_memory().unwrap(), KEY);
    for asset in ASSETS {
        let answer = site.get(&format!("/assets/{}", asset.name), "");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(asset.text));
        assert!(answer.contains(&format!("content-type: {}", asset.content_type)));
    }
    assert!(
        site.get("/assets/..%2fmod.rs", "")
            .starts_with("HTTP/1.1 404")
    );
}

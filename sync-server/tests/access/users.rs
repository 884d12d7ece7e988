//! Who may open the organizer's page, and what each may see and do there.

use turfwalk_core::device::IncidentState;
use turfwalk_core::merge::Fate;
use turfwalk_core::model::{
    Change, Channel, DoorId, Incident, IncidentKind, PersonId, PersonKey, Place, Target, Urgency,
};
use turfwalk_server::db::{AuditFilter, Role, Who};
use turfwalk_server::serve::{App, hash_password};

use crate::browser::Browser;
use crate::world::{Server, anywhere, app, phone};

const PASSWORD: &str = "a long password";

/// A user of each role, each named like it.
fn with_users(app: App) -> App {
    let hash = hash_password(PASSWORD).unwrap();
    for role in Role::ALL {
        app.db
            .add_user(role.word(), role, &hash, false, &Who::Command, 0)
            .unwrap();
    }
    app
}

fn signed_in(server: &Server, role: Role) -> Browser {
    let mut browser = Browser::at(server.address);
    let answered = browser.sign_in(role.word(), PASSWORD);
    assert_eq!(answered.status, 303, "{answered:?}");
    browser
}

fn log(server: &Server) -> Vec<String> {
    let rows = server.db.audit(&AuditFilter::default()).unwrap();
    rows.into_iter().map(|row| row.did).collect()
}

/// Everything that a signed-out browser must not get, with who may: as letters of the roles, from
/// owner to viewer.
const PAGES: [(&str, &str, &str); 19] = [
    ("GET", "/", "oOflv"),
    ("GET", "/live", "oOfv"),
    ("GET", "/map.svg", "oOfv"),
    ("GET", "/phones", "oOf"),
    ("GET", "/incidents", "oOfl"),
    ("POST", "/incidents/take", "oOfl"),
    ("GET", "/proposals", "oO"),
    ("POST", "/proposals/answer", "oO"),
    ("GET", "/campaign", "oO"),
    ("POST", "/campaign", "oO"),
    ("POST", "/campaign/script", "oO"),
    ("GET", "/audit", "oOl"),
    ("GET", "/first-owner", "oOflv"),
    ("POST", "/invites", "oOf"),
    ("POST", "/phones/turf", "oOf"),
    ("POST", "/phones/revoke", "oO"),
    ("POST", "/turfs", "oO"),
    ("POST", "/logout", "oOflv"),
    ("POST", "/first-owner", "oOflv"),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_role_reaches_its_pages_and_nobody_else_does() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    tokio::task::block_in_place(|| {
        let mut nobody = Browser::at(server.address);
        for (method, path, _) in PAGES {
            let answered = match method {
                "GET" => nobody.get(path),
                _ => nobody.post(path, &[]),
            };
            assert_eq!(answered.status, 401, "{path}");
            assert!(!answered.body.contains("Turf 1"), "{path}");
        }
        for (role, letter) in Role::ALL.into_iter().zip(["o", "O", "f", "l", "v"]) {
            let browser = signed_in(&server, role);
            for (method, path, who) in PAGES {
                let mut browser = browser.clone();
                let answered = match method {
                    "GET" => browser.get(path),
                    _ => browser.post(path, &[]),
                };
                let closed = answered.status == 403 && answered.body.contains("not for your role");
                assert_eq!(
                    closed,
                    !who.contains(letter),
                    "{role:?} {path} {answered:?}"
                );
            }
        }
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_something_must_come_from_the_page_itself() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    tokio::task::block_in_place(|| {
        let mut browser = signed_in(&server, Role::Owner);
        let csrf = browser.csrf("/");
        let turf = |csrf: &str| {
            [
                ("csrf".to_owned(), csrf.to_owned()),
                ("turf".into(), "1".into()),
            ]
        };
        let invite = |browser: &mut Browser, csrf: &str| {
            let form = turf(csrf);
            let form: Vec<_> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            browser.post("/invites", &form).status
        };
        let other = signed_in(&server, Role::Organizer).csrf("/");
        for wrong in ["", "x", other.as_str()] {
            assert_eq!(invite(&mut browser, wrong), 403, "{wrong}");
        }
        for from in [
            "Origin: https://evil.example\r\n",
            "Origin: null\r\n",
            "Sec-Fetch-Site: cross-site\r\n",
            "Sec-Fetch-Site: same-site\r\n",
        ] {
            browser.head = from.to_owned();
            assert_eq!(invite(&mut browser, &csrf), 403, "{from}");
            assert_eq!(browser.sign_in("owner", PASSWORD).status, 403, "{from}");
        }
        browser.head = "Origin: http://t\r\nSec-Fetch-Site: same-origin\r\n".to_owned();
        assert_eq!(invite(&mut browser, &csrf), 200);
        for path in ["/phones/turf", "/phones/revoke", "/logout", "/first-owner"] {
            let form = [
                ("csrf", "x"),
                ("phone", "1"),
                ("turf", "1"),
                ("what", "give"),
                ("name", "a"),
                ("password", PASSWORD),
                ("again", PASSWORD),
            ];
            assert_eq!(browser.post(path, &form).status, 403, "{path}");
        }
        let form = "{\"name\":\"N\",\"height\":1,\"ring\":[[0,0],[1,0],[1,1]]}";
        let drawn = crate::browser::raw(
            server.address,
            format!(
                "POST /turfs HTTP/1.1\r\nHost: t\r\nConnection: close\r\nCookie: turfwalk={}\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{form}",
                browser.cookies["turfwalk"],
                form.len()
            )
            .as_bytes(),
        );
        assert_eq!(drawn.unwrap().status, 403);
        assert_eq!(
            log(&server).iter().filter(|did| *did == "invited").count(),
            1
        );
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_kept_from_scripts_and_other_sites_and_end_when_signed_out() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    tokio::task::block_in_place(|| {
        let mut browser = Browser::at(server.address);
        let answered = browser.sign_in("owner", PASSWORD);
        for cookie in answered
            .head
            .lines()
            .filter(|l| l.starts_with("set-cookie"))
        {
            assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        }
        assert_eq!(browser.get("/").status, 200);
        let before = browser.clone();
        let csrf = browser.csrf("/");
        assert_eq!(browser.post("/logout", &[("csrf", &csrf)]).status, 303);
        assert_eq!(before.clone().get("/").status, 401);
        // A name that nobody has is answered like a wrong password.
        let mut stranger = Browser::at(server.address);
        let wrong = stranger.sign_in("owner", "not the password");
        let unknown = stranger.sign_in("nobody", "not the password");
        assert_eq!((wrong.status, unknown.status), (401, 401));
        assert_eq!(
            wrong.body.replace("value=\"owner\"", ""),
            unknown.body.replace("value=\"nobody\"", "")
        );
        // Another password, or another user's removal, ends what is open.
        let mut open = signed_in(&server, Role::Viewer);
        let hash = hash_password("another password").unwrap();
        server
            .db
            .change_password("viewer", &hash, &Who::Command, 0)
            .unwrap();
        assert_eq!(open.get("/").status, 401);
    });
    let said = log(&server);
    for did in [
        "signed_in",
        "signed_out",
        "sign_in_failed",
        "password_changed",
    ] {
        assert!(said.iter().any(|held| held == did), "{did}: {said:?}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_and_keeps_nobody_out_who_has_been_in_before() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    tokio::task::block_in_place(|| {
        let mut known = signed_in(&server, Role::Owner);
        let mut guesser = Browser::at(server.address);
        let slowed = (0..30)
            .map(|_| guesser.sign_in("owner", "a wrong password"))
            .find(|answered| answered.status == 429)
            .expect("guessing is slowed");
        let wait: u32 = slowed.header("retry-after").unwrap().parse().unwrap();
        assert!(slowed.body.contains(&format!("Try again in {wait} s")));
        // Its bearer, at the same address even, is let in.
        assert_eq!(known.sign_in("owner", PASSWORD).status, 303);
        // The browser's being known is for its own user only.
        assert_eq!(known.sign_in("organizer", PASSWORD).status, 429);
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_key_makes_the_first_owner_and_opens_nothing_afterwards() {
    let server = Server::start(anywhere(), None, app()).await;
    tokio::task::block_in_place(|| {
        let mut browser = Browser::at(server.address);
        assert_eq!(browser.get("/").status, 401);
        assert_eq!(browser.get("/?key=wrong").status, 401);
        // Whoever comes through a proxy is not on this machine.
        browser.head = "X-Forwarded-For: 203.0.113.9\r\n".to_owned();
        assert_eq!(browser.get("/?key=a-key").status, 401);
        browser.head.clear();
        assert_eq!(browser.get("/?key=a-key").status, 303);
        assert_eq!(browser.get("/").status, 200);
        let mut forwarded = browser.clone();
        forwarded.head = "X-Forwarded-For: 203.0.113.9\r\n".to_owned();
        assert_eq!(forwarded.get("/").status, 401);

        let csrf = browser.csrf("/first-owner");
        let form = |password: &'static str, again: &'static str| {
            [("name", "Olga"), ("password", password), ("again", again)]
        };
        for (password, again) in [("short", "short"), (PASSWORD, "another password")] {
            let mut form = form(password, again).to_vec();
            form.push(("csrf", &csrf));
            assert_eq!(browser.post("/first-owner", &form).status, 422);
        }
        let mut form = form(PASSWORD, PASSWORD).to_vec();
        form.push(("csrf", &csrf));
        assert_eq!(browser.post("/first-owner", &form).status, 303);

        assert_eq!(browser.get("/").status, 401);
        assert_eq!(browser.get("/?key=a-key").status, 401);
        assert_eq!(browser.post("/first-owner", &form).status, 401);
        assert_eq!(browser.sign_in("Olga", PASSWORD).status, 303);
        assert_eq!(browser.get("/").status, 200);
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_sees_how_far_one_is_and_no_names() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(anywhere(), None, with_users(app())).await;
    let phone = crate::world::phone(folder.path(), "phone.db");
    phone
        .join(&server.invite(None), "Ada's phone")
        .await
        .unwrap();
    tokio::task::block_in_place(|| {
        for (role, sees) in [(Role::FieldLead, true), (Role::Viewer, false)] {
            let mut browser = signed_in(&server, role);
            for path in ["/", "/live"] {
                let page = browser.get(path).body;
                assert!(page.contains("phone 1"), "{path}");
                assert_eq!(page.contains("Ada"), sees, "{role:?} {path}");
            }
        }
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_an_incident_in_hand_is_named_to_the_phone_that_reported_it() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    let folder = tempfile::tempdir().unwrap();
    let phone = phone(folder.path(), "phone.db");
    phone.join(&server.invite(None), "A").await.unwrap();
    phone.sync().await.unwrap();
    let incident = Incident {
        kind: IncidentKind::Animal,
        urgency: Urgency::Now,
        text: "a dog <b>without</b> a leash".into(),
        at_ms: 0,
        position: None,
    };
    let op = phone.report(Place::Door(DoorId(1)), incident).unwrap();
    phone.sync().await.unwrap();
    tokio::task::block_in_place(|| {
        let mut lead = signed_in(&server, Role::FieldLead);
        assert!(lead.get("/live").body.contains("1 of them urgent"));
        let page = lead.get("/incidents").body;
        assert!(page.contains("1 Main Street") && page.contains("At once"));
        assert!(page.contains("a dog &#60;b&#62;without"), "text is data");
        let csrf = lead.csrf("/");
        let form = [("csrf", csrf.as_str()), ("incident", &op.to_string())];
        assert_eq!(lead.post("/incidents/take", &form).status, 303);
        assert!(!lead.get("/live").body.contains("urgent"));
        assert!(!lead.get("/incidents").body.contains("I have it"));
        let forged = [("csrf", "x"), ("incident", &op.to_string())];
        assert_eq!(lead.post("/incidents/take", &forged).status, 403);
    });
    assert_eq!(phone.incidents().unwrap()[0].state, IncidentState::Arrived);
    phone.sync().await.unwrap();
    let state = phone.incidents().unwrap().remove(0).state;
    assert!(matches!(state, IncidentState::Taken { by, .. } if !by.is_empty()));
    assert!(log(&server).contains(&"incident_taken".to_owned()));
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_canvasser_would_put_right_waits_for_an_organizer() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    let folder = tempfile::tempdir().unwrap();
    let phone = phone(folder.path(), "phone.db");
    phone.join(&server.invite(None), "A").await.unwrap();
    phone.sync().await.unwrap();
    let ada = Target::Person(PersonKey::Imported(PersonId(1)));
    let ops = ["Ada <i>Lindh</i>", "A. Lindt"].map(|name| {
        let name = Change::Name(name.into());
        phone.edit(ada, name, 0).unwrap()
    });
    phone.sync().await.unwrap();
    tokio::task::block_in_place(|| {
        let mut organizer = signed_in(&server, Role::Organizer);
        let page = organizer.get("/proposals").body;
        assert!(page.contains("Ada Lind<") && page.contains("1 Main Street"));
        assert!(page.contains("Ada &#60;i&#62;Lindh"), "text is data");
        let csrf = organizer.csrf("/");
        for (op, answer) in [(ops[0], "accept"), (ops[1], "refuse")] {
            let op = op.to_string();
            let form = |csrf| {
                [
                    ("csrf", csrf),
                    ("proposal", op.as_str()),
                    ("answer", answer),
                ]
            };
            assert_eq!(organizer.post("/proposals/answer", &form("x")).status, 403);
            assert_eq!(
                organizer.post("/proposals/answer", &form(&csrf)).status,
                303
            );
            // Pressed twice, the first answer stands.
            assert_eq!(
                organizer.post("/proposals/answer", &form(&csrf)).status,
                303
            );
        }
        assert!(!organizer.get("/proposals").body.contains("Lindt"));
    });
    phone.sync().await.unwrap();
    let view = phone.door(DoorId(1), Channel::Door, 0).unwrap();
    assert_eq!(view.people[0].person.name, "Ada <i>Lindh</i>");
    let fates: Vec<Fate> = phone
        .facts(&ada)
        .unwrap()
        .history
        .iter()
        .map(|it| it.fate)
        .collect();
    assert_eq!(fates, [Fate::Accepted, Fate::Refused]);
    for deed in ["proposals_seen", "edit_accepted", "edit_refused"] {
        assert!(log(&server).contains(&deed.to_owned()), "{deed}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_of_the_campaign_on_the_page_reaches_phones() {
    let server = Server::start(anywhere(), None, with_users(app())).await;
    let folder = tempfile::tempdir().unwrap();
    let phone = phone(folder.path(), "phone.db");
    phone.join(&server.invite(None), "A").await.unwrap();
    let script = server.db.script().unwrap().unwrap();
    tokio::task::block_in_place(|| {
        let mut organizer = signed_in(&server, Role::Organizer);
        let csrf = organizer.csrf("/");
        let mut fields = vec![
            ("csrf", csrf.as_str()),
            ("name", "Bridge <b>now</b>"),
            ("time_zone", "Europe/Helsinki"),
            ("quiet", "20:30-10:00"),
            ("cool_down_h", "48"),
            ("lease_h", "72"),
            ("emergency", "112"),
            ("help_line", ""),
            ("held_by", "The bridge campaign"),
            ("purpose", ""),
            ("source", ""),
            ("contact", ""),
        ];
        let answered = organizer.post("/campaign", &fields);
        assert_eq!(answered.status, 303);
        let page = organizer.get("/campaign?saved").body;
        assert!(page.contains("Saved.") && !organizer.get("/campaign").body.contains("Saved."));
        assert!(page.contains("20:30-10:00") && page.contains("The bridge campaign"));
        assert!(page.contains("Bridge &#60;b&#62;now"), "text is data");
        // What can't be taken is shown again, as it was typed, and nothing has changed.
        fields[1].1 = "Other";
        for (field, wrong) in [(2, "Helsinki"), (3, "late"), (4, "two days"), (5, "0")] {
            let mut fields = fields.clone();
            fields[field].1 = wrong;
            let answered = organizer.post("/campaign", &fields);
            assert_eq!(answered.status, 422, "{wrong}");
            assert!(
                answered.body.contains(&format!("value=\"{wrong}\"")),
                "{wrong}"
            );
        }
        fields[0].1 = "x";
        assert_eq!(organizer.post("/campaign", &fields).status, 403);
        assert_eq!(
            server.db.campaign().unwrap().unwrap().name,
            "Bridge <b>now</b>"
        );

        let talk = |questions: &'static str| {
            let opening = "Good evening!";
            [
                ("title", "Second talk"),
                ("opening", opening),
                ("questions", questions),
            ]
        };
        let mut post = |questions| {
            let fields = [&[("csrf", csrf.as_str())][..], &talk(questions)].concat();
            organizer.post("/campaign/script", &fields)
        };
        assert_eq!(
            post(r#"[{"key":"a","text":"A?","form":"text"}]"#).status,
            303
        );
        for wrong in ["[", r#"[{"key":"","text":"A?","form":"text"}]"#] {
            let answered = post(wrong);
            assert_eq!(answered.status, 422, "{wrong}");
            assert!(answered.body.contains("role=\"alert\""));
        }
    });
    phone.sync().await.unwrap();
    let now = server.db.campaign().unwrap().unwrap();
    assert_eq!((now.cool_down_h, now.lease_h), (48, Some(72)));
    assert_eq!(
        (now.emergency.as_deref(), now.help_line),
        (Some("112"), None)
    );
    assert_eq!(now.notice.unwrap().held_by, "The bridge campaign");
    let held = phone.script(script.id).unwrap();
    assert_eq!(
        (held.version, held.title.as_str()),
        (script.version + 1, "Second talk")
    );
    assert!(log(&server).contains(&"campaign_changed".to_owned()));
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_lead_takes_a_turf_back_and_gives_it_again_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(anywhere(), None, with_users(app())).await;
    let phone = phone(folder.path(), "phone.db");
    phone.join(&server.invite(None), "Pia").await.unwrap();
    phone.sync().await.unwrap();
    let lead = signed_in(&server, Role::FieldLead);
    for (what, lists, button) in [("withdraw", 0, "Give Pia"), ("give", 1, "Take back: 1 ")] {
        tokio::task::block_in_place(|| {
            let mut lead = lead.clone();
            let csrf = lead.csrf("/");
            let form = [("csrf", csrf.as_str()), ("phone", "1"), ("turf", "1")];
            let asked = [&form[..], &[("what", "neither")]].concat();
            assert_eq!(lead.post("/phones/turf", &asked).status, 403);
            let asked = [&form[..], &[("what", what)]].concat();
            assert_eq!(lead.post("/phones/turf", &asked).status, 303);
            let page = lead.get("/phones").body;
            assert!(page.contains(&format!("aria-label=\"{button}")), "{page}");
        });
        phone.sync().await.unwrap();
        assert_eq!(phone.walk_lists().unwrap().len(), lists);
    }
    let log = log(&server);
    for deed in ["withdrawn", "assigned"] {
        assert!(log.iter().any(|did| did == deed), "{log:?}");
    }
    server.end().await;
}

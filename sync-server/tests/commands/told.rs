//! What an organizer is told in plain words: which doors need a look and why, what is held of
//! somebody, how a turf is called that was drawn.

use serde_json::json;
use turfwalk_core::model::{
    Attempt, Basis, Channel, DoorId, Note, Outcome, Scope, Subject, Suppression, Target, Why,
};

use crate::data::{Data, NOON_MS, VOTERS, now};

#[test]
fn doors_that_need_a_look_are_listed_with_why() {
    let data = Data::new();
    // Nobody knows yet what is on a street and what is not.
    let known = data.file(
        "known.csv",
        format!("{VOTERS}1,Ada,Lind,4,South Street,,Town,00100\n"),
    );
    let said = data.ok(&["import", "voters", &known]);
    assert!(!said.contains("--places"), "{said}");
    let out = data.file("look.csv", "");
    let said = data.fails(&["export", "--places", &out]);
    assert!(said.contains("import streets"), "{said}");

    data.ok(&["import", "streets", &data.streets()]);
    let said = data.ok(&["import", "voters", &known]);
    assert!(!said.contains("--places"), "none needs a look: {said}");

    let people = "2,Bo,Berg,7,=Nowhere Lane,,Town,00100\n\
                  3,Cy,Holm,1,Cross Lane,B,Town,00100\n";
    let doubtful = data.file("doubtful.csv", format!("{VOTERS}{people}"));
    let said = data.ok(&["import", "voters", &doubtful]);
    assert!(said.contains("turfwalk export --places"), "{said}");
    data.ok(&["export", "--places", &out]);
    let mut csv = csv::Reader::from_path(&out).unwrap();
    let columns = csv.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        let column = columns.iter().position(|it| it == name).unwrap();
        rows[row][column].to_owned()
    };
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(
        (cell(1, "street"), cell(1, "unit")),
        ("Cross Lane".into(), "B".into())
    );
    assert!(cell(1, "why").contains("no numbers on the map"), "{rows:?}");
    assert!(cell(1, "lat_given").is_empty() && cell(1, "lat_drawn").starts_with("60.0"));
    assert_eq!(
        (cell(0, "number"), cell(0, "street")),
        ("7".into(), "'=Nowhere Lane".into())
    );
    assert!(cell(0, "why").starts_with("on no street"), "{rows:?}");
    assert!(cell(0, "lat_drawn").is_empty());
    let audit = data.ok(&["audit"]);
    assert!(audit.contains("places/2"), "{audit}");
    assert_eq!(
        data.run(&["export"]).code,
        Some(2),
        "nothing to write was named"
    );
}

#[test]
fn what_is_held_of_somebody_is_told_in_words() {
    let data = Data::new();
    let row = "1,Ada,Lind,4,South Street,,Town,00100\n";
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&[
        "import",
        "voters",
        &data.file("voters.csv", format!("{VOTERS}{row}")),
    ]);
    data.ok(&["cut", "--turfs", "1"]);
    data.ok(&["order"]);
    let server = data.serve();
    let device = data.phone(&server);
    now(device.sync()).unwrap();
    let found = data.ok(&["person", "find", "Lind"]);
    let key = found.split('\t').next().unwrap();
    let ada = Target::Person(key.parse().unwrap());
    let note = |text: &str| Note {
        text: text.into(),
        basis: Basis::Inferred,
    };
    for (outcome, note) in [
        (
            Outcome::CallBack {
                when: "after six".into(),
            },
            None,
        ),
        (
            Outcome::DoNotContact {
                scope: Scope::Person,
            },
            Some(note("dog in the yard")),
        ),
    ] {
        let attempt = Attempt {
            target: ada,
            channel: Channel::Door,
            outcome,
            at_ms: NOON_MS,
            list: None,
            note,
            supersedes: None,
        };
        device.record(attempt).unwrap();
    }
    let wish = Suppression {
        subject: Subject::Person(key.parse().unwrap()),
        channels: vec![Channel::Phone],
        why: Why::Asked,
    };
    device.suppress(ada, wish).unwrap();
    now(device.sync()).unwrap();
    let said = data.ok(&["person", "show", key]);
    for sentence in [
        "at the door: come back later (after six)",
        "at the door: do not contact again (this person), note, inferred by the canvasser: dog in the yard",
        "this person: not to be contacted by telephone; asked for it",
    ] {
        assert!(said.contains(sentence), "{sentence} is not in:\n{said}");
    }
    assert!(!said.contains(['{', '[']), "{said}");
}

#[test]
fn a_turf_that_was_drawn_has_the_name_it_was_drawn_with() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&["cut", "--turfs", "1"]);
    let at = data.db().doors().unwrap();
    let at = at
        .iter()
        .find(|door| door.id == DoorId(1))
        .unwrap()
        .at
        .unwrap();
    let (west, east) = (at.lon() - 1e-5, at.lon() + 1e-5);
    let (south, north) = (at.lat() - 1e-5, at.lat() + 1e-5);
    let ring = json!([
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south]
    ]);
    let drawn = json!({
        "type": "Feature",
        "properties": { "name": "Harbour" },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    });
    let file = data.file("drawn.geojson", drawn.to_string());
    data.ok(&["cut", "--polygon", &file]);
    let turfs = data.db().turfs().unwrap();
    assert!(
        turfs.iter().any(|(turf, _)| turf.name == "Harbour"),
        "{turfs:?}"
    );

    let said = data.fails(&["cut", "--turfs", "100000"]);
    assert!(
        said.contains("100000 turfs can't be made of 10 buildings"),
        "{said}"
    );
}

//! What is printed and exported: JSON of one line, text that stays text, streams that end early.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};
use turfwalk_core::model::{Attempt, Basis, Channel, DoorId, Job, Note, Outcome};

use crate::data::{DOORS, Data, NOON_MS, VOTERS, now, sentence};

#[track_caller]
fn one_line(out: &str) -> Value {
    assert!(out.ends_with('\n') && out.lines().count() == 1, "{out}");
    serde_json::from_str(out).unwrap()
}

fn ids(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_sheet_is_ordered_and_cut_as_one_line_of_json() {
    let data = Data::new();
    let streets = data.streets();
    let doors = data.file(
        "doors.csv",
        format!(
            "{DOORS}a,1,South Street,,60.0,24.0005\nb,10,South Street,,,\n007,4,South St,Apt 2,0,0\n\
             lost,5,,,0,0\nfar,1,Elsewhere Road,,,\n=d,2,Cross Lane,,60.001,24.003\n"
        ),
    );
    let out = data.ok(&["order", "--doors", &doors, "--streets", &streets, "--json"]);
    let walk = one_line(&out);
    let mut stops = ids(&walk["stops"]);
    stops.sort();
    assert_eq!(stops, ["007", "=d", "a", "b"]);
    assert_eq!(ids(&walk["unplaced"]), ["lost", "far"]);
    assert!(ids(&walk["flagged"]).contains(&"007".to_owned()), "{walk}");
    for number in ["seconds", "metres", "crossings"] {
        assert!(walk[number].is_u64(), "{number}: {walk}");
    }
    assert!(walk["seconds"].as_u64() > Some(60));
    let again = data.ok(&["order", "--doors", &doors, "--streets", &streets, "--json"]);
    assert_eq!(again, out);
    let round = [
        "order",
        "--doors",
        &doors,
        "--streets",
        &streets,
        "--json",
        "--start",
        "60.0,24.0",
        "--end",
        "same",
    ];
    assert!(one_line(&data.ok(&round))["metres"].as_u64() > walk["metres"].as_u64());

    let cut = one_line(&data.ok(&[
        "cut",
        "--doors",
        &doors,
        "--streets",
        &streets,
        "--turfs",
        "2",
        "--json",
    ]));
    let turfs = cut["turfs"].as_array().unwrap();
    let mut held: Vec<String> = turfs.iter().flat_map(|turf| ids(&turf["doors"])).collect();
    held.sort();
    assert_eq!((turfs.len(), held), (2, stops));
    assert!(
        turfs
            .iter()
            .all(|turf| turf["minutes"].as_f64() >= Some(2.0)),
        "{cut}"
    );
    assert_eq!(cut["unplaced"], json!(["lost", "far"]));
}

#[test]
fn the_campaign_is_cut_and_ordered_as_one_line_of_json() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    let cut = one_line(&data.ok(&["cut", "--turfs", "2", "--json"]));
    let doors = cut["turfs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["doors"].as_u64().unwrap());
    assert_eq!(doors.sum::<u64>(), 10);
    let order = one_line(&data.ok(&["order", "--json"]));
    assert_eq!((&order["turfs"], &order["doors"]), (&json!(2), &json!(10)));
}

#[test]
fn a_turfs_list_is_for_the_job_it_was_given_until_it_gets_another() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&["cut", "--turfs", "1"]);
    let job = || data.db().walk_lists().unwrap()[0].job;
    let doors = |args: &[&str]| one_line(&data.ok(args))["left_out"].as_u64().unwrap_or(0);
    let left = doors(&["order", "--minutes", "12", "--json"]);
    assert_eq!(job(), Job::Canvass);
    // A letterbox takes less time than a talk.
    let flyers = [
        "order",
        "--turf",
        "1",
        "--job",
        "flyer",
        "--minutes",
        "12",
        "--json",
    ];
    assert!(doors(&flyers) < left, "{left}");
    assert_eq!(job(), Job::Flyer);
    data.ok(&["order"]);
    assert_eq!(job(), Job::Flyer);
    data.ok(&["order", "--job", "get-out-the-vote"]);
    assert_eq!(job(), Job::GetOutTheVote);
    let said = data.run(&["order", "--job", "posters"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("canvass, flyer, get-out-the-vote"));
}

#[test]
fn a_cut_goes_on_from_the_one_in_force_or_grows_around_places() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    assert!(
        data.fails(&["cut", "--keep"])
            .contains("no cut in force to keep")
    );
    let doors = || -> Vec<_> { data.db().doors().unwrap().iter().map(|d| d.turf).collect() };
    data.ok(&["cut", "--turfs", "2"]);
    let before = doors();
    assert!(data.ok(&["cut", "--keep"]).contains("  as it was"));
    assert_eq!(
        doors(),
        before,
        "nothing has changed that a turf would have to make up for"
    );
    // One more: a turf goes on with what it keeps, and nobody else's number is taken.
    let more = one_line(&data.ok(&["cut", "--keep", "--turfs", "3", "--json"]));
    let goes_on = |turf: &Value| turf["goes_on"].as_bool().unwrap_or(false);
    let turfs = more["turfs"].as_array().unwrap();
    assert_eq!(turfs.iter().filter(|turf| goes_on(turf)).count(), 2);
    let mut held: Vec<_> = doors().into_iter().flatten().collect();
    assert_eq!(held.len(), 10);
    held.sort_unstable();
    held.dedup();
    assert_eq!(held.len(), 3);
    let file = data.file("earlier.json", "{}");
    assert!(
        data.fails(&["cut", "--keep", &file])
            .contains("--keep without a file")
    );
    let at = data.db().doors().unwrap()[0].at.unwrap();
    let place = format!(
        "{},{}",
        f64::from(at.lat_e7) / 1e7,
        f64::from(at.lon_e7) / 1e7
    );
    let around = one_line(&data.ok(&["cut", "--start", &place, "--json"]));
    assert_eq!(around["turfs"].as_array().unwrap().len(), 1);
    assert_eq!(around["turfs"][0]["doors"], json!(10));
    assert!(
        data.fails(&["cut", "--start", "north"])
            .contains("--start is no place")
    );
}

#[test]
fn only_doors_of_people_on_a_list_are_cut_where_that_is_wished() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    let said = data.fails(&["cut", "--listed"]);
    assert!(said.contains("import voters"), "{said}");
    let people = "1,Ada,Lind,4,South Street,,Town,00100\n2,Bo,Berg,9,South Street,,Town,00100\n";
    let list = data.file("members.csv", format!("{VOTERS}{people}"));
    data.ok(&["import", "voters", &list]);
    data.ok(&["cut", "--turfs", "2"]);
    let in_turf = || {
        let doors = data.db().doors().unwrap().into_iter();
        let mut all: Vec<_> = doors.filter(|door| door.turf.is_some()).collect();
        all.sort_by(|a, b| a.number.cmp(&b.number));
        all.into_iter().map(|door| door.number).collect::<Vec<_>>()
    };
    assert_eq!(in_turf().len(), 10);
    let said = data.ok(&["cut", "--listed", "--turfs", "1"]);
    assert!(said.contains("In no turf besides: 8"), "{said}");
    assert_eq!(in_turf(), ["4", "9"]);
    // Whoever joins is in the next cut, and what is given out goes on as it is.
    let more = "3,Cy,Holm,1,South Street,,Town,00100\n";
    let list = data.file("members.csv", format!("{VOTERS}{people}{more}"));
    data.ok(&["import", "voters", &list]);
    data.ok(&["cut", "--listed", "--keep"]);
    assert_eq!(in_turf(), ["1", "4", "9"]);
    data.ok(&["cut", "--turfs", "1"]);
    assert_eq!(in_turf().len(), 10);
}

#[test]
fn a_walk_of_some_doors_is_compared_with_other_orders_of_the_same_doors() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&["cut", "--turfs", "1"]);
    let all = one_line(&data.ok(&["order", "--json"]));
    let some = one_line(&data.ok(&["order", "--minutes", "9", "--json"]));
    assert!(some["left_out"].as_u64().unwrap() > 0, "{some}");
    for other in ["a_to_z_m", "nearest_m"] {
        let metres = |report: &Value| report[other].as_u64().unwrap();
        assert!(metres(&some) < metres(&all), "{other}: {some} {all}");
        assert!(metres(&some) >= some["metres"].as_u64().unwrap());
    }
}

/// A campaign of one turf with a person in it whose name looks like a formula.
fn campaign(data: &Data) {
    let voters = format!("{VOTERS}1,=1+1,[#Sample],1,South Street,,Town,00100\n");
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&["import", "voters", &data.file("voters.csv", voters)]);
    data.ok(&["cut", "--turfs", "1"]);
    data.ok(&["order"]);
}

#[test]
fn text_that_looks_like_a_formula_stays_text_in_the_export() {
    let data = Data::new();
    campaign(&data);
    let server = data.serve();
    let device = data.phone(&server);
    now(device.sync()).unwrap();
    let view = device.door(DoorId(1), Channel::Door, NOON_MS).unwrap();
    let met = Outcome::Canvassed {
        script: None,
        answers: Vec::new(),
    };
    for (target, outcome, text) in [
        (
            turfwalk_core::model::Target::Person(view.people[0].person.key),
            met,
            "=HYPERLINK(\"x\")",
        ),
        (
            turfwalk_core::model::Target::Door(DoorId(1)),
            Outcome::NotHome,
            "+1, or -1",
        ),
        (
            turfwalk_core::model::Target::Door(DoorId(1)),
            Outcome::Refused,
            "line one\n@two",
        ),
    ] {
        let note = Some(Note {
            text: text.into(),
            basis: Basis::Said,
        });
        let (channel, at_ms) = (Channel::Door, NOON_MS);
        let attempt = Attempt {
            target,
            channel,
            outcome,
            at_ms,
            list: None,
            note,
            supersedes: None,
        };
        device.record(attempt).unwrap();
    }
    now(device.sync()).unwrap();
    let out = data.file("visits.csv", "an older file");
    data.ok(&["export", "--out", &out]);
    let mut csv = csv::Reader::from_path(&out).unwrap();
    let columns = csv.headers().unwrap().clone();
    let column = |name: &str| columns.iter().position(|c| c == name).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    assert!(
        rows.iter()
            .flatten()
            .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
    );
    let mut notes: Vec<&str> = rows.iter().map(|row| &row[column("note")]).collect();
    notes.sort();
    assert_eq!(
        notes,
        ["'+1, or -1", "'=HYPERLINK(\"x\")", "line one\n@two"]
    );
    assert!(
        rows.iter()
            .any(|row| &row[column("person")] == "'=1+1 [#Sample]")
    );
    assert!(
        rows.iter()
            .all(|row| &row[column("street")] == "South Street")
    );
}

#[test]
fn an_export_goes_into_a_pipe_and_leaves_a_link_a_link() {
    let data = Data::new();
    campaign(&data);
    let (link, pipe) = (
        data.files.path().join("link.csv"),
        data.files.path().join("pipe"),
    );
    let real = data.file("real.csv", "older");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    std::os::unix::fs::symlink("/dev/stdout", &pipe).unwrap();
    data.ok(&["export", "--out", link.to_str().unwrap()]);
    assert!(
        link.is_symlink()
            && std::fs::read_to_string(&real)
                .unwrap()
                .starts_with("attempt,")
    );
    assert!(
        data.ok(&["export", "--out", pipe.to_str().unwrap()])
            .starts_with("attempt,")
    );
    assert!(pipe.is_symlink());
    assert!(
        data.fails(&["export", "--out", data.dir().to_str().unwrap()])
            .contains("is a folder; name")
    );
    let said = data.fails(&["export", "--out", "/nowhere/at/all.csv"]);
    assert!(
        said.contains("nothing was written, name another place"),
        "{said}"
    );
}

#[test]
fn output_that_nobody_takes_is_no_panic() {
    let data = Data::new();
    let streets = data.streets();
    let rows: String = (1..=3_000)
        .map(|n| format!("{n},{n},South Street,,60.0,24.0005\n"))
        .collect();
    let doors = data.file("doors.csv", DOORS.to_owned() + &rows);
    let args = ["order", "--doors", &doors, "--streets", &streets];
    // As in `turfwalk order … | head -1`: far more than a pipe holds.
    let mut child = data
        .command(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.contains("South Street"));
    let run: crate::data::Run = child.wait_with_output().unwrap().into();
    assert_eq!((run.code, &*run.err), (Some(0), ""));
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        let run: crate::data::Run = data
            .command(&args)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap()
            .into();
        assert_eq!(run.code, Some(1));
        assert!(
            sentence(&run.err).contains("send the output elsewhere"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_served_database_can_be_worked_on_meanwhile() {
    let data = Data::new();
    campaign(&data);
    let server = data.serve();
    let added = format!("{VOTERS}9,Di,New,9,South Street,,Town,00100\n");
    let said = data.ok(&["import", "voters", &data.file("more.csv", added)]);
    assert!(said.contains("1 new people"), "{said}");
    let device = data.phone(&server);
    let streets = data.db().doors().unwrap();
    let nine = streets.iter().find(|door| door.number == "9").unwrap().id;
    let view = device.door(nine, Channel::Door, NOON_MS).unwrap();
    assert_eq!(view.people[0].person.name, "Di New");
}

#[test]
fn hints_name_turfs_that_there_are_and_doors_that_nobody_will_be_sent_to() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    let lost = data.file(
        "voters.csv",
        format!("{VOTERS}1,Ada,Lind,7,Imaginary Way,,Town,00100\n"),
    );
    data.ok(&["import", "voters", &lost]);
    let said = data.ok(&["cut", "--turfs", "2"]);
    assert!(said.contains("(1): 7 Imaginary Way\n"), "{said}");
    data.ok(&["cut", "--turfs", "2"]);
    let said = data.ok(&["order"]);
    assert!(said.contains("turfwalk invite --turf 3,"), "{said}");
    // Paper and page call a turf as commands do.
    let turfs = data.db().turfs().unwrap();
    let names: Vec<&str> = turfs.iter().map(|(turf, _)| turf.name.as_str()).collect();
    assert_eq!(names, ["Turf 3", "Turf 4"]);
    let said = data.ok(&["invite", "--turf", "3"]);
    assert!(said.contains("Only this machine reaches"), "{said}");
    let said = data.ok(&[
        "invite",
        "--turf",
        "3",
        "--server",
        "https://192.0.2.7:8642",
    ]);
    assert!(!said.contains("Only this machine"), "{said}");
}

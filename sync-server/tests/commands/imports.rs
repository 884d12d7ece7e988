//! Imports again, in any order and after a cut: no doubles, and nobody lost.

use std::collections::BTreeMap;

use turfwalk_core::contact::Hold;
use turfwalk_core::model::{Channel, DoorId, TurfId, Why};

use crate::data::{Data, NOON_MS, VOTERS, north, now};

/// Flats behind number 4 of the map, somebody at its entrance number 6, and one house that the
/// map has not.
const PEOPLE: &str = "1,Ada,Lind,4,South Street,Apt 1,Town,00100\n\
    2,Bo,Berg,4,SOUTH ST,Apt 2,Town,00100\n\
    3,Cy,Holm,4,South St.,APT 2,Town,00100-1234\n\
    4,Di,Falk,6,South Street,,Town,00100\n\
    5,Ed,Roos,6,South Street,Apt 9,Town,00100\n\
    6,Fay,Ek,12 1/2,South Street,,Town,00100\n";

/// Doors after all of it: the map's ten, less number 4, which is an entrance.
const DOORS: [&str; 13] = [
    "1 South Street",
    "10 South Street",
    "12 1/2 South Street",
    "2 South Street",
    "3 South Street",
    "4 SOUTH ST Apt 2",
    "4 South Street Apt 1",
    "5 South Street",
    "6 South Street",
    "6 South Street Apt 9",
    "7 South Street",
    "8 South Street",
    "9 South Street",
];

fn voters(data: &Data) -> String {
    data.file("voters.csv", format!("{VOTERS}{PEOPLE}"))
}

/// Names by door, for everybody in a turf.
fn people(data: &Data) -> BTreeMap<String, String> {
    let db = data.db();
    let mut people = BTreeMap::new();
    for (turf, _) in db.turfs().unwrap() {
        let record = db.turf_record(turf.id).unwrap();
        for door in &record.doors {
            for person in &record.records[&door.id].people {
                let at = format!("{} {}", door.number, door.unit.clone().unwrap_or_default());
                assert_eq!(
                    people.insert(person.name.clone(), at.trim_end().to_owned()),
                    None
                );
            }
        }
    }
    people
}

#[test]
fn any_order_of_imports_comes_to_the_same_doors_and_people() {
    let orders = [
        &["streets", "voters"][..],
        &["voters", "streets"],
        &["voters", "voters", "streets", "streets", "voters"],
    ];
    for order in orders {
        let data = Data::new();
        let (streets, voters) = (data.streets(), voters(&data));
        for what in order {
            data.ok(&[
                "import",
                what,
                if *what == "streets" {
                    &streets
                } else {
                    &voters
                },
            ]);
        }
        assert_eq!(data.addresses(), DOORS, "{order:?}");
        let doors = data.db().doors().unwrap();
        assert!(
            doors
                .iter()
                .all(|door| door.spot.is_some() && door.at.is_some()),
            "{order:?}"
        );
        let said = data.ok(&["import", "voters", &voters]);
        assert!(
            said.contains(
                "0 new people, 0 changed, 6 unchanged, 0 new doors (of all doors 0 on no street"
            ),
            "{said}"
        );
        let said = data.ok(&["import", "streets", &streets]);
        assert!(
            said.contains("0 new doors; of all doors 0 on no street"),
            "{order:?}: {said}"
        );
        assert_eq!(
            data.db().doors().unwrap(),
            doors,
            "{order:?}: a repeat changes nothing"
        );
        data.ok(&["cut", "--turfs", "1"]);
        let people = people(&data);
        let found: Vec<(&str, &str)> = people.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(
            found,
            [
                ("Ada Lind", "4 Apt 1"),
                ("Bo Berg", "4 Apt 2"),
                ("Cy Holm", "4 Apt 2"),
                ("Di Falk", "6"),
                ("Ed Roos", "6 Apt 9"),
                ("Fay Ek", "12 1/2")
            ],
            "{order:?}"
        );
    }
}

#[test]
fn the_same_address_in_another_town_is_another_door() {
    let data = Data::new();
    let rows = "1,Ada,Lind,1,Mill Street,,Upper Town,\n2,Bo,Berg,1,Mill Street,,Lower Town,\n\
        3,Cy,Holm,1,Mill Street,,UPPER TOWN,\n4,Di,Falk,1,Mill Street,,,00200\n5,Ed,Roos,1,Mill Street,,Far Town,00300\n";
    let file = data.file("voters.csv", format!("{VOTERS}{rows}"));
    for _ in 0..2 {
        data.ok(&["import", "voters", &file]);
        let doors = data.db().doors().unwrap();
        assert_eq!(doors.len(), 4, "{doors:?}");
    }
}

#[test]
fn voters_without_a_map_are_taken_and_placed_when_it_comes() {
    let data = Data::new();
    let said = data.ok(&["import", "voters", &data.file("voters.csv", north(8))]);
    assert!(
        said.contains("8 new people") && said.contains("8 new doors (of all doors 8 on no street"),
        "{said}"
    );
    assert!(data.fails(&["cut"]).contains("turfwalk import streets"));
    let said = data.ok(&["import", "streets", &data.streets()]);
    assert!(said.contains("of all doors 0 on no street"), "{said}");
    data.ok(&["cut", "--turfs", "2"]);
    assert_eq!(people(&data).len(), 8);
}

#[test]
fn bad_rows_stand_in_the_rejects_file_with_their_lines() {
    let data = Data::new();
    let rows = "1,Ada,Lind,1,South Street,,Town,00100\n2,Bo,Berg,,,,,\n3,Cy\n\
        1,Di,Falk,2,South Street,,Town,00100\n5,Ed,Roos,3,South Street,,Town,00100\n";
    let said = data.ok(&[
        "import",
        "voters",
        &data.file("voters.csv", format!("{VOTERS}{rows}")),
    ]);
    assert!(
        said.contains("2 new people") && said.contains("3 rows were not taken"),
        "{said}"
    );
    let path = data.dir().join("rejects/voters.rejects.csv");
    let mut csv = csv::Reader::from_path(&path).unwrap();
    let found: Vec<(String, String)> = csv
        .records()
        .map(|r| r.unwrap())
        .map(|r| (r[0].to_owned(), r[1].to_owned()))
        .collect();
    let lines: Vec<&str> = found.iter().map(|(line, _)| &**line).collect();
    assert_eq!(lines, ["3", "4", "5"], "{found:?}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        !["Berg", "Cy", "Falk", "South"]
            .iter()
            .any(|word| text.contains(word)),
        "{text}"
    );
    data.ok(&["import", "voters", &data.file("voters.csv", north(1))]);
    assert!(!path.exists(), "a clean import leaves no stale rejects");
}

#[test]
fn a_map_of_columns_reads_any_list() {
    let data = Data::new();
    let file = data.file(
        "members.csv",
        "Nr;Name;Weg;Haus\n1;Lind;South Street;12A\n2;Berg;South Street;12B\n",
    );
    assert!(data.fails(&["import", "voters", &file]).contains("--map"));
    let map = "id=Nr,last=Name,street=Weg,number=Haus";
    assert!(
        data.ok(&["import", "voters", "--help"]).contains(map),
        "help and program agree"
    );
    let said = data.ok(&["import", "voters", &file, "--map", map]);
    assert!(
        said.contains("2 new people") && said.contains("2 new doors"),
        "{said}"
    );
    let run = data.run(&["import", "voters", &file, "--map", "colour=Name"]);
    assert!(
        run.code == Some(2) && run.err.contains("the fields are"),
        "{}",
        run.err
    );
}

#[test]
fn phones_in_the_field_are_told_what_a_later_import_changes() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&["import", "voters", &voters(&data)]);
    data.ok(&["cut", "--turfs", "1"]);
    data.ok(&["order"]);
    let server = data.serve();
    let device = data.phone(&server);
    now(device.sync()).unwrap();
    let door = |number: &str| {
        let doors = data.db().turf_record(TurfId(1)).unwrap().doors;
        doors
            .into_iter()
            .find(|d| d.number == number && d.unit.is_none())
            .unwrap()
            .id
    };
    let names = |id: DoorId| -> Vec<String> {
        let view = device.door(id, Channel::Door, NOON_MS).unwrap();
        view.people.into_iter().map(|p| p.person.name).collect()
    };
    assert_eq!(
        (names(door("6")), names(door("1"))),
        (vec!["Di Falk".to_owned()], vec![])
    );

    // Di married and moved to number 1; Gus came to 8; Hal lives in a house that is new.
    let rows = "4,Di,Falk-Lund,1,South Street,,Town,00100\n7,Gus,Dahl,8,South Street,,Town,00100\n\
        8,Hal,Moe,20,North Street,,Town,00100\n";
    let said = data.ok(&[
        "import",
        "voters",
        &data.file("later.csv", format!("{VOTERS}{rows}")),
    ]);
    assert!(
        said.contains("2 new people, 1 changed, 0 unchanged, 1 new doors"),
        "{said}"
    );
    assert!(
        said.contains("New doors are in no turf until the next `turfwalk cut`."),
        "{said}"
    );
    now(device.sync()).unwrap();
    assert!(names(door("6")).is_empty());
    assert_eq!(
        (names(door("1")), names(door("8"))),
        (vec!["Di Falk-Lund".to_owned()], vec!["Gus Dahl".to_owned()])
    );
    assert_eq!(
        device
            .door(door("1"), Channel::Door, NOON_MS)
            .unwrap()
            .door
            .postcode,
        "00100"
    );

    // A person who moves out of the turf is gone from the phone, which does not learn the new name.
    let rows = "7,Gus,Secret,20,North Street,,Town,00100\n";
    data.ok(&[
        "import",
        "voters",
        &data.file("moved.csv", format!("{VOTERS}{rows}")),
    ]);
    now(device.sync()).unwrap();
    assert!(names(door("8")).is_empty());
    let bytes = std::fs::read(data.files.path().join("phone.db")).unwrap();
    assert!(!bytes.windows(6).any(|w| w == b"Secret"));
}

#[test]
fn a_second_list_that_numbers_its_people_from_one_takes_nobodys_place() {
    let data = Data::new();
    let streets = data.streets();
    data.ok(&["import", "streets", &streets]);
    let row = |names: &[&str], house: usize| -> String {
        let rows = names.iter().enumerate();
        rows.map(|(i, name)| {
            format!(
                "{},{name},Lind,{},South Street,,Town,00100\n",
                i + 1,
                i + house
            )
        })
        .collect()
    };
    let members = row(&["Ada", "Bo", "Cy", "Di", "Ed", "Fay"], 1);
    let tenants = row(&["Gro", "Hal", "Ida", "Jo", "Kim", "Lea"], 4);
    let members = data.file("members.csv", format!("{VOTERS}{members}"));
    let tenants = data.file("tenants.csv", format!("{VOTERS}{tenants}"));
    data.ok(&["import", "voters", &members]);
    let said = data.fails(&["import", "voters", &tenants]);
    assert!(said.contains("--list"), "{said}");
    let said = data.ok(&["import", "voters", &tenants, "--list", "tenants"]);
    assert!(said.contains("6 new people, 0 changed"), "{said}");
    data.ok(&["cut", "--turfs", "1"]);
    assert_eq!(people(&data).len(), 12);
}

#[test]
fn an_import_says_what_it_did_not_read_and_who_is_left_alone() {
    let data = Data::new();
    let list = data.file(
        "list.csv",
        "id,name,address,Shoe size,Do not contact\n1,Ada Lind,1 South Street,38,yes\n\
         2,Bo Berg,2 South Street,40,\n",
    );
    let said = data.ok(&["import", "voters", &list]);
    assert!(said.contains("Columns not read: Shoe size\n"), "{said}");
    assert!(said.contains("Not to be contacted: 1."), "{said}");
    assert!(said.contains("2 new people"), "{said}");
}

#[test]
fn who_a_list_says_is_not_to_be_contacted_is_left_alone_whatever_later_lists_say() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    data.ok(&["import", "voters", &voters(&data)]);
    data.ok(&["cut", "--turfs", "1"]);
    data.ok(&["order"]);
    let server = data.serve();
    let device = data.phone(&server);
    now(device.sync()).unwrap();
    let doors = data.db().turf_record(TurfId(1)).unwrap().doors;
    let her = doors.iter().find(|d| d.number == "6").unwrap().id;
    let hold = || device.door(her, Channel::Door, NOON_MS).unwrap().people[0].hold;
    let stop_goes_there = || {
        let list = device
            .walk_list(device.walk_lists().unwrap()[0].id)
            .unwrap();
        list.stops.iter().any(|stop| stop.doors.contains(&her))
    };
    assert_eq!((hold(), stop_goes_there()), (None, true));

    let header = VOTERS.trim_end();
    let row = "4,Di,Falk,6,South Street,,Town,00100,asked in March\n";
    let wish = data.file("wish.csv", format!("{header},Do not contact\n{row}"));
    let said = data.ok(&["import", "voters", &wish]);
    assert!(said.contains("1 changed"), "{said}");
    for _ in 0..2 {
        now(device.sync()).unwrap();
        assert_eq!(hold(), Some(Hold::LeaveAlone(Why::Listed)));
        assert!(!stop_goes_there());
        // The next file has no such column.
        data.ok(&["import", "voters", &voters(&data)]);
    }
    let found = data.ok(&["person", "find", "Falk"]);
    let key = found.split('\t').next().unwrap();
    let said = data.ok(&["person", "show", key]);
    assert!(said.contains("not to be contacted"), "{said}");
}

#[test]
fn a_list_whose_ids_are_named_later_or_forgotten_is_of_the_same_people() {
    let data = Data::new();
    data.ok(&["import", "streets", &data.streets()]);
    let list = "Membership,name,number,street\n\
                m1,Ada Lind,4,South Street\n\
                m2,Jo Park,6,South Street\n\
                m3,Jo Park,6,South Street\n";
    let file = data.file("members.csv", list);
    let said = data.ok(&["import", "voters", &file]);
    // Without ids, one name at one door is one person.
    assert!(said.contains("2 new people"), "{said}");
    let numbers = || {
        let found = data.ok(&["person", "find", "a"]) + &data.ok(&["person", "find", "Jo"]);
        let mut all: Vec<String> = found.lines().map(str::to_owned).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let before = numbers();
    let with_ids = ["import", "voters", &file, "--map", "id=Membership"];
    let said = data.ok(&with_ids);
    assert!(
        said.contains("1 new people, 0 changed, 2 unchanged"),
        "{said}"
    );
    let after = numbers();
    assert!(
        before.iter().all(|person| after.contains(person)),
        "{before:?} {after:?}"
    );
    assert_eq!(after.len(), 3);
    for again in [&with_ids[..], &with_ids[..3]] {
        let said = data.ok(again);
        assert!(said.contains("0 new people, 0 changed"), "{said}");
        assert_eq!(numbers(), after);
    }
    // They are known by their ids now, also where they have moved.
    let found = data.ok(&["person", "find", "m1"]);
    assert!(found.ends_with("\tAda Lind\t4 South Street\n"), "{found}");
    let moved = list.replace("Ada Lind,4", "Ada Lind,8");
    let moved = data.file("moved.csv", moved);
    let said = data.ok(&["import", "voters", &moved, "--map", "id=Membership"]);
    assert!(said.contains("0 new people, 1 changed"), "{said}");
}

//! Files, options and places that are no good: one sentence each, and nothing half-written.

use std::io::Write;
use std::net::TcpListener;

use flate2::write::GzEncoder;

use crate::data::{DOORS, Data, VOTERS, north, sentence, town};

#[test]
fn a_map_that_cannot_be_used_leaves_the_one_in_force() {
    let data = Data::new();
    let whole = town();
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(whole.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cases = [
        (data.file("empty.osm.pbf", ""), "is empty; download"),
        (
            data.file("text.osm.pbf", "no map at all"),
            "is not an OpenStreetMap file; use",
        ),
        (
            data.file("half.osm", &whole[..whole.len() / 2]),
            "download it again",
        ),
        (
            data.file("half.osm.gz", &packed[..packed.len() / 2]),
            "download it again",
        ),
        (
            data.file(
                "half.osm.pbf",
                b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x7c\x10\x9f\x01\x1a",
            ),
            "download it again",
        ),
        (
            data.file(
                "bare.osm",
                "<osm version='0.6'><node id='1' lat='60' lon='24'/></osm>",
            ),
            "no streets",
        ),
        (
            data.files.path().to_str().unwrap().to_owned(),
            "is a folder; name",
        ),
        ("nowhere.osm".to_owned(), "does not exist; check"),
    ];
    let doors = data.file("doors.csv", format!("{DOORS}1,1,South Street,,,\n"));
    for (file, part) in &cases {
        let said = data.fails(&["import", "streets", file]);
        assert!(said.contains(part), "{file}: {said}");
        assert!(
            data.fails(&["order", "--doors", &doors, "--streets", file, "--json"])
                .contains(part)
        );
        assert!(
            data.fails(&["cut", "--turfs", "1", "--doors", &doors, "--streets", file])
                .contains(part)
        );
    }
    assert_eq!(
        (data.db().street_map().unwrap(), data.addresses().len()),
        (None, 0)
    );
    data.ok(&["import", "streets", &data.streets()]);
    let in_force = data.db().street_map().unwrap();
    for (file, _) in &cases {
        data.fails(&["import", "streets", file]);
    }
    assert_eq!(
        (data.db().street_map().unwrap(), data.addresses().len()),
        (in_force, 10)
    );
}

#[test]
fn a_voter_file_that_cannot_be_used_leaves_nothing_behind() {
    let data = Data::new();
    for (file, part) in [
        (data.file("empty.csv", ""), "empty; export it again"),
        (data.file("bare.csv", VOTERS), "no rows; export"),
        (
            data.file("other.csv", "colour,size\nred,3\n"),
            "name it with --map",
        ),
        (
            data.file(
                "rows.csv",
                "1,Ada,Sample,12,Mill Street\n2,Bo,Sample,14,Mill Street\n",
            ),
            "header line",
        ),
        (
            data.file("book.csv", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"),
            "not rows of text;",
        ),
        (
            data.files.path().to_str().unwrap().to_owned(),
            "is a folder; name",
        ),
        ("nowhere.csv".to_owned(), "check the path"),
    ] {
        let said = data.fails(&["import", "voters", &file]);
        assert!(said.contains(part), "{file}: {said}");
    }
    let file = data.file("voters.csv", north(3));
    assert!(
        data.fails(&["import", "voters", &file, "--encoding", "klingon"])
            .contains("try utf-8")
    );
    assert!(
        data.fails(&["import", "voters", &file, "--map", "id=Colour"])
            .contains("the file has: id,")
    );
    assert_eq!(data.addresses().len(), 0);
    let left = std::fs::read_dir(data.dir().join("rejects")).map_or(0, |entries| entries.count());
    assert_eq!(left, 0);
}

#[test]
fn a_sheet_of_doors_is_refused_with_its_line() {
    let data = Data::new();
    let streets = data.streets();
    for (text, part) in [
        (String::new(), "holds no doors: export it again"),
        (DOORS.to_owned(), "holds no doors: export it again"),
        (
            "id,number,street\n1,2,South Street\n".into(),
            "no column unit, lat, lon: its first line",
        ),
        (
            format!("{DOORS}7,1,South Street,,,\n7,2,South Street,,,\n"),
            "line 3: id 7 stands in line 2 already",
        ),
        (
            format!("{DOORS},1,South Street,,,\n"),
            "line 2: there is no id",
        ),
    ] {
        let doors = data.file("doors.csv", text);
        let said = data.fails(&["order", "--doors", &doors, "--streets", &streets, "--json"]);
        assert!(said.contains(part), "{said}");
        let said = data.fails(&[
            "cut",
            "--turfs",
            "1",
            "--doors",
            &doors,
            "--streets",
            &streets,
        ]);
        assert!(said.contains(part), "{said}");
    }
    let doors = data.file("doors.csv", format!("{DOORS}1,1,South Street,,,\n"));
    let run =
        |args: &[&str]| data.fails(&[args, &["--doors", &doors, "--streets", &streets]].concat());
    assert!(run(&["cut", "--turfs", "2"]).contains("ask for at most 1"));
    assert!(run(&["cut", "--turfs", "0"]).contains("ask for at least 1"));
    assert!(run(&["cut", "--turfs", "1", "--minutes-per-door", "-0.5"]).contains("give minutes"));
    assert!(run(&["cut"]).contains("--turfs N"));
    assert!(run(&["order", "--start", "there"]).contains("is no place: give"));
    assert!(run(&["order", "--start", "10,10"]).contains("give a place on the map"));
    assert!(!data.dir().exists(), "a sheet needs no database");
}

#[test]
fn each_step_names_the_one_before_it() {
    let data = Data::new();
    assert!(data.fails(&["order"]).contains("run `turfwalk cut` first"));
    assert!(
        data.fails(&["cut"])
            .contains("run `turfwalk import streets FILE`")
    );
    assert!(
        data.fails(&["invite", "--turf", "99"])
            .contains("there is no turf 99; `turfwalk cut`")
    );
    #[cfg(feature = "print")]
    assert!(
        data.fails(&["print"])
            .contains("run `turfwalk cut` and `turfwalk order` first")
    );
    data.ok(&["import", "streets", &data.streets()]);
    assert!(
        data.fails(&["cut", "--turfs", "99"])
            .contains("ask for at most")
    );
    data.ok(&["cut", "--turfs", "2"]);
    assert!(
        data.fails(&["invite", "--turf", "99"])
            .contains("there is no turf 99")
    );
    let said = data.fails(&["invite", "--turf", "1", "--server", "not an address"]);
    assert!(
        said.contains("--server is not an address; give one"),
        "{said}"
    );
    data.ok(&["invite", "--turf", "1"]);
    assert!(
        data.fails(&["cut", "--turfs", "1"])
            .contains("turfs given out, which go on as they are: 1")
    );
    assert!(
        data.ok(&["cut", "--turfs", "2"])
            .contains("given out, as it was")
    );
}

#[test]
fn unknown_options_are_told_apart_from_failures() {
    let data = Data::new();
    for args in [
        &["frobnicate"][..],
        &["cut", "--colour"],
        &["serve", "--listen", "here"],
        &["import"],
    ] {
        let run = data.run(args);
        assert_eq!((run.code, &*run.out), (Some(2), ""), "{args:?}");
        assert!(
            run.err.contains("Usage:") || run.err.contains("--help"),
            "{}",
            run.err
        );
    }
    assert!(!data.dir().exists());
}

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    let data = Data::new();
    data.ok(&["export", "--out", &data.file("a.csv", "")]);
    let path = data.dir().join("turfwalk.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (999, 'of_tomorrow', '2099-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    let streets = data.streets();
    for args in [
        &["import", "streets", &streets][..],
        &["import", "voters", &data.file("voters.csv", north(3))],
        &["cut"],
        &["order"],
        &["export", "--out", "never.csv"],
        &["invite", "--turf", "1"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        assert!(
            data.fails(args)
                .contains("newer version of turfwalk; upgrade"),
            "{args:?}"
        );
    }
    assert!(before == std::fs::read(&path).unwrap());
}

#[test]
fn a_folder_that_is_none_and_a_file_that_is_no_database_are_left_alone() {
    let data = Data::new();
    std::fs::create_dir(data.dir()).unwrap();
    std::fs::write(
        data.dir().join("turfwalk.db"),
        "my diary, and no database at all",
    )
    .unwrap();
    assert!(
        data.fails(&["order"])
            .contains("no Turfwalk database; restore it")
    );
    let diary = std::fs::read_to_string(data.dir().join("turfwalk.db")).unwrap();
    assert_eq!(diary, "my diary, and no database at all");

    let file = data.file("a-file", "mine");
    let on_file = Data::at(file.as_ref());
    assert!(
        on_file
            .fails(&["order"])
            .contains("name another with --dir")
    );
    let below = Data::at(&std::path::Path::new(&file).join("below"));
    assert!(below.fails(&["cut"]).contains("name another with --dir"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_port_in_use_is_named() {
    let data = Data::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let run = data.run(&["serve", "--listen", &address.to_string()]);
    assert_eq!((run.code, &*run.out), (Some(1), ""));
    let said = sentence(&run.err);
    assert!(
        said.contains(&format!("port {} is in use; stop", address.port())),
        "{said}"
    );
}

#[cfg(feature = "demo")]
#[test]
fn the_demo_leaves_a_folder_alone_that_holds_something_else() {
    let data = Data::new();
    std::fs::create_dir(data.dir()).unwrap();
    std::fs::write(data.dir().join("thesis.txt"), "three years of work").unwrap();
    assert!(
        data.fails(&["demo", "--once"])
            .contains("name another with --dir")
    );
    let names: Vec<_> = std::fs::read_dir(data.dir())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names, ["thesis.txt"]);
    let on_file = Data::at(data.file("a-file", "mine").as_ref());
    assert!(
        on_file
            .fails(&["demo", "--once"])
            .contains("name another with --dir")
    );
}

#[test]
fn a_restore_into_postgresql_says_whose_work_that_is() {
    let data = Data::new();
    let backup = data.file("backup.db", "");
    let db = "postgres://turfwalk@127.0.0.1:1/turfwalk";
    let said = data.fails(&["restore", &backup, "--db", db]);
    assert!(said.contains("put back by its own tools"), "{said}");
    assert!(!data.dir().exists(), "nothing was made");
    let said = data.fails(&["restore"]);
    assert!(said.contains("name the file"), "{said}");
}

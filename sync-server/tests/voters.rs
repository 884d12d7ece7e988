//! What a voter file of any kind becomes. All people and addresses are made up.

use std::io::Cursor;

use proptest::prelude::*;
use turfwalk_server::import::voters::{
    Entry, HeaderMap, Layout, Options, Reject, RejectKind, VoterFileError, VoterReader, VoterRow,
};

const NC_WEEKLY: &str = include_str!("voters/nc_weekly.txt");
const NC_SNAPSHOT: &str = include_str!("voters/nc_snapshot.txt");
const VAN: &str = include_str!("voters/van.txt");
const OPEN_ADDRESSES: &str = include_str!("voters/openaddresses.csv");

fn open(bytes: impl Into<Vec<u8>>, options: &Options) -> Result<VoterReader, VoterFileError> {
    VoterReader::from_reader(Cursor::new(bytes.into()), options)
}

fn read_with(bytes: impl Into<Vec<u8>>, options: &Options) -> (Vec<VoterRow>, Vec<Reject>) {
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    for entry in open(bytes, options).expect("a readable file") {
        match entry.expect("bytes in memory") {
            Entry::Row(row) => rows.push(row),
            Entry::Reject(reject) => rejects.push(reject),
        }
    }
    (rows, rejects)
}

fn read(bytes: impl Into<Vec<u8>>) -> (Vec<VoterRow>, Vec<Reject>) {
    read_with(bytes, &Options::default())
}

fn kinds(rejects: &[Reject]) -> Vec<(u64, &'static str)> {
    rejects
        .iter()
        .map(|reject| (reject.line, reject.kind.code()))
        .collect()
}

fn doors(rows: &[VoterRow]) -> Vec<(&str, &str, &str)> {
    rows.iter()
        .map(|row| (&*row.number, &*row.street, &*row.unit))
        .collect()
}

#[test]
fn the_weekly_north_carolina_file_gives_its_voters() {
    let (rows, rejects) = read(NC_WEEKLY);
    assert_eq!(
        doors(&rows),
        [
            ("12", "OAK GROVE RD", ""),
            ("12 1/2", "MILL ST", "APT 3B"),
            ("101", "OLD NC 86 HWY", "#4"),
        ]
    );
    let first = &rows[0];
    assert_eq!(
        (&*first.id, &*first.first, &*first.last),
        ("AA1001", "ADA", "SAMPLE")
    );
    assert_eq!(
        (&*first.city, &*first.state, &*first.zip),
        ("EXAMPLETON", "NC", "27000-1234")
    );
    assert_eq!(
        (&*first.party, first.age, &*first.suffix),
        ("UNA", Some(44), "JR")
    );
    assert_eq!(
        kinds(&rejects),
        [
            (5, "not_registered"),
            (6, "protected"),
            (7, "protected"),
            (8, "no_address"),
            (9, "post_box")
        ]
    );
}

#[test]
fn the_north_carolina_snapshot_joins_its_street_columns() {
    let (rows, rejects) = read(NC_SNAPSHOT);
    assert_eq!(
        doors(&rows),
        [
            ("12", "N OAK GROVE RD", ""),
            ("14 1/2", "MILL ST", "APT 3B"),
            ("16A", "MILL ST SW", "APT 7"),
            ("", "BACK LN", ""),
        ]
    );
    // Moved within the state: removed there, active here, one id.
    assert_eq!(kinds(&rejects), [(3, "not_registered"), (7, "no_street")]);
}

#[test]
fn a_van_list_keeps_zeros_halves_and_units() {
    let (rows, rejects) = read(VAN);
    assert_eq!(
        doors(&rows),
        [
            ("12", "N Elm St", ""),
            ("12 1/2", "Elm St", "Apt 3B"),
            ("84-12", "Queens Blvd", "#5"),
            ("9A", "Elm St NE", "Apt 3B"),
        ]
    );
    assert_eq!(rows[0].id, "1000001");
    assert_eq!(
        rows.iter().map(|row| &*row.zip).collect::<Vec<_>>(),
        ["02139", "02139", "11415", "02139"]
    );
    assert_eq!((&*rows[0].phone, rows[0].age), ("555-0100", Some(41)));
    assert_eq!((rows[1].lat, rows[1].lon), (Some(42.37), Some(-71.1)));
    assert_eq!((rows[2].lat, rows[2].lon), (None, None));
    assert_eq!(
        kinds(&rejects),
        [(6, "missing_id"), (7, "no_street"), (8, "bad_coordinates")]
    );
}

#[test]
fn openaddresses_gives_doors_without_people() {
    let (rows, rejects) = read(OPEN_ADDRESSES);
    assert!(rows.iter().all(VoterRow::is_door_only));
    assert_eq!(
        doors(&rows),
        [
            ("12a", "Musterstraße", ""),
            ("12", "Main St", "APT 2"),
            ("12", "Main St", "APT 3")
        ]
    );
    assert_eq!((rows[0].lat, rows[0].lon), (Some(52.5), Some(13.4)));
    // Doors of one parcel share an ID; the hash tells them apart.
    assert_eq!(rows[1].id, "00000000000000b2");
    assert_eq!(rows[2].id, "12|Main St|APT 3|Mustern|00123");
    assert_eq!(
        kinds(&rejects),
        [(5, "no_street"), (6, "repeated"), (7, "no_number")]
    );
}

#[test]
fn a_plain_list_may_hold_the_address_in_one_column_or_in_several() {
    let (rows, _) = read("id;Name ;address;plz\n7;Ada Sample;Flat 2, 12 High St;\n");
    assert_eq!(doors(&rows), [("12", "High St", "Flat 2")]);
    assert_eq!((&*rows[0].last, &*rows[0].first), ("Ada Sample", ""));
    let (rows, _) = read(
        "id,number,street,unit,lat,lon\n7,=\"012\",Main St,#APT 3B,\"60,1\",1\n8,4,B St,,60.1,24.9\n",
    );
    assert_eq!(doors(&rows), [("4", "B St", "")]);
    let (rows, _) = read("id,number,street\n1,,12 High St\n2,,5th Ave\n3,7,5th Ave\n");
    assert_eq!(
        doors(&rows),
        [
            ("12", "High St", ""),
            ("", "5th Ave", ""),
            ("7", "5th Ave", "")
        ]
    );
    let (rows, _) = read("id;street;lat;lon\n7;Hauptstraße 12a;60,17;24,94\n");
    assert_eq!(doors(&rows), [("12a", "Hauptstraße", "")]);
    assert_eq!(rows[0].lat, Some(60.17));
}

#[test]
fn street_columns_are_refused_by_what_stands_in_them() {
    for (number, street, why) in [
        ("12", "***", "protected"),
        ("", "Redacted", "protected"),
        ("12", "-", "no_street"),
        ("", "", "no_address"),
        ("12", "PO Box", "post_box"),
    ] {
        let (rows, rejects) = read(format!(
            "VANID,StreetNo,StreetName,StreetType\n1,{number},{street},\n"
        ));
        assert_eq!(
            (rows.len(), kinds(&rejects)),
            (0, vec![(2, why)]),
            "{number} {street}"
        );
    }
}

#[test]
fn a_header_map_explains_any_list() {
    let map: HeaderMap = "id=Nr,last=Wer,number=Haus,street=Weg".parse().unwrap();
    let options = Options {
        map,
        ..Options::default()
    };
    let text = "Nr|Wer|Haus|Weg|Ort\n1|Muster|12a|Am Hang|Dort\n";
    let reader = open(text, &options).unwrap();
    assert_eq!(
        (reader.format().layout, reader.format().delimiter),
        (Layout::Mapped, '|')
    );
    let (rows, _) = read_with(text, &options);
    assert_eq!(doors(&rows), [("12a", "Am Hang", "")]);
    // It rules over what the headers say.
    let map: HeaderMap = "address=Real Address".parse().unwrap();
    let options = Options {
        map,
        ..Options::default()
    };
    let (rows, _) = read_with(
        "id,number,street,Real Address\n1,9,Old Rd,12 New Rd\n",
        &options,
    );
    assert_eq!(doors(&rows), [("12", "New Rd", "")]);
}

#[test]
fn one_list_reads_the_same_in_every_encoding() {
    let text = "Voter File VANID\tLastName\tFirstName\tAddress\r\n1\tNúñez\tZoë\t12 Élan St\r\n2\tMüller\tAda\t3 Oak St\r\n";
    let wide = |text: &str, big: bool| -> Vec<u8> {
        let to = |u: u16| {
            if big {
                u.to_be_bytes()
            } else {
                u.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(to).collect()
    };
    let marked = format!("\u{feff}{text}");
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let (want, _) = read(text);
    assert_eq!(
        (want.len(), &*want[0].last, &*want[0].street),
        (2, "Núñez", "Élan St")
    );
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked.as_bytes().to_vec(), "UTF-8"),
        (wide(text, false), "UTF-16LE"),
        (wide(text, true), "UTF-16BE"),
        (wide(&marked, false), "UTF-16LE"),
        (wide(&marked, true), "UTF-16BE"),
        (latin, "windows-1252"),
    ] {
        let format = open(bytes.clone(), &Options::default()).unwrap().format();
        assert_eq!((format.encoding.name(), format.delimiter), (encoding, '\t'));
        assert_eq!(read(bytes), (want.clone(), Vec::new()), "{encoding}");
    }
    // A last line without an end is a line.
    let (rows, _) = read(wide(text.trim_end(), false));
    assert_eq!(rows, want);
    // Named by hand, it is what it is told to be.
    let options = Options {
        encoding: Some("latin2".into()),
        ..Options::default()
    };
    let (rows, _) = read_with(b"id,name,address\n1,\xa3ucja,1 B St\n".to_vec(), &options);
    assert_eq!(rows[0].last, "Łucja");
}

#[test]
fn a_letter_beyond_ascii_after_the_sample_still_settles_the_encoding() {
    let mut bytes = b"id,last,address\n".to_vec();
    for i in 0..40_000 {
        bytes.extend(format!("{i},Sample,{i} Oak St\n").bytes());
    }
    bytes.extend(b"x,N\xfa\xf1ez,1 Oak St\n");
    assert!(bytes.len() > 256 << 10);
    let mut reader = open(bytes, &Options::default()).unwrap();
    assert_eq!(reader.format().encoding.name(), "ASCII");
    let last = reader.by_ref().last().unwrap().unwrap();
    assert!(matches!(last, Entry::Row(row) if row.last == "Núñez"));
    assert_eq!(reader.format().encoding.name(), "windows-1252");
    assert!(reader.bytes_read() > 256 << 10);
}

#[test]
fn a_bad_row_costs_itself_alone() {
    let head = "id,last,address\n1,A,1 Oak St\n";
    let tail = "\n9,Z,9 Oak St\n";
    for (bad, why) in [
        ("2,B", "field_count"),
        ("2,B,1 Oak St,more", "field_count"),
        ("2,\"B,1 Oak St", "quote"),
        ("2,\"B\"x,1 Oak St,\"y\"z", "quote"),
        (",B,1 Oak St", "missing_id"),
        ("1,A,1 Oak St", "repeated"),
        ("1,A,2 Oak St", "duplicate_id"),
        ("2,B,", "no_address"),
        ("2,B,12", "no_street"),
        ("2,B,Confidential", "protected"),
        ("2,B,P.O. Box 4", "post_box"),
        ("2,B,1 Oak\u{0} St", "undecodable"),
    ] {
        // The NUL stands past the sample, where it no longer means another file type.
        let filler: String = if why == "undecodable" {
            (0..20_000)
                .map(|i| format!("f{i},F,{i} Oak St\n"))
                .collect()
        } else {
            String::new()
        };
        let line = 3 + filler.lines().count() as u64;
        let (rows, rejects) = read(format!("{head}{filler}{bad}{tail}"));
        assert_eq!(kinds(&rejects), [(line, why)], "{bad}");
        assert_eq!(rows.last().unwrap().id, "9", "{bad}");
        assert_eq!(rows.len() as u64, line - 1, "{bad}");
    }
}

#[test]
fn no_reason_repeats_what_the_row_holds() {
    let text = "id,last,address,lat,lon\n1,Secretname,1 Oak St,x,y\n2,\"Secretname,1\n\
                3,Secretname,PO Box 77,,\n4,Secretname,Confidential,,\n5,Secretname\n";
    let (rows, rejects) = read(text);
    assert_eq!((rows.len(), rejects.len()), (0, 5));
    for reject in rejects {
        let said = reject.kind.to_string();
        assert!(
            !said.contains("Secretname") && !said.contains("77"),
            "{said}"
        );
    }
}

#[test]
fn a_quoted_cell_may_hold_a_line_break_and_lines_are_counted_on() {
    let (rows, rejects) = read("id,last,address\n1,\"A\nB\",1 Oak St\n\n,,\n2,C\n");
    assert_eq!((rows[0].line, &*rows[0].last), (2, "A B"));
    assert_eq!(
        rejects,
        [Reject {
            line: 6,
            kind: RejectKind::FieldCount {
                found: 2,
                expected: 3
            }
        }]
    );
}

#[test]
fn what_stops_a_file_is_one_sentence_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    for (path, said) in [
        (folder.path().join("none.csv"), "check the path"),
        (folder.path().to_owned(), "is a folder; name the file in it"),
        (at("empty", b""), "is empty; export it again"),
        (at("blank", b"\n \n"), "is empty; export it again"),
        (at("mark", b"\xef\xbb\xbf"), "is empty; export it again"),
        (at("header", b"id,address\n\n"), "but no rows"),
        (at("book.xlsx", b"PK\x03\x04.."), "save it as CSV"),
        (at("elf", b"\x7fELF\x01\0\0\0\0"), "export it as CSV"),
        (at("hues", b"Hue,Shape\na,b\n"), "--map"),
        (
            at("row", b"1,Secretname,12 Oak St\n2,B,3 C St\n"),
            "header line",
        ),
    ] {
        let error = VoterReader::open(&path, &Options::default())
            .err()
            .expect(said)
            .to_string();
        assert!(error.contains(said), "{error}");
        assert!(
            !error.contains("Secretname") && !error.contains('\n'),
            "{error}"
        );
    }
    let options = Options {
        encoding: Some("klingon".into()),
        ..Options::default()
    };
    assert!(
        open("id,address\n1,2", &options)
            .err()
            .unwrap()
            .to_string()
            .contains("klingon")
    );
}

proptest! {
    #[test]
    fn any_utf16_ends_in_rows_rejects_or_an_error(
        units in prop::collection::vec(any::<u16>(), 0..200),
        odd in prop::option::of(any::<u8>()),
    ) {
        let start = "\u{feff}VANID\tAddress\n1\t12 Oak St\n".encode_utf16();
        let mut bytes: Vec<u8> = start.chain(units).flat_map(u16::to_le_bytes).collect();
        bytes.extend(odd);
        let (rows, _) = read(bytes);
        prop_assert_eq!(&rows[0].id, "1");
    }

    #[test]
    fn any_bytes_end_in_rows_rejects_or_an_error(
        mut bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in prop::sample::select(vec!["", "id,last,address\n", "\u{feff}id\taddress\n", "VANID\tAddress\r\n"]),
    ) {
        bytes.splice(0..0, start.bytes());
        if let Ok(reader) = open(bytes.clone(), &Options::default()) {
            let entries: Result<Vec<_>, _> = reader.collect();
            let again: Result<Vec<_>, _> = open(bytes, &Options::default()).unwrap().collect();
            prop_assert_eq!(entries.unwrap(), again.unwrap());
        }
    }

    #[test]
    fn every_line_below_the_header_is_a_row_or_a_reject(
        lines in prop::collection::vec("[a-c1-3,\" ]{0,14}|[0-9]{1,4},Ann,[0-9]{1,2} Oak St", 1..40),
    ) {
        let text = format!("id,last,address\nx,Y,1 Oak St\n{}\n", lines.join("\n"));
        let (rows, rejects) = read(text.clone());
        let mut at: Vec<u64> = rows.iter().map(|row| row.line).collect();
        at.extend(rejects.iter().map(|reject| reject.line));
        at.sort_unstable();
        prop_assert!(at.windows(2).all(|pair| pair[0] < pair[1]), "a line came out twice");
        prop_assert_eq!(&read(text), &(rows, rejects));
        if !lines.iter().any(|line| line.contains('"')) {
            let full = |line: &&String| !line.chars().all(|c| c == ',' || c == ' ');
            prop_assert_eq!(at.len(), 1 + lines.iter().filter(full).count());
        }
    }

    #[test]
    fn good_rows_survive_whatever_stands_between_them(
        junk in prop::collection::vec("[a-z0-9,\"\t ]{1,12}", 1..10),
    ) {
        let mut text = String::from("id,last,address\n");
        for (i, junk) in junk.iter().enumerate() {
            text += &format!("{junk}\n\"G{i}\",\"Sample\",\"{i} Oak St\"\n");
        }
        let (rows, _) = read(text);
        let good = rows.iter().filter(|row| row.id.starts_with('G')).count();
        prop_assert_eq!(good, junk.len());
    }
}

#[test]
fn who_is_not_to_be_contacted_is_said_in_any_language() {
    for (column, yes, no) in [
        ("Do not contact", "yes", "no"),
        ("DNC", "asked on 3 May", ""),
        ("Nicht kontaktieren", "X", "nein"),
        ("No contactar", "sí", "No"),
    ] {
        let list = format!(
            "id,name,address,{column}\n1,Ada Lind,1 Oak St,{yes}\n2,Bo Berg,2 Oak St,{no}\n"
        );
        let (rows, rejects) = read(list);
        assert!(rejects.is_empty(), "{column}");
        let wishes: Vec<bool> = rows.iter().map(|row| row.no_contact).collect();
        assert_eq!(wishes, [true, false], "{column}");
    }
    // A door without anybody has no one whose wish could be kept: it is not taken.
    let (_, rejects) = read("id,name,address,DNC\n1,,1 Oak St,yes\n2,,2 Oak St,\n".to_owned());
    assert_eq!(kinds(&rejects), [(2, "no_contact")]);
}

#[test]
fn lists_of_german_and_spanish_columns_need_no_map() {
    for header in [
        "Mitglieds-Nr.;Nachname;Vorname;Straße;Hausnummer;Wohnung;PLZ;Ort",
        "Nr;Apellidos;Nombre;Calle;Número;Piso;Código postal;Ciudad",
    ] {
        let (rows, rejects) = read(format!("{header}\n7;Lind;Ada;Oak;12;3;95488;Town\n"));
        assert!(rejects.is_empty(), "{header}");
        let row = &rows[0];
        let address = (
            &*row.number,
            &*row.street,
            &*row.unit,
            &*row.zip,
            &*row.city,
        );
        assert_eq!(address, ("12", "Oak", "3", "95488", "Town"), "{header}");
        assert_eq!((&*row.id, &*row.first, &*row.last), ("7", "Ada", "Lind"));
    }
}

#[test]
fn a_list_without_ids_tells_people_apart_by_name_and_address() {
    let list = "name,address,note\nAda Lind,1 Oak St,a\nBo Berg,1 Oak St,b\nAda Lind,2 Oak St,c\n";
    let reader = open(list, &Options::default()).unwrap();
    assert!(!reader.has_ids());
    assert_eq!(reader.unread_columns(), ["note"]);
    let (rows, rejects) = read(list);
    assert!(rejects.is_empty());
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert!(ids[0] != ids[1] && ids[0] != ids[2], "{ids:?}");
    assert!(ids.iter().all(|id| !id.contains("Ada")), "{ids:?}");
    let again: Vec<String> = read(list).0.into_iter().map(|row| row.id).collect();
    assert_eq!(again, ids);
    // Doors alone have nothing to be told apart by.
    assert!(open("address\n1 Oak St\n", &Options::default()).is_err());
}

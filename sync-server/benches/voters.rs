//! How long does a voter file take to read and to import, and how much memory?
//!
//! A file in North Carolina's weekly layout is made up with a fixed seed and written
//! out; one row in a hundred is bad. It is read to its end, then imported into a new
//! database as `turfwalk import voters` does, then imported again, which must find
//! everybody unchanged. The counts are checked, and each part of the million must stay
//! within 60 s and 1 GiB. Memory is the process's high-water mark so far, which only
//! Linux tells.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    time::Instant,
};

use turfwalk_server::commands::{DbAddress, Folder, import_voters};
use turfwalk_server::import::voters::{Entry, Options, RejectsFile, VoterReader};

const MOST_SECONDS: f64 = 60.0;
const MOST_MEMORY_KIB: u64 = 1 << 20;
const COLUMNS: usize = 67;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    for rows in [10_000u64, 100_000, 1_000_000] {
        let path = folder.path().join("voters.txt");
        write_file(&path, rows)?;
        let bad = rows / 100;
        timed("read", rows, || {
            assert_eq!(read(&path, folder.path())?, (rows - bad, bad));
            Ok(())
        })?;
        let data = Folder::open(
            Some(&folder.path().join(rows.to_string())),
            &DbAddress::default(),
        )?;
        timed("first", rows, || {
            let done = import_voters(&data, &path, &Options::default(), None)?;
            assert_eq!((done.count.new_people, done.rejected), (rows - bad, bad));
            Ok(())
        })?;
        timed("again", rows, || {
            let done = import_voters(&data, &path, &Options::default(), None)?;
            assert_eq!(
                (done.count.same_people, done.count.new_doors),
                (rows - bad, 0)
            );
            Ok(())
        })?;
    }
    Ok(())
}

/// Runs `work`, prints what it took, and holds it to the limits.
fn timed(
    what: &str,
    rows: u64,
    work: impl FnOnce() -> Result<(), Box<dyn std::error::Error + Send + Sync>>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let started = Instant::now();
    work()?;
    let seconds = started.elapsed().as_secs_f64();
    assert!(
        seconds < MOST_SECONDS,
        "{what}: {rows} rows took {seconds:.1} s"
    );
    let memory = peak_kib();
    if let Some(kib) = memory {
        assert!(kib < MOST_MEMORY_KIB, "{what}: {rows} rows took {kib} KiB");
    }
    println!(
        "import/voters/{what}/nc-{rows}: {seconds:.2} s, {:.0} rows/s, peak {} MiB",
        rows as f64 / seconds,
        memory.map_or_else(|| "?".to_owned(), |kib| (kib / 1024).to_string()),
    );
    Ok(())
}

/// Rows taken and rejected.
fn read(
    path: &Path,
    folder: &Path,
) -> Result<(u64, u64), Box<dyn std::error::Error + Send + Sync>> {
    let mut rejects = RejectsFile::new(folder.join("rejects.csv"));
    let mut taken = 0u64;
    for entry in VoterReader::open(path, &Options::default())? {
        match entry? {
            Entry::Row(_) => taken += 1,
            Entry::Reject(reject) => rejects.push(&reject)?,
        }
    }
    let rejected = rejects.count();
    rejects.finish()?;
    Ok((taken, rejected))
}

/// A tab-delimited, quoted Windows-1252 file with all of the layout's columns.
fn write_file(path: &Path, rows: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let named = [
        "county_id",
        "county_desc",
        "voter_reg_num",
        "ncid",
        "last_name",
        "first_name",
        "middle_name",
        "name_suffix_lbl",
        "status_cd",
        "res_street_address",
        "res_city_desc",
        "state_cd",
        "zip_code",
        "confidential_ind",
        "party_cd",
        "birth_year",
        "age_at_year_end",
    ];
    let mut header: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
    header.extend((named.len()..COLUMNS).map(|i| format!("district_{i}_desc")));
    write_row(&mut out, header.iter().map(|name| name.as_bytes()))?;
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut pick = |n: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    let last: [&[u8]; 4] = [b"SAMPLE", b"N\xda\xd1EZ", b"EXAMPLE", b"O'TEST"];
    let street = ["OAK GROVE RD", "MILL ST", "OLD NC 86 HWY", "N ELM ST"];
    let unit = ["", "", "", "   #APT 3B", "   #4", "   LOT 12"];
    for i in 0..rows {
        let bad = i % 100 == 99;
        let house = if pick(50) == 0 {
            "12 1/2".to_owned()
        } else {
            (1 + pick(9000)).to_string()
        };
        let address = match (bad, i / 100 % 3) {
            (true, 0) => "REMOVED".to_owned(),
            (true, 1) => "PO BOX 12".to_owned(),
            (true, _) => String::new(),
            _ => format!(
                "{house}  {}{}",
                street[pick(4) as usize],
                unit[pick(6) as usize]
            ),
        };
        let (county, number, ncid) = (
            (1 + pick(100)).to_string(),
            format!("{i:012}"),
            format!("AA{i}"),
        );
        let (born, age) = ((1930 + pick(78)).to_string(), (18 + pick(78)).to_string());
        let mut cells: Vec<&[u8]> = vec![
            county.as_bytes(),
            b"EXAMPLE",
            number.as_bytes(),
            ncid.as_bytes(),
            last[pick(4) as usize],
            b"ADA",
            b"B",
            b"",
            b"A",
            address.as_bytes(),
            b"EXAMPLETON",
            b"NC",
            b"270001234",
            b"N",
            b"UNA",
            born.as_bytes(),
            age.as_bytes(),
        ];
        cells.resize(COLUMNS, b"3RD");
        write_row(&mut out, cells.into_iter())?;
    }
    out.flush()
}

fn write_row<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a [u8]>) -> io::Result<()> {
    for (i, cell) in cells.enumerate() {
        out.write_all(if i == 0 { b"\"" } else { b"\"\t\"" })?;
        out.write_all(cell)?;
    }
    out.write_all(b"\"\r\n")
}

/// The process's high-water mark of resident memory.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

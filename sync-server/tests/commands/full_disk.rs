//! A disk that is full: told in one sentence, nothing changed, and all is well once there is room.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::data::{Data, north};

/// A file system in memory of so many KiB, or `None` where this user may not mount one.
struct Disk(tempfile::TempDir);

impl Disk {
    fn of(kib: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kib}k");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder)),
            _ => {
                // Straight to the stream, which the test harness does not hold back.
                let _ = writeln!(
                    std::io::stderr(),
                    "NOT RUN: the tests of a full disk, since this user may not mount a small one"
                );
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn grow(&self, kib: usize) {
        let size = format!("remount,size={kib}k");
        assert!(
            Command::new("mount")
                .args(["-o", &size])
                .arg(self.path())
                .status()
                .unwrap()
                .success()
        );
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[test]
fn an_import_that_finds_no_room_has_not_happened() {
    let Some(disk) = Disk::of(800) else { return };
    let data = Data::at(&disk.path().join("data"));
    data.ok(&["import", "voters", &data.file("few.csv", north(5))]);
    let doors = data.db().doors().unwrap();
    let many = data.file("many.csv", north(9_000) + "x\ny\n");
    for _ in 0..2 {
        let said = data.fails(&["import", "voters", &many]);
        assert!(said.contains("disk is full; free some space"), "{said}");
        assert_eq!(data.db().doors().unwrap(), doors);
        assert_eq!(
            std::fs::read_dir(data.dir().join("rejects"))
                .unwrap()
                .count(),
            0
        );
    }
    disk.grow(64_000);
    let said = data.ok(&["import", "voters", &many]);
    assert!(
        said.contains("8995 new people, 0 changed, 5 unchanged"),
        "{said}"
    );
    assert!(said.contains("2 rows were not taken"), "{said}");
}

#[test]
fn every_size_of_disk_is_survived() {
    for kib in [4, 16, 40, 64, 100, 150, 200, 260, 330, 400, 500] {
        let Some(disk) = Disk::of(kib) else { return };
        let data = Data::at(&disk.path().join("data"));
        let streets = data.streets();
        let voters = data.file("voters.csv", north(400) + "x\n");
        for args in [
            &["import", "streets", &streets][..],
            &["import", "voters", &voters],
            &["cut", "--turfs", "3"],
            &["order"],
        ] {
            let run = data.run(args);
            if run.code != Some(0) {
                assert_eq!(
                    (run.code, &*run.out),
                    (Some(1), ""),
                    "{kib} KiB {args:?}: {}",
                    run.err
                );
                let said = crate::data::sentence(&run.err);
                let known = ["space", "turfwalk cut", "turfwalk import", "No space left"];
                assert!(
                    known.iter().any(|part| said.contains(part)),
                    "{kib} KiB {args:?}: {said}"
                );
            }
        }
        disk.grow(64_000);
        data.ok(&["import", "streets", &streets]);
        data.ok(&["import", "voters", &voters]);
        assert_eq!(data.addresses().len(), 410, "{kib} KiB");
    }
}

#[test]
fn a_file_that_finds_no_room_leaves_the_one_before_it() {
    let Some(disk) = Disk::of(64) else { return };
    let data = Data::new();
    let streets = data.streets();
    data.ok(&["import", "streets", &streets]);
    let out = disk.path().join("visits.csv");
    data.ok(&["export", "--out", out.to_str().unwrap()]);
    let before = std::fs::read(&out).unwrap();
    std::fs::write(disk.path().join("ballast"), vec![0; 60 * 1024]).unwrap_or_default();
    let said = data.fails(&["export", "--out", out.to_str().unwrap()]);
    assert!(
        said.contains("nothing was written, name another place"),
        "{said}"
    );
    #[cfg(feature = "print")]
    {
        let doors = data.file(
            "doors.csv",
            format!("{}1,1,South Street,,,\n", crate::data::DOORS),
        );
        let pdf = disk.path().join("walk.pdf");
        let args = [
            "print",
            "--doors",
            &doors,
            "--streets",
            &streets,
            "--out",
            pdf.to_str().unwrap(),
        ];
        let said = data.fails(&args);
        assert!(said.contains("free some space"), "{said}");
        assert!(!pdf.exists());
    }
    assert_eq!(std::fs::read(&out).unwrap(), before);
    let names = std::fs::read_dir(disk.path()).unwrap().count();
    assert_eq!(names, 2, "a half-written file is left");
}

//! Sets a made-up turf of some sixty doors, to look at, and says how long it
//! took. `cargo run -p turfwalk-print --example sheet -- OUT.pdf [letter] [PER_FACE]`
//! with so many doors on each of six block faces, 10 if not said.

#[path = "../tests/town/mod.rs"]
mod town;

use std::time::Instant;

use turfwalk_print::{Paper, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let out = args.next().unwrap_or_else(|| "sheet.pdf".to_owned());
    let rest: Vec<String> = args.collect();
    let per_face = rest.iter().find_map(|arg| arg.parse().ok());
    let mut sheet = town::sheet(per_face.unwrap_or(10));
    if rest.iter().any(|arg| arg == "letter") {
        sheet.paper = Paper::Letter;
    }
    for run in ["first", "again"] {
        let begun = Instant::now();
        let print = render(&sheet)?;
        println!(
            "{run}: {} doors, {} pages, {} KiB in {} ms; characters no font can show: {:?}",
            sheet.totals.doors,
            print.pages,
            print.pdf.len() / 1024,
            begun.elapsed().as_millis(),
            print.missing,
        );
        std::fs::write(&out, print.pdf)?;
    }
    Ok(())
}

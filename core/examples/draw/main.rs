//! Draws a walk: `draw blocks`, `draw boulevard`, `draw town` (some hundred doors of a made-up
//! town) or `draw FILE` (a street pack). The SVG goes to standard output.

mod cases;
mod picture;
#[path = "../../benches/town/mod.rs"]
mod town;

use std::process::ExitCode;

use turfwalk_core::streets::{StreetPack, WalkingCosts, clip};

fn main() -> ExitCode {
    let Some(what) = std::env::args().nth(1) else {
        eprintln!("usage: draw blocks|boulevard|town|PACK > walk.svg");
        return ExitCode::FAILURE;
    };
    let costs = WalkingCosts::default();
    let drawn = |case: cases::Case| picture::draw(&case.graph, &costs, &case.stops);
    let svg = match what.as_str() {
        "blocks" => drawn(cases::blocks()),
        "boulevard" => drawn(cases::boulevard()),
        "town" => {
            let graph = town::town(3_000, 4);
            let (graph, stops) = clip(&graph, &town::turf(&graph, 120, 40), &[], 150.0);
            picture::draw(&graph, &costs, &stops)
        }
        file => {
            let bytes = match std::fs::read(file) {
                Ok(bytes) => bytes,
                Err(error) => {
                    eprintln!("{file}: {error}");
                    return ExitCode::FAILURE;
                }
            };
            match StreetPack::decode(&bytes) {
                Ok(pack) => picture::draw_pack(&pack),
                Err(error) => {
                    eprintln!("{file}: {error}");
                    return ExitCode::FAILURE;
                }
            }
        }
    };
    println!("{svg}");
    ExitCode::SUCCESS
}

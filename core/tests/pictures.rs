//! The drawings in core's documentation are those that its streets and walks give. Run with
//! `TURFWALK_BLESS=1` to draw them anew.

#[path = "../examples/draw/cases.rs"]
mod cases;
#[path = "../examples/draw/picture.rs"]
#[allow(dead_code, reason = "the example draws packs as well")]
mod picture;

use std::path::Path;

use turfwalk_core::route::{End, Goal, for_steps, order};
use turfwalk_core::streets::{PathStep, Pavement, SpotOnStreet, WalkingCosts};

fn assert_drawn(name: &str, case: &cases::Case) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("pictures/{name}.svg"));
    let drawn = picture::draw(&case.graph, &WalkingCosts::default(), &case.stops);
    if std::env::var_os("TURFWALK_BLESS").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == drawn, "{name}.svg is out of date: look at it anew");
}

#[test]
fn quiet_blocks_and_a_busy_road_are_drawn_as_they_are_walked() {
    assert_drawn("blocks", &cases::blocks());
}

#[test]
fn a_boulevard_is_walked_one_side_after_the_other() {
    let case = cases::boulevard();
    assert_drawn("boulevard", &case);
    let costs = WalkingCosts::default();
    let pavement = Pavement::new(&case.graph, &costs);
    let goal = Goal {
        start: Some(0),
        end: End::Free,
        seed: 1,
    };
    let walk = order(&pavement.times(&case.stops), &goal, &mut for_steps(20_000));
    let mut changes = 0;
    for pair in walk.stops.windows(2) {
        let (a, b) = (case.stops[pair[0]], case.stops[pair[1]]);
        let south = |s: SpotOnStreet| case.graph.point_of(s, 9.0).lat_e7 < 494_000_500;
        changes += u32::from(south(a) != south(b));
        for step in &pavement.path(a, b).unwrap().steps {
            match step {
                PathStep::Along { edge, side, .. } => {
                    assert!(!case.graph.is_median(*edge, *side));
                }
                PathStep::CrossMidBlock { edge, .. } => {
                    assert!(case.graph.crosses_mid_block(*edge));
                }
                PathStep::CrossAtCorner { .. } => {}
            }
        }
    }
    assert_eq!(changes, 1);
}

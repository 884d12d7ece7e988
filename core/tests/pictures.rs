//! The drawings in core's documentation are those that its streets and walks give. Run with
//! `TURFWALK_BLESS=1` to draw them anew.

#[path = "../examples/draw/cases.rs"]
mod cases;
#[path = "../examples/draw/picture.rs"]
#[allow(dead_code, reason = "the example draws packs as well")]
mod picture;

use std::path::Path;

use turfwalk_core::route::{End, Goal, for_steps, order};
use turfwalk_core::streets::{PathStep, Pavement, Side, WalkingCosts};

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
fn a_boulevard_is_crossed_once_and_at_a_corner() {
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
    let mut over = 0;
    for pair in walk.stops.windows(2) {
        let (a, b) = (case.stops[pair[0]], case.stops[pair[1]]);
        let lane = |side: Side| case.graph.name_of(a.edge).map(|n| (n.to_owned(), side));
        assert!(lane(a.side).is_some());
        let path = pavement.path(a, b).unwrap();
        for step in &path.steps {
            match step {
                PathStep::Along { edge, side, .. } => {
                    assert!(!case.graph.is_median(*edge, *side));
                }
                PathStep::CrossAtCorner { edge, .. } => {
                    let lane = case.graph.medians.iter().any(|m| m.0 == *edge);
                    over += u32::from(lane);
                }
                PathStep::CrossMidBlock { .. } => panic!("crosses between corners"),
            }
        }
    }
    // Two lanes, once.
    assert_eq!(over, 2);
}

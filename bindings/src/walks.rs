//! Walks as walkers wish them, and the way told leg by leg.

use turfwalk_core::contact::Hold;
use turfwalk_core::device::{
    Course, ListView, MapStreet, NextStop, StopView, StreetMap, WayLeg, Whereabouts,
};
use turfwalk_core::model::{LatLon, Style};
use turfwalk_core::route::{CrossingPlace, LegStep, Turn};
use turfwalk_core::streets::{RoadClass, Side};
use turfwalk_core::walk_list::{WalkWish, WishedEnd};

#[uniffi::remote(Enum)]
pub enum Style {
    Quickest,
    OneSide,
    Zigzag,
    Odd,
    Even,
}

#[uniffi::remote(Enum)]
pub enum WishedEnd {
    Anywhere,
    Start,
    Near(LatLon),
}

#[uniffi::remote(Record)]
pub struct WalkWish {
    pub style: Style,
    #[uniffi(default = None)]
    pub from: Option<LatLon>,
    pub to: WishedEnd,
    #[uniffi(default = None)]
    pub minutes: Option<u32>,
    #[uniffi(default = None)]
    pub metres: Option<u32>,
    #[uniffi(default = false)]
    pub avoid_steps: bool,
    #[uniffi(default = 1)]
    pub walkers: u32,
    #[uniffi(default = 1)]
    pub walker: u32,
}

#[uniffi::remote(Enum)]
pub enum Whereabouts {
    Start,
    At(u32),
    Left(u32),
}

#[uniffi::remote(Record)]
pub struct Course {
    pub list: ListView,
    pub next: Option<NextStop>,
    pub after: Vec<u32>,
    pub later: Vec<u32>,
    pub behind: Vec<u32>,
    pub is_again: bool,
    pub stops_to_go: u32,
    pub metres_to_go: u32,
    pub seconds_to_go: u32,
}

#[uniffi::remote(Record)]
pub struct NextStop {
    pub stop: StopView,
    pub is_here: bool,
    pub from: Option<u32>,
    pub metres: Option<u32>,
    pub names: Vec<String>,
    pub hold: Option<Hold>,
    pub access: Option<String>,
}

#[uniffi::remote(Record)]
pub struct WayLeg {
    pub from: u32,
    pub to: u32,
    pub metres: u32,
    pub seconds: u32,
    pub on_streets: bool,
    pub steps: Vec<LegStep>,
    pub line: Vec<LatLon>,
}

#[uniffi::remote(Enum)]
pub enum LegStep {
    Along {
        turn: Option<Turn>,
        street: Option<String>,
        side: Side,
        metres: u32,
    },
    Cross {
        street: Option<String>,
        class: RoadClass,
        place: CrossingPlace,
        at: LatLon,
        saves_m: Option<u32>,
    },
}

#[uniffi::remote(Enum)]
pub enum CrossingPlace {
    Corner { with: Option<String> },
    MidBlock,
}

#[uniffi::remote(Enum)]
pub enum Turn {
    Straight,
    Left,
    Right,
    Back,
}

#[uniffi::remote(Enum)]
pub enum Side {
    Left,
    Right,
}

#[uniffi::remote(Enum)]
pub enum RoadClass {
    Path,
    Steps,
    Service,
    Quiet,
    Busy,
    Major,
}

#[uniffi::remote(Record)]
pub struct StreetMap {
    pub streets: Vec<MapStreet>,
}

#[uniffi::remote(Record)]
pub struct MapStreet {
    pub name: Option<String>,
    pub class: RoadClass,
    pub line: Vec<LatLon>,
}

//! Style and script of the page. They hold no data and are the same for everybody.

/// A file that the page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its name below `/assets/`.
    pub name: &'static str,
    /// What it is.
    pub content_type: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Everything below `/assets/`.
pub const ASSETS: [Asset; 3] = [
    Asset {
        name: "page.css",
        content_type: "text/css; charset=utf-8",
        text: include_str!("assets/page.css"),
    },
    Asset {
        name: "live.js",
        content_type: "text/javascript; charset=utf-8",
        text: include_str!("assets/live.js"),
    },
    Asset {
        name: "draw.js",
        content_type: "text/javascript; charset=utf-8",
        text: include_str!("assets/draw.js"),
    },
];

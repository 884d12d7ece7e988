//! A link as a QR code, drawn as one vector path.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

/// Light modules around a code; the standard asks for four (ISO/IEC 18004).
const QUIET: usize = 4;

/// An SVG of the code with its quiet zone, one unit a module, or `None` where
/// the text is too long for a code. Correction level M: 15 % of the code may be
/// soiled or folded.
pub(crate) fn qr_svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size {
        let row = &code[y];
        let mut x = 0;
        while x < code.size {
            let dark = row[x..code.size].iter().take_while(|m| m.value()).count();
            if dark > 0 {
                let (px, py) = (x + QUIET, y + QUIET);
                // Writing to a `String` never fails.
                let _ = write!(path, "M{px} {py}h{dark}v1h-{dark}z");
            }
            x += dark.max(1);
        }
    }
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" shape-rendering="crispEdges"><path d="M0 0h{side}v{side}h-{side}z" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_is_no_code() {
        assert!(qr_svg(&"x".repeat(5000)).is_none());
    }

    #[test]
    fn the_drawn_code_reads_as_the_link() {
        let url = "https://192.168.1.20:8443/join#t=9f2c1e77ab&k=sha256:3b0c44298fc1c149";
        let svg = qr_svg(url).unwrap();
        let dark = modules(&svg);
        let side = dark.len();
        let scale = 6;
        let mut image =
            rqrr::PreparedImage::prepare_from_bitmap(side * scale, side * scale, |x, y| {
                dark[y / scale][x / scale]
            });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, url);
    }

    /// The dark squares of the drawing, read back from its path.
    fn modules(svg: &str) -> Vec<Vec<bool>> {
        let side: usize = between(svg, "width=\"", "\"").parse().unwrap();
        let mut dark = vec![vec![false; side]; side];
        let path = svg
            .rsplit_once("d=\"")
            .unwrap()
            .1
            .split('"')
            .next()
            .unwrap();
        for run in path.split('M').skip(1) {
            let x: usize = run.split(' ').next().unwrap().parse().unwrap();
            let y: usize = between(run, " ", "h").parse().unwrap();
            let width: usize = between(run, "h", "v").parse().unwrap();
            dark[y][x..x + width].fill(true);
        }
        dark
    }

    fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
        text.split_once(from).unwrap().1.split_once(to).unwrap().0
    }
}

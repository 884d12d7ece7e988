//! Colours of turfs: told apart by the colour-blind, and never by colour alone.

/// After Okabe and Ito (2008), the light ones darkened until each has a contrast of at least 3:1
/// on the map's land.
const PALETTE: [&str; 7] = [
    "#0072b2", "#c44e00", "#00825c", "#a8508f", "#332288", "#7d5d00", "#444444",
];

/// A colour for each turf, given by the middles of their doors: turfs with one colour lie as far
/// apart as a greedy choice in their order can have it. The same cut has the same colours.
pub(super) fn colours(middles: &[(i32, i32)]) -> Vec<&'static str> {
    let mut chosen: Vec<usize> = Vec::with_capacity(middles.len());
    for (x, y) in middles {
        let nearest = |colour: usize| {
            let of_colour = chosen
                .iter()
                .zip(middles)
                .filter(|(held, _)| **held == colour);
            of_colour
                .map(|(_, (a, b))| i64::from(x - a).pow(2) + i64::from(y - b).pow(2))
                .min()
                .unwrap_or(i64::MAX)
        };
        let farthest = (0..PALETTE.len())
            .rev()
            .max_by_key(|&colour| nearest(colour));
        chosen.push(farthest.unwrap_or(0));
    }
    chosen.into_iter().map(|colour| PALETTE[colour]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_differ_and_the_first_turfs_have_a_colour_each() {
        let middles: Vec<(i32, i32)> = (0..5)
            .flat_map(|x| (0..5).map(move |y| (x * 9, y * 9)))
            .collect();
        let given = colours(&middles);
        assert_eq!(&given[..PALETTE.len()], &PALETTE);
        for (i, a) in middles.iter().enumerate() {
            for (j, b) in middles.iter().enumerate().skip(i + 1) {
                let beside = (a.0 - b.0).abs() + (a.1 - b.1).abs() == 9;
                assert!(!beside || given[i] != given[j], "{a:?} {b:?}");
            }
        }
    }
}

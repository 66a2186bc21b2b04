//! Where labels of points go: near their point, on no mark, line or other label.

use super::canvas::Rect;

/// A line from one point to another.
pub type Line = ((f64, f64), (f64, f64));

/// A label that wants a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// Its point.
    pub at: (f64, f64),
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
}

/// Steps away from the point.
const REACH: [f64; 9] = [10.0, 16.0, 24.0, 34.0, 46.0, 62.0, 82.0, 106.0, 140.0];

/// One place for each label in turn, the first that is free: close before far, right and left before above and below. Nothing where no place
/// is free. `lines` are obstacles too.
#[must_use]
pub fn place(wishes: &[Wish], boxes: &[Rect], lines: &[Line], within: Rect) -> Vec<Option<Rect>> {
    let mut taken: Vec<Rect> = boxes.to_vec();
    wishes
        .iter()
        .map(|wish| {
            let found = candidates(wish).find(|c| {
                within.holds(c)
                    && taken.iter().all(|t| !t.overlaps(&c.grown(2.0)))
                    && lines.iter().all(|l| !crosses(*l, &c.grown(2.0)))
            });
            taken.extend(found);
            found
        })
        .collect()
}

fn candidates(wish: &Wish) -> impl Iterator<Item = Rect> + '_ {
    let (x, y) = wish.at;
    let (w, h) = (wish.w, wish.h);
    REACH.into_iter().flat_map(move |r| {
        let d = r * 0.8;
        [
            (x + r, y - h / 2.0),
            (x - r - w, y - h / 2.0),
            (x + d, y - d - h),
            (x + d, y + d),
            (x - d - w, y - d - h),
            (x - d - w, y + d),
            (x - w / 2.0, y - r - h),
            (x - w / 2.0, y + r),
        ]
        .map(|(x, y)| Rect { x, y, w, h })
    })
}

/// Whether a line meets a box.
pub(super) fn crosses((a, b): Line, r: &Rect) -> bool {
    // Liang and Barsky: what is left of the line between the four sides.
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (p, q) in [(-dx, a.0 - r.x), (dx, r.x + r.w - a.0), (-dy, a.1 - r.y), (dy, r.y + r.h - a.1)] {
        if p == 0.0 {
            if q < 0.0 {
                return false;
            }
        } else if p < 0.0 {
            from = from.max(q / p);
        } else {
            to = to.min(q / p);
        }
    }
    from < to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_meet_boxes() {
        let r = Rect { x: 10.0, y: 10.0, w: 10.0, h: 10.0 };
        assert!(crosses(((0.0, 15.0), (30.0, 15.0)), &r));
        assert!(crosses(((0.0, 0.0), (30.0, 30.0)), &r));
        assert!(!crosses(((0.0, 5.0), (30.0, 5.0)), &r));
        assert!(!crosses(((0.0, 15.0), (9.0, 15.0)), &r));
    }

    #[test]
    fn labels_lie_on_nothing() {
        let within = Rect { x: 0.0, y: 0.0, w: 300.0, h: 200.0 };
        let wishes: Vec<Wish> =
            (0..12).map(|i| Wish { at: (150.0 + f64::from(i), 100.0 + f64::from(i % 3)), w: 60.0, h: 14.0 }).collect();
        let line = ((0.0, 100.0), (300.0, 100.0));
        let found = place(&wishes, &[], &[line], within);
        let found: Vec<Rect> = found.into_iter().flatten().collect();
        assert!(found.len() >= 8);
        for (i, a) in found.iter().enumerate() {
            assert!(within.holds(a) && !crosses(line, a));
            assert!(found[i + 1..].iter().all(|b| !a.overlaps(b)));
        }
    }
}

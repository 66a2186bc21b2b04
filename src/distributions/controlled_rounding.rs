//! Tables of whole numbers near tables of expected ones, with both margins kept.

/// What rounding has added to and taken from each cell so far.
#[derive(Clone, Debug, Default)]
pub struct Carried(Vec<f64>);

/// Expected numbers below this are none.
const NONE: f64 = 1e-7;

/// Rounds a table (row by row) whose sums are whole numbers, so that they stay what they are: each cell becomes the whole number below
/// or above it. Which of the two follows what is carried from table to table, so that over many tables the sums of cells are near what is
/// expected, too.
#[must_use]
pub fn whole(expected: &[f64], rows: &[u64], columns: &[u64], carried: &mut Carried) -> Vec<u64> {
    let width = columns.len();
    carried.0.resize(expected.len(), 0.0);
    let mut out: Vec<u64> = expected.iter().map(|x| (x + NONE).max(0.0).floor() as u64).collect();
    let mut row_needs: Vec<i64> = rows.iter().zip(out.chunks(width)).map(|(n, r)| *n as i64 - sum(r)).collect();
    let mut column_needs: Vec<i64> = (0..width)
        .map(|c| columns[c] as i64 - out.iter().skip(c).step_by(width).map(|n| *n as i64).sum::<i64>())
        .collect();
    let rest = |cell: usize| expected[cell] - out[cell] as f64;
    // Cells that may have one more, those first that are owed most.
    let mut open: Vec<usize> = (0..expected.len()).filter(|&cell| rest(cell) > NONE).collect();
    open.sort_by(|&a, &b| {
        let owed = |cell: usize| rest(cell) + carried.0[cell];
        owed(b).total_cmp(&owed(a)).then(a.cmp(&b))
    });
    let mut more = vec![None; expected.len()];
    for &cell in &open {
        let given = row_needs[cell / width] > 0 && column_needs[cell % width] > 0;
        more[cell] = Some(given);
        if given {
            row_needs[cell / width] -= 1;
            column_needs[cell % width] -= 1;
        }
    }
    while let Some(row) = row_needs.iter().position(|&n| n > 0) {
        let Some(path) = path(row, &more, &open, &column_needs, width) else { break };
        row_needs[row] -= 1;
        column_needs[path[path.len() - 1] % width] -= 1;
        // Along the path cells are given and taken in turn.
        path.into_iter().for_each(|cell| more[cell] = more[cell].map(|given| !given));
    }
    for (cell, more) in more.iter().enumerate() {
        out[cell] += u64::from(*more == Some(true));
    }
    // Rounding of floats may leave one over that no path reaches.
    for row in 0..rows.len() {
        while row_needs[row] > 0 {
            let Some(column) = column_needs.iter().position(|&n| n > 0) else { break };
            out[row * width + column] += 1;
            row_needs[row] -= 1;
            column_needs[column] -= 1;
        }
    }
    for (carried, (x, n)) in carried.0.iter_mut().zip(expected.iter().zip(&out)) {
        *carried += x - *n as f64;
    }
    out
}

fn sum(cells: &[u64]) -> i64 {
    cells.iter().map(|n| *n as i64).sum()
}

/// The shortest way from a row that lacks one to a column that does: cells to give and to take in turn.
fn path(row: usize, more: &[Option<bool>], open: &[usize], needs: &[i64], width: usize) -> Option<Vec<usize>> {
    let rows = more.len() / width;
    // By row and by column, the cell by which it was reached.
    let mut by_row: Vec<Option<Option<usize>>> = vec![None; rows];
    let mut by_column: Vec<Option<usize>> = vec![None; width];
    by_row[row] = Some(None);
    let mut front = vec![row];
    while !front.is_empty() {
        let mut next = Vec::new();
        for &cell in open.iter().filter(|&&cell| more[cell] == Some(false)) {
            let (r, c) = (cell / width, cell % width);
            if !front.contains(&r) || by_column[c].is_some() {
                continue;
            }
            by_column[c] = Some(cell);
            if needs[c] > 0 {
                let mut path = vec![cell];
                let mut at = r;
                while let Some(Some(taken)) = by_row[at] {
                    path.push(taken);
                    let given = by_column[taken % width]?;
                    path.push(given);
                    at = given / width;
                }
                path.reverse();
                return Some(path);
            }
            for &taken in open.iter().filter(|&&taken| taken % width == c && more[taken] == Some(true)) {
                if by_row[taken / width].is_none() {
                    by_row[taken / width] = Some(Some(taken));
                    next.push(taken / width);
                }
            }
        }
        front = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributions::shares::settle;

    proptest::proptest! {
        #[test]
        fn margins_are_kept_and_each_cell_is_next_to_what_is_expected(
            table in proptest::collection::vec(proptest::collection::vec(0_u64..40, 4), 1..7),
            seed in proptest::collection::vec(0.05..5.0_f64, 28)
        ) {
            let cells: Vec<u64> = table.concat();
            let rows: Vec<u64> = table.iter().map(|r| r.iter().sum()).collect();
            let columns: Vec<u64> = (0..4).map(|c| table.iter().map(|r| r[c]).sum()).collect();
            let all: u64 = cells.iter().sum();
            if all > 0 {
                let share = |n: &[u64]| n.iter().map(|n| *n as f64 / all as f64).collect::<Vec<f64>>();
                let mut fitted = seed[..cells.len()].to_vec();
                settle(&mut fitted, &share(&rows), &share(&columns)).unwrap();
                fitted.iter_mut().for_each(|x| *x *= all as f64);
                let mut carried = Carried::default();
                for _ in 0..3 {
                    let out = whole(&fitted, &rows, &columns, &mut carried);
                    for (r, n) in rows.iter().enumerate() {
                        proptest::prop_assert_eq!(out[r * 4..][..4].iter().sum::<u64>(), *n);
                    }
                    for (c, n) in columns.iter().enumerate() {
                        proptest::prop_assert_eq!(out.iter().skip(c).step_by(4).sum::<u64>(), *n);
                    }
                    for (x, n) in fitted.iter().zip(&out) {
                        proptest::prop_assert!((x - *n as f64).abs() < 1.0 + 1e-6);
                    }
                }
            }
        }
    }

    #[test]
    fn over_many_tables_small_cells_get_what_is_expected() {
        // 0.3 of a person in two cells of each of a hundred bands.
        let mut carried = Carried::default();
        let mut sum = [0; 4];
        for _ in 0..100 {
            let out = whole(&[2.7, 0.3, 0.3, 0.7], &[3, 1], &[3, 1], &mut carried);
            sum.iter_mut().zip(out).for_each(|(s, n)| *s += n);
        }
        assert_eq!(sum.iter().sum::<u64>(), 400);
        assert!(sum[1].abs_diff(30) <= 2 && sum[2].abs_diff(30) <= 2, "{sum:?}");
    }
}

//! Tables of cases as text, for tests: a case a line, with `|` between its cells.

/// The rows of a table of `N` columns, without blank lines and the space around cells.
///
/// # Panics
///
/// When a row has more or fewer cells.
pub fn rows<const N: usize>(table: &str) -> impl Iterator<Item = [&str; N]> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let count = cells.len();
        let row = <[&str; N]>::try_from(cells);
        assert!(row.is_ok(), "{count} cells, not {N}: {line}");
        row.unwrap_or([""; N])
    })
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_row_is_a_line() {
        let table = "
            a | b c |
              | {\"d\": 1} | e
        ";
        let found: Vec<[&str; 3]> = rows(table).collect();
        assert_eq!(found, [["a", "b c", ""], ["", "{\"d\": 1}", "e"]]);
    }

    #[test]
    #[should_panic(expected = "2 cells, not 3: a | b")]
    fn every_row_has_every_cell() {
        let _ = rows::<3>("a | b").count();
    }
}

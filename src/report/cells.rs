//! Tables for spreadsheets.
//! In: words from anywhere. Out: lines of CSV no cell of which is run as a formula.

use std::borrow::Cow;

/// A cell that a spreadsheet would run as a formula gets an apostrophe, which it does not show.
pub(super) fn guarded(cell: &str) -> Cow<'_, str> {
    let formula = cell
        .trim_start_matches(['\'', ' '])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Rows of one length, as lines of CSV.
pub(super) fn table<'a, const N: usize>(rows: impl Iterator<Item = [Cow<'a, str>; N]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| cell.as_bytes()))
            .expect("memory takes it, and rows have one length");
    }
    let bytes = writer.into_inner().expect("memory takes it");
    String::from_utf8(bytes).expect("written from text")
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn no_cell_is_a_formula() {
        let rows: &[(&str, &str)] = &[
            ("=1+1", "'=1+1"),
            ("+39", "'+39"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            (" =x", "' =x"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("a=1", "a=1"),
            ("", ""),
            ("'x", "'x"),
            ("IS-K", "IS-K"),
        ];
        for (cell, safe) in rows {
            assert_eq!(guarded(cell), *safe);
        }
    }
}

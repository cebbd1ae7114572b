//! When an item is from, and who says so.
//! In: the facts of a page, a field of its record. Out: a month, and where the date stood.

use crate::{Analysis, shape};

/// Where a date stood: in a field of the record.
pub const RECORD: &str = "record";
/// No date was found.
pub const UNDATED: &str = "none";

/// Where dates stand, the surest first: `masthead` may be the day of the visit.
const ORIGINS: [&str; 4] = ["dateline", "title", "residue", "masthead"];

/// The origin and the month of an item: its own date; where the page has one item only, any date of the page; else what
/// the record says.
pub(super) fn of(
    analysis: &Analysis<'_>,
    item: usize,
    alone: bool,
    date: Option<&str>,
) -> (&'static str, Option<String>) {
    let own = |line: usize| alone || analysis.lines.get(line).is_some_and(|line| line.item == item);
    let record = || date.and_then(month).map(|month| (RECORD, Some(month)));
    // A record that says when its page is from knows better than the margins of that page.
    if alone && let Some(found) = record() {
        return found;
    }
    let dates = analysis.meta.dates.iter().filter(|date| own(date.line));
    let rank = |from: &str| ORIGINS.iter().position(|origin| *origin == from).unwrap_or(ORIGINS.len());
    let mut dates: Vec<_> =
        dates.filter_map(|date| Some((rank(date.from), date.from, month(&date.value)?))).collect();
    dates.sort_by_key(|(rank, ..)| *rank);
    match dates.into_iter().next() {
        Some((_, from, month)) => (from, Some(month)),
        None => record().unwrap_or((UNDATED, None)),
    }
}

/// `2024-03` of `2024-03-05T10:00:00Z` or `March 5, 2024`.
fn month(words: &str) -> Option<String> {
    let words = words.trim();
    let is_month = |text: &str| {
        let (year, month) = (text.get(..4)?.parse::<u32>().ok()?, text.get(5..7)?.parse::<u32>().ok()?);
        let dashed = text.as_bytes()[4] == b'-';
        let ends = text[7..].chars().next().is_none_or(|next| !next.is_ascii_digit());
        (dashed && ends && (1900..=2100).contains(&year) && (1..=12).contains(&month))
            .then(|| text[..7].to_owned())
    };
    is_month(words).or_else(|| is_month(&shape::date(words)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::MetaEntry, report::sample};

    #[test]
    fn months_of_dates() {
        let rows = [
            ("2024-03-05", Some("2024-03")),
            ("2024-03", Some("2024-03")),
            ("2024-03-05T10:00:00Z", Some("2024-03")),
            ("March 5, 2024", Some("2024-03")),
            ("5 marzo 2024", Some("2024-03")),
            ("06/08/2021", None),
            ("2024-13-01", None),
            ("yesterday", None),
            ("", None),
            ("20è4-03", None),
        ];
        for (words, expected) in rows {
            assert_eq!(month(words).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn an_item_has_its_own_date_a_page_that_of_its_record() {
        let mut page = sample::page();
        let fact = |value: &str, from, line| MetaEntry { value: value.to_owned(), from, line };
        page.meta.dates = vec![fact("2020-01-01", "masthead", 0), fact("2021-02-03", "dateline", 2)];
        (page.lines[1].item, page.lines[2].item) = (0, 1);
        let of = |item, alone, date| of(&page, item, alone, date);
        assert_eq!(of(0, true, None), ("dateline", Some("2021-02".to_owned())));
        assert_eq!(of(0, true, Some("2022-05-01")), (RECORD, Some("2022-05".to_owned())));
        assert_eq!(of(0, false, None), ("masthead", Some("2020-01".to_owned())));
        assert_eq!(of(1, false, Some("2022-05-01")), ("dateline", Some("2021-02".to_owned())));
        assert_eq!(of(2, false, Some("2022-05-01")), (RECORD, Some("2022-05".to_owned())));
        assert_eq!(of(2, false, None), (UNDATED, None));
    }
}

//! Small pictures: how wide and how high their parts are.
//! In: counts. Out: numbers for SVG, in its own units; nothing here is text of a page.

use std::collections::BTreeMap;

/// Bars of the largest picture.
const BARS: usize = 60;
/// The height of a bar that is full.
pub(super) const HIGH: usize = 28;
/// The width of a bar and of its gap.
pub(super) const WIDE: usize = 8;

/// A stretch of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) at: usize,
    pub(super) size: usize,
}

/// Parts of time, all of one length: months, or years where there are many of them.
pub(super) struct Axis {
    first: usize,
    last: usize,
    /// Months in a part.
    step: usize,
}

impl Axis {
    /// From the first month to the last.
    pub(super) fn of<'m>(months: impl Iterator<Item = &'m str>) -> Option<Axis> {
        let all: Vec<usize> = months.filter_map(number).collect();
        let (first, last) = (*all.iter().min()?, *all.iter().max()?);
        let steps = [1, 3, 12, 60, 600];
        let step = steps.into_iter().find(|step| last / step - first / step < BARS).unwrap_or(600);
        Some(Axis { first: first / step, last: last / step, step })
    }

    /// What a bar stands for.
    pub(super) fn unit(&self) -> &'static str {
        match self.step {
            1 => "month",
            3 => "quarter",
            12 => "year",
            60 => "five years",
            _ => "fifty years",
        }
    }

    pub(super) fn width(&self) -> usize {
        (self.last - self.first + 1) * WIDE
    }

    /// A bar for each part in which something was counted; the highest is full.
    pub(super) fn bars(&self, months: &BTreeMap<String, usize>) -> Vec<Bar> {
        let mut parts: BTreeMap<usize, usize> = BTreeMap::new();
        for (month, count) in months {
            if let Some(month) = number(month) {
                *parts.entry(month / self.step - self.first).or_default() += count;
            }
        }
        let most = parts.values().max().copied().unwrap_or(1).max(1);
        let bar = |(at, count): (usize, usize)| Bar { at: at * WIDE, size: (count * HIGH / most).max(2) };
        parts.into_iter().map(bar).collect()
    }
}

/// Months since the year 0.
fn number(month: &str) -> Option<usize> {
    let (year, month) = month.split_once('-')?;
    Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()?.checked_sub(1)?)
}

/// The part of a whole in percent, for a bar that is full at the largest.
pub(super) fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(0).clamp(usize::from(part > 0), 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_cut_into_parts_that_fit() {
        let months = BTreeMap::from([("2023-12".to_owned(), 1), ("2024-02".to_owned(), 4)]);
        let axis = Axis::of(months.keys().map(String::as_str)).expect("months");
        assert_eq!((axis.unit(), axis.width()), ("month", 3 * WIDE));
        let bars = axis.bars(&months);
        assert_eq!(bars, [Bar { at: 0, size: 7 }, Bar { at: 2 * WIDE, size: HIGH }]);
        let long = Axis::of(["1990-01", "2024-02"].into_iter()).expect("months");
        assert_eq!(long.unit(), "year");
        let longest = Axis::of(["1900-01", "2100-12"].into_iter()).expect("months");
        assert!(longest.width() <= BARS * WIDE);
        assert!(Axis::of(["no month"].into_iter()).is_none());
    }

    #[test]
    fn a_small_part_is_seen() {
        assert_eq!([percent(1, 1000), percent(0, 5), percent(5, 5), percent(0, 0)], [1, 0, 100, 0]);
    }
}

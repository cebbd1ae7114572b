//! The edit core against a naive reference: random edits, multi-byte text included.

use canonry::{
    edit::{ChangeId, Edit, Edits, Rule, Side},
    span::{Clean, Original, Repaired, Span},
};
use proptest::prelude::*;

const CASES: u32 = 10_000;

/// Edits as (start, end, new), in bytes.
type Proposals = Vec<(usize, usize, &'static str)>;
const PIECES: &[&str] = &["", "a", "é", "ISKP", "..", " ", "«Khorāsān»", "\u{ad}", "😀"];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "Lo ", "Stato", " — ", "Khurasan", "l’", "è", "..", "IS‑K", "😀", "\n", "x",
        ]),
        0..20,
    )
    .prop_map(|words| words.concat())
}

/// Edits on `text` as (start, end, new), sorted, never overlapping, on character boundaries.
fn proposals(text: &str) -> impl Strategy<Value = Vec<(usize, usize, &'static str)>> + use<> {
    let bounds: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    prop::collection::vec((0..bounds.len(), 0..4usize, prop::sample::select(PIECES.to_vec())), 0..8).prop_map(
        move |raw| {
            let mut raw: Vec<_> = raw
                .into_iter()
                .map(|(at, len, new)| (bounds[at], bounds[(at + len).min(bounds.len() - 1)], new))
                .collect();
            raw.sort();
            let mut out: Vec<(usize, usize, &'static str)> = Vec::new();
            for (start, end, new) in raw {
                let free = out.last().is_none_or(|last| last.1 <= start && (last.0, last.1) != (start, end));
                if free && !(start == end && new.is_empty()) {
                    out.push((start, end, new));
                }
            }
            out
        },
    )
}

fn edits<A: Copy + Ord, B: Copy>(list: &[(usize, usize, &'static str)], rule: &'static str) -> Edits<A, B> {
    let list =
        list.iter().map(|(start, end, new)| Edit::new(Span::new(*start, *end), *new, Rule::named(rule)));
    Edits::new(list.collect()).expect("never overlapping")
}

/// Applies edits one by one from the last to the first.
fn naive(text: &str, list: &[(usize, usize, &'static str)]) -> String {
    let mut text = text.to_owned();
    for (start, end, new) in list.iter().rev() {
        text.replace_range(*start..*end, new);
    }
    text
}

fn two_steps() -> impl Strategy<Value = (String, Proposals, Proposals)> {
    text().prop_flat_map(|text| {
        let first = proposals(&text);
        (Just(text), first).prop_flat_map(|(text, first)| {
            let second = proposals(&naive(&text, &first));
            (Just(text), Just(first), second)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn composed_edits_do_what_both_do((text, first, second) in two_steps()) {
        let repaired: Edits<Original, Repaired> = edits(&first, "one");
        let clean: Edits<Repaired, Clean> = edits(&second, "two");
        let middle = naive(&text, &first);
        prop_assert_eq!(repaired.apply(&text), middle.as_str());
        let end = naive(&middle, &second);
        let both = repaired.clone().then(clean.clone());
        prop_assert_eq!(both.apply(&text), end.as_str());
        let list: Vec<_> = both.iter().collect();
        prop_assert!(list.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        // What both lists did stands in the log once, and nothing else does.
        let count = |rule: &str| both.iter().filter(|edit| edit.rules.iter().any(|r| r.as_str() == rule)).count();
        prop_assert!(count("one") <= first.len() && count("two") <= second.len());
        prop_assert_eq!(count("one") == 0, first.is_empty());
        prop_assert_eq!(count("two") == 0, second.is_empty());
        // Undo: the old words of every edit put back where the new ones stand give the text.
        let (mut back, mut at) = (String::new(), 0);
        let mut shift = 0isize;
        for edit in both.iter() {
            let start = edit.span.start.checked_add_signed(shift).expect("inside the text");
            back.push_str(&end[at..start]);
            back.push_str(edit.span.of(&text));
            at = start + edit.new.len();
            shift += edit.new.len() as isize - edit.span.len() as isize;
        }
        back.push_str(&end[at..]);
        prop_assert_eq!(back, text);
    }

    #[test]
    fn offsets_of_untouched_bytes_survive((text, first, second) in two_steps()) {
        let repaired: Edits<Original, Repaired> = edits(&first, "one");
        let clean: Edits<Repaired, Clean> = edits(&second, "two");
        let middle = naive(&text, &first);
        let end = naive(&middle, &second);
        let (a, b) = (repaired.offsets(), clean.offsets());
        for (at, c) in text.char_indices() {
            let span = Span::<Original>::new(at, at + c.len_utf8());
            let touched = |list: &[(usize, usize, &str)], span: std::ops::Range<usize>| list.iter().any(|(s, e, _)| *s < span.end && span.start < *e);
            if touched(&first, span.range()) { continue; }
            let inside = a.span_forward(span);
            prop_assert_eq!(&middle[inside.range()], &text[span.range()]);
            prop_assert_eq!(a.span_back(inside), span);
            if touched(&second, inside.range()) { continue; }
            let last = b.span_forward(inside);
            prop_assert_eq!(&end[last.range()], &text[span.range()]);
            prop_assert_eq!(b.span_back(last), inside);
        }
    }

    #[test]
    fn spans_stay_ordered_and_inside((text, first, _) in two_steps(), a in 0usize..80, b in 0usize..80) {
        let repaired: Edits<Original, Repaired> = edits(&first, "one");
        let middle = naive(&text, &first);
        let offsets = repaired.offsets();
        let (start, end) = (a.min(b).min(text.len()), a.max(b).min(text.len()));
        let span = offsets.span_forward(Span::new(start, end));
        prop_assert!(span.start <= span.end && span.end <= middle.len());
    }
}

#[test]
fn touching_edits_stay_two() {
    let first: Edits<Original, Repaired> = edits(&[(0, 2, "ab")], "one");
    let second: Edits<Repaired, Clean> = edits(&[(2, 3, "c")], "two");
    let both = first.then(second);
    assert_eq!(both.len(), 2);
    assert_eq!(both.apply("xyz"), "abc");
}

#[test]
fn overlapping_edits_become_one_with_both_rules() {
    let first: Edits<Original, Repaired> = edits(&[(0, 2, "ab")], "one");
    let second: Edits<Repaired, Clean> = edits(&[(1, 3, "c")], "two");
    let both = first.then(second);
    let edit = both.iter().next().expect("one edit");
    assert_eq!((both.len(), edit.span.range(), &*edit.new), (1, 0..3, "ac"));
    assert_eq!(edit.rules, [Rule::named("one"), Rule::named("two")]);
}

#[test]
fn overlaps_inside_one_list_are_refused() {
    let edit = |start, end| Edit::<Original>::new(Span::new(start, end), "x", Rule::named("r"));
    let error = Edits::<Original, Clean>::new(vec![edit(0, 3), edit(2, 4)]).expect_err("they overlap");
    assert_eq!(error.at, 2);
    assert!(error.to_string().contains("byte 2"));
}

/// What an edit writes, and because of which rules.
type Written = (&'static str, &'static [&'static str]);

#[test]
fn what_touches_a_join_stays_outside_it() {
    // The spans of the lists, what is written there, and the rules of the list of both.
    let rows: &[(&str, Proposals, Proposals, &[Written])] = &[
        (
            "xyz",
            vec![(0, 2, "ab")],
            vec![(1, 2, "B"), (2, 3, "c")],
            &[("aB", &["one", "two"]), ("c", &["two"])],
        ),
        (
            "xyz",
            vec![(0, 1, "a"), (1, 2, "bb")],
            vec![(0, 1, "A")],
            &[("A", &["one", "two"]), ("bb", &["one"])],
        ),
        ("xyz", vec![(2, 3, "cc")], vec![(2, 2, "!")], &[("!", &["two"]), ("cc", &["one"])]),
    ];
    for (text, first, second, expected) in rows {
        let one: Edits<Original, Repaired> = edits(first, "one");
        let both = one.then(edits::<Repaired, Clean>(second, "two"));
        let found: Vec<(&str, Vec<&str>)> = both
            .iter()
            .map(|edit| (edit.new.as_ref(), edit.rules.iter().map(Rule::as_str).collect()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(new, rules)| (*new, rules.to_vec())).collect();
        assert_eq!(found, expected, "{text:?}: {first:?}, then {second:?}");
        assert_eq!(both.apply(text), naive(&naive(text, first), second));
    }
}

#[test]
fn a_rule_that_asked_twice_is_named_once() {
    let first: Edits<Original, Repaired> = edits(&[(0, 1, "a"), (2, 3, "c")], "one");
    let both = first.then(edits::<Repaired, Clean>(&[(0, 3, "z")], "two"));
    let edit = both.iter().next().expect("one edit");
    assert_eq!((both.len(), &edit.rules[..]), (1, &[Rule::named("one"), Rule::named("two")][..]));
}

#[test]
fn an_edit_covers_what_lies_wholly_inside() {
    let list: Edits<Original, Clean> = edits(&[(2, 5, "x"), (7, 9, "y")], "one");
    for ((start, end), covered) in [
        ((2, 5), Some("x")),
        ((2, 3), Some("x")),
        ((4, 5), Some("x")),
        ((8, 9), Some("y")),
        ((1, 3), None),
        ((4, 6), None),
        ((5, 7), None),
        ((9, 10), None),
    ] {
        let found = list.covering(Span::new(start, end)).map(|edit| &*edit.new);
        assert_eq!(found, covered, "{start}..{end}");
    }
}

#[test]
fn a_list_knows_how_long_it_is() {
    let none: Edits<Original, Clean> = Edits::default();
    assert_eq!((none.is_empty(), none.len(), none.iter().count()), (true, 0, 0));
    let one: Edits<Original, Clean> = edits(&[(0, 1, "")], "one");
    assert_eq!((one.is_empty(), one.len(), one.iter().count()), (false, 1, 1));
}

#[test]
fn a_place_inside_an_edit_goes_to_its_start_or_its_end() {
    let offsets = edits::<Original, Clean>(&[(2, 6, "ISKP!")], "one").offsets();
    assert_eq!((offsets.forward(4, Side::After), offsets.forward(4, Side::Before)), (2, 7));
    assert_eq!((offsets.back(4, Side::After), offsets.back(4, Side::Before)), (2, 6));
}

#[test]
fn the_id_of_a_change_is_a_c_and_sixteen_digits() {
    let id = ChangeId(0x0123_4567_89ab_cdef);
    assert_eq!((id.to_string().as_str(), id.to_string().parse()), ("c0123456789abcdef", Ok(id)));
    for wrong in ["0123456789abcdef", "c123", "c0123456789abcdef0", "c+123456789abcdef", "c0123456789abcdeg"]
    {
        let error = wrong.parse::<ChangeId>().expect_err("no id");
        assert!(error.contains(wrong), "{error}");
    }
}

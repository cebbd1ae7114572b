//! Changes by their ids, and what becomes of a page when some of them are refused.
//! In: an analysis, the id of its text, ids of refused changes. Out: an id for every change; the page without those
//! refused. Not here: where refused ids are kept.
//!
//! An id says what a person means who refuses a change: *in this text, at these words, this rule*. It is the XXH3-64 of
//! the id of the text, the field where a record has several, the words that are replaced, the rules, and up to
//! `AROUND` characters on each side of them in their line as it reads when everything else is done; for a removed line
//! there are no sides. It does not say what is written instead, nor where in the text the line stands: another dictionary
//! or another line above changes no id. Two equal changes in equal lines of a text have one id. Since the sides are those
//! of the clean text, the id is the same when the page is cleaned a second time.

use super::record::placed_edits;
use crate::{
    Analysis,
    edit::{ChangeId, Edit},
    span::{Clean, Original, Span},
};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_64;

/// Characters on each side that belong to the place of a change.
const AROUND: usize = 80;

/// The id of every change of a page, in order.
///
/// ```
/// use canonry::{Cleaner, Preset, report::decisions};
/// let cleaner = Cleaner::preset(Preset::Minimal);
/// let ids = decisions::ids(&cleaner.analyze("a caf&eacute;"), "p1", None);
/// let later = decisions::ids(&cleaner.analyze("Another line.\na caf&eacute;"), "p1", None);
/// assert_eq!(ids, later);
/// assert_ne!(ids, decisions::ids(&cleaner.analyze("a caf&eacute;"), "p2", None));
/// ```
pub fn ids(analysis: &Analysis<'_>, text: &str, field: Option<&str>) -> Vec<ChangeId> {
    placed_edits(analysis).map(|(edit, place)| id(analysis, edit, place, text, field)).collect()
}

fn id(
    analysis: &Analysis<'_>,
    edit: &Edit<Original>,
    place: Span<Clean>,
    text: &str,
    field: Option<&str>,
) -> ChangeId {
    let old = edit.span.of(analysis.original);
    let line = edit.rules.iter().any(|rule| rule.as_str().starts_with("strip/"));
    let (before, old, after) = match line {
        true => ("", old.trim(), ""),
        false => (before(&analysis.text[..place.start]), old, after(&analysis.text[place.end..])),
    };
    let rules: Vec<&str> = edit.rules.iter().map(|rule| rule.as_str()).collect();
    let all = [text, field.unwrap_or(""), before, old, after, &rules.join("+")].join("\0");
    ChangeId(xxh3_64(all.as_bytes()))
}

const BREAKS: [char; 2] = ['\n', '\r'];

fn before(text: &str) -> &str {
    let line = text.rsplit(BREAKS).next().unwrap_or("");
    let from = line.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    &line[from..]
}

fn after(text: &str) -> &str {
    let line = text.split(BREAKS).next().unwrap_or("");
    line.char_indices().nth(AROUND).map_or(line, |(at, _)| &line[..at])
}

/// The page without the changes refused, the ids of those that stay, and how many do not. With a name goes what
/// grammar changed beside it.
pub fn settle<'t>(
    analysis: Analysis<'t>,
    ids: Vec<ChangeId>,
    refused: &BTreeSet<ChangeId>,
) -> (Analysis<'t>, Vec<ChangeId>, usize) {
    let mut gone: Vec<bool> = ids.iter().map(|id| refused.contains(id)).collect();
    let count = gone.iter().filter(|gone| **gone).count();
    if count == 0 {
        return (analysis, ids, 0);
    }
    let edits: Vec<&Edit<Original>> = analysis.edits.iter().collect();
    let grammar = |at: usize| edits[at].rules.iter().all(|rule| rule.as_str().starts_with("grammar/"));
    let between =
        |left: usize, right: usize| &analysis.original[edits[left].span.end..edits[right].span.start];
    for at in (0..edits.len()).filter(|at| gone[*at] && !grammar(*at)).collect::<Vec<_>>() {
        if let Some(left) = at.checked_sub(1).filter(|left| grammar(*left)) {
            gone[left] |= between(left, at).trim_start_matches(' ').is_empty();
        }
        if at + 1 < edits.len() && grammar(at + 1) {
            gone[at + 1] |= between(at, at + 1).is_empty();
        }
    }
    let stay = ids.into_iter().zip(&gone).filter(|(_, gone)| !**gone).map(|(id, _)| id).collect();
    (analysis.without(&gone), stay, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Preset, document::Kept, report::sample};

    fn once(cleaner: &Cleaner, text: &str, refuse: &[&str]) -> (String, BTreeSet<ChangeId>) {
        let analysis = cleaner.analyze(text);
        let ids = ids(&analysis, "p", None);
        let words = |edit: &Edit<Original>| edit.span.of(text).trim().to_owned();
        let refused: BTreeSet<ChangeId> = analysis
            .edits
            .iter()
            .zip(&ids)
            .filter(|(edit, _)| refuse.contains(&words(edit).as_str()))
            .map(|(_, id)| *id)
            .collect();
        assert!(refused.len() >= refuse.len(), "{text}: {refuse:?} of {:?}", analysis.edits);
        (settled(cleaner, text, &refused), refused)
    }

    fn settled(cleaner: &Cleaner, text: &str, refused: &BTreeSet<ChangeId>) -> String {
        let analysis = cleaner.analyze(text);
        let ids = ids(&analysis, "p", None);
        let (settled, left, _) = settle(analysis, ids, refused);
        assert_eq!(left.len(), settled.edits.len());
        assert_eq!(settled.edits.apply(text), settled.text);
        for (line, place) in settled.lines.iter().zip(&settled.clean_lines) {
            if let Some(place) = place {
                assert!(!place.of(&settled.text).contains(['\n', '\r']), "{line:?}");
            }
        }
        for (mention, place) in settled.mentions.iter().zip(&settled.clean_mentions) {
            if mention.kept == Some(Kept::Refused)
                && let Some(place) = place
            {
                assert_eq!(place.of(&settled.text), mention.surface);
            }
        }
        settled.text.into_owned()
    }

    #[test]
    fn what_is_refused_stays_and_stays_the_second_time() {
        let rows: &[(&str, &[&str], &str)] = &[
            (
                "The IS-K cell fled the town. The Isis-K cell met..\n",
                &["Isis-K"],
                "The ISKP cell fled the town. The Isis-K cell met.\n",
            ),
            (
                "The IS-K cell fled the town. The Isis-K  cell met.\n",
                &["Isis-K", "IS-K"],
                "The IS-K cell fled the town. The Isis-K cell met.\n",
            ),
            (
                "L'attacco è stato rivendicato dall'Isis, dice la polizia di Mosca in una nota..\n",
                &["Isis"],
                "L'attacco è stato rivendicato dall'Isis, dice la polizia di Mosca in una nota.\n",
            ),
            (
                "Share this article\nThe harbour was closed for the whole day, and nobody could say for how long.\n\nRelated posts\n",
                &["Share this article"],
                "Share this article\nThe harbour was closed for the whole day, and nobody could say for how long.\n",
            ),
            (
                "Share\nTweet\nThe harbour was closed for the whole day, and nobody could say for how long.\n",
                &["Share", "Tweet"],
                "Share\nTweet\nThe harbour was closed for the whole day, and nobody could say for how long.\n",
            ),
        ];
        let cleaner = Cleaner::preset(Preset::News);
        for (text, refuse, expected) in rows {
            let (clean, refused) = once(&cleaner, text, refuse);
            assert_eq!(clean, *expected, "{refuse:?}");
            assert_eq!(settled(&cleaner, &clean, &refused), clean, "twice: {text}");
        }
    }

    #[test]
    fn nothing_refused_changes_nothing() {
        let page = sample::page();
        let all = ids(&page, "p", None);
        assert_eq!(all.len(), page.edits.len());
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let other = BTreeSet::from([ChangeId(7)]);
        let (same, left, count) = settle(page.clone(), all.clone(), &other);
        assert_eq!((same.text, left, count), (page.text, all, 0));
    }

    #[test]
    fn ids_differ_by_text_field_place_words_and_rule() {
        let page = |text: &'static str, rule: &'static str| sample::analysis(text, &[("IS-K", "ISKP", rule)]);
        let base = ids(&page("the IS-K cell", "name/a"), "p", None);
        let others = [
            ids(&page("the IS-K cell", "name/a"), "q", None),
            ids(&page("the IS-K cell", "name/a"), "p", Some("title")),
            ids(&page("the IS-K cells", "name/a"), "p", None),
            ids(&page("the IS-K cell", "name/b"), "p", None),
        ];
        for other in others {
            assert_ne!(base, other);
        }
        assert_eq!(base, ids(&page("Above\nthe IS-K cell\nBelow", "name/a"), "p", None));
    }
}

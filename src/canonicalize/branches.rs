//! Finds branches of known groups that no dictionary lists: `Islamic State – Atlantis Province`, `Stato Islamico della
//! Patagonia`.
//! In: stretches with their readings. Out: how far such a branch reaches; the group's name in it is a candidate.
//! Not here: branches that are listed (their forms are longer, see `choose`).

use super::choose::{Look, Named, Reading, Stretch, reading, starting_at};
use super::evidence::CueSets;
use super::unlisted::is_small;
use crate::{
    dictionary::{compiled::FormRef, matcher::Hit, ordinary::is_ordinary},
    document::{EntityType, FormClass},
    fold,
    page::Page,
    scan::{Gap, Scan, Token},
};
use std::cell::LazyCell;

/// A land that nobody lists has no more words than this.
const WORDS: usize = 3;

/// Letters that a land and its people share: `Uzbekistan`, `Uzbek`.
const STEM: usize = 4;

/// What joins the word for a province and the place it is named after.
const PROVINCES_OF: &[&str] =
    &["of", "in", "del", "dello", "della", "dell", "di", "nel", "nello", "nella", "nell", "du", "de", "d"];

/// Those of them that say where somebody is.
const WHERE: &[&str] = &["in", "nel", "nello", "nella", "nell"];

/// Italian `of` with an article: a land takes one, a town and a person do not.
const OF_LANDS: &[&str] = &["del", "dello", "della", "dell", "dei", "degli", "delle"];

/// What joins a province and the group it is one of.
const OF_GROUPS: &[&str] = &["of", "di", "del", "dello", "della", "dell", "dei"];

/// English names of what a land may call itself.
const STATES: &[&str] = &["state", "emirate", "caliphate"];

/// A group's name joined to a branch that no form explains is neither of them.
pub(super) fn mark_branches(page: &Page<'_>, cues: &CueSets, stretches: &mut Vec<Stretch>) {
    let mut behind = Vec::new();
    // Made once for a page, and only where a branch asks.
    let names = LazyCell::new(|| Named::on(page));
    for at in 0..stretches.len() {
        let Some(reader) = Reader::new(page, cues, stretches, at) else { continue };
        let stretch = &stretches[at];
        // A form that reaches as far explains the branch.
        let listed = |end: usize| {
            // `Islamic State – Khorasan Province in Jowzjan`: the province is that of the form, and it is somewhere.
            let stands = |s: &Stretch| s.last > stretch.last && WHERE.contains(&page.scan.word(s.last));
            // `Wilayat Sinai (Provincia del Sinai)`: the brackets say the same in other words.
            let same = |r: &Reading| stretch.readings.iter().any(|own| own.entity == r.entity);
            let again = |s: &Stretch| s.last == end && s.readings.iter().any(same);
            starting_at(stretches, stretch.first).iter().any(|s| s.last >= end || stands(s))
                || starting_at(stretches, stretch.last).iter().any(again)
        };
        let end = reader.branch_end().filter(|end| !listed(*end));
        if let Some((last, branch)) = end.and_then(|end| Some((end, reader.listed_branch(end, &names)?))) {
            stretches[at] = Stretch { last, readings: vec![branch], ..stretches[at].clone() };
            continue;
        }
        let explained = |first: &usize| starting_at(stretches, *first).iter().any(|s| s.last >= stretch.last);
        let start = if end.is_none() { reader.province_start() } else { None };
        let start = start.filter(|first| !explained(first));
        behind.extend(start.map(|first| Stretch { first, branch: Some(stretch.last), ..stretch.clone() }));
        stretches[at].branch = end;
    }
    for branch in behind {
        let at = stretches.partition_point(|s| s.first < branch.first);
        stretches.insert(at, branch);
    }
}

/// Looks around the name of a group.
struct Reader<'r> {
    page: &'r Page<'r>,
    cues: &'r CueSets,
    stretches: &'r [Stretch],
    stretch: &'r Stretch,
    /// The group has branches that are listed.
    parent: bool,
    /// The name is one in full.
    long: bool,
}

impl<'r> Reader<'r> {
    /// Nothing where no group is named.
    fn new(page: &'r Page<'r>, cues: &'r CueSets, stretches: &'r [Stretch], at: usize) -> Option<Reader<'r>> {
        let stretch = &stretches[at];
        let groups = || stretch.readings.iter().filter(|r| r.class != FormClass::Part);
        let parent = groups().any(|r| page.dictionary.has_branches(r.entity));
        let named = groups().any(|r| page.dictionary.entity(r.entity).kind == EntityType::Org);
        // `État islamique – Sahel`: names in other languages are aliases.
        let alias = stretch.last > stretch.first + 1;
        let long = groups().any(|r| r.class == FormClass::Long || r.class == FormClass::Alias && alias);
        (parent || named).then_some(Reader { page, cues, stretches, stretch, parent, long })
    }

    fn token(&self, at: usize) -> Option<&'r Token> {
        self.page.scan.tokens.get(at)
    }

    fn starting_at(&self, at: usize) -> &'r [Stretch] {
        starting_at(self.stretches, at)
    }

    fn is_place(&self, stretch: &Stretch) -> bool {
        self.page.dictionary.entity(stretch.readings[0].entity).kind == EntityType::Place
    }

    /// The end of a listed place.
    fn place_end(&self, at: usize) -> Option<usize> {
        if !self.token(at)?.shape.starts_capital() {
            return None;
        }
        let count = self.page.scan.tokens.len();
        let known = self.starting_at(at).iter().filter(|s| self.is_place(s)).map(|s| s.last).max();
        let listed = (1..=WORDS)
            .rev()
            .find(|n| at + n <= count && self.page.dictionary.is_place(self.page.view_of(at..at + n)));
        known.max(listed.map(|n| at + n))
    }

    /// The end of a listed place and the word for a province behind it: `Sinai Province`.
    fn land_end(&self, at: usize) -> Option<usize> {
        let province = |end: usize| self.says_province(end) && self.is_province(end) && self.is_capital(end);
        self.place_end(at).map(|end| end + usize::from(province(end)))
    }

    /// True for a word that may be the name of a land nobody lists: no word of a language, of a people, of another name.
    fn is_strange(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| {
            let view = self.page.view_of(at..at + 1);
            token.shape.starts_capital()
                && !(token.shape.is_protected() || token.shape.has_digit() || token.shape.is_hashtag())
                && token.end - token.start > 3
                && !is_ordinary(token.hash)
                && !self.page.dictionary.is_common(token.hash)
                && !self.page.dictionary.is_demonym(view)
                && !self.page.dictionary.is_place(view)
                && !self.cues.calendar.have(self.page.scan, at..at + 1)
                && !self.cues.no_lands.have(self.page.scan, at..at + 1)
                && !self.is_named(at)
        })
    }

    /// True when some form fits this word and others.
    fn is_named(&self, at: usize) -> bool {
        let before = self.stretches.partition_point(|s| s.first <= at);
        let near = |s: &&Stretch| at - s.first < self.page.dictionary.longest();
        self.stretches[..before].iter().rev().take_while(near).any(|s| at < s.last)
    }

    /// The end of such a name.
    fn strange_end(&self, at: usize) -> Option<usize> {
        let joined = |at: usize| self.token(at).is_some_and(|t| Gap::SPACE.or(Gap::DASH).allows(t.gap));
        let more = (at + 1..at + WORDS).take_while(|at| joined(*at) && self.is_strange(*at)).count();
        self.is_strange(at).then_some(at + 1 + more)
    }

    fn says_province(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.gap == Gap::SPACE || t.gap == Gap::DASH)
            && self.cues.province_words.have(self.page.scan, at..at + 1)
    }

    /// One of the words that leave no doubt: `Province`, `Wilayat`, `ramo`; `cell` and `network` do.
    fn is_province(&self, at: usize) -> bool {
        self.token(at).is_some() && self.cues.province_before.have(self.page.scan, at..at + 1)
    }

    fn is_capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.shape.starts_capital())
    }

    fn is_joint(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| Gap::SPACE.or(Gap::APOSTROPHE).allows(t.gap))
    }

    /// `Provincia della Tunisia`, `Province of Jordan`, `Wilayat Atlantis`
    fn province_of(&self, at: usize) -> Option<usize> {
        if !self.is_province(at) || !self.is_joint(at + 1) {
            return None;
        }
        let of = PROVINCES_OF.contains(&self.page.scan.word(at + 1)) && self.is_joint(at + 2);
        let land = at + 1 + usize::from(of);
        self.place_end(land).or_else(|| self.strange_end(land))
    }

    /// `Atlantis Province`
    fn strange_province(&self, at: usize) -> Option<usize> {
        let end = self.strange_end(at)?;
        (self.says_province(end) && self.is_province(end)).then_some(end + 1)
    }

    /// How far the branch reaches that the group's name opens.
    fn branch_end(&self) -> Option<usize> {
        let last = self.stretch.last;
        let gap = self.token(last)?.gap;
        if Gap::DASH.or(Gap::SLASH).allows(gap) {
            return self.behind_a_dash();
        }
        if gap == Gap::SPACED_DASH {
            return self.behind_a_spaced_dash();
        }
        if gap == Gap::OTHER {
            return self.in_brackets();
        }
        let possessive = gap == Gap::APOSTROPHE && self.page.scan.word(last) == "s";
        let at = if possessive { last + 1 } else { last };
        if self.token(at)?.gap != Gap::SPACE {
            return None;
        }
        // `the ISIS branch in Puntland` says where the group is.
        let said =
            !self.is_capital(at) && self.is_joint(at + 1) && WHERE.contains(&self.page.scan.word(at + 1));
        if let Some(end) = self.province_of(at).filter(|_| !possessive && self.parent && !said) {
            return Some(end);
        }
        let known = self.place_end(at).filter(|_| self.parent);
        known
            .filter(|end| self.says_province(*end))
            .map(|end| end + 1)
            .or_else(|| self.strange_province(at))
            .or_else(|| self.land_of(at))
            .or_else(|| self.other_land(at))
    }

    /// `ISIS-Sinai`, `ISIS-X`, `Boko Haram-Atlantis Province`
    fn behind_a_dash(&self) -> Option<usize> {
        let last = self.stretch.last;
        let token = self.token(last)?;
        let strong = |s: &Stretch| !self.is_place(s) && s.readings.iter().any(|r| r.strong);
        if self.starting_at(last).iter().any(strong)
            || self.page.dictionary.is_demonym(self.page.view_of(last..last + 1))
        {
            return None;
        }
        let end = self.province_of(last).or_else(|| self.strange_province(last));
        if !self.parent {
            let known = || self.place_end(last).filter(|end| self.is_province(*end)).map(|end| end + 1);
            return end.or_else(known);
        }
        let letter = !self.page.text[token.start..].starts_with(|c: char| c.is_ascii_digit());
        let short = token.shape.is_upper() && self.page.scan.word(last).len() <= 3 && letter;
        let nobody = || self.starting_at(last).is_empty();
        end.or_else(|| self.land_end(last)).or_else(|| (short && nobody()).then_some(last + 1))
    }

    /// `Islamic State – Tunisia`: a name in full goes on, while behind an acronym a headline may begin.
    fn behind_a_spaced_dash(&self) -> Option<usize> {
        let last = self.stretch.last;
        // `ISIS - X`, not `claimed by ISIS - UN`
        let letter = self.token(last)?.shape.is_upper() && self.page.scan.word(last).len() == 1;
        // `BLA – L'Esercito di liberazione`
        let elided = self.token(last + 1).is_some_and(|token| token.gap == Gap::APOSTROPHE);
        if letter && !elided && self.parent && self.starting_at(last).is_empty() {
            return Some(last + 1);
        }
        let goes_on = |end: &usize| (self.long && self.parent) || self.says_province(*end);
        self.province_of(last)
            .or_else(|| self.strange_province(last))
            .or_else(|| self.place_end(last).filter(goes_on).and(self.land_end(last)))
    }

    /// `Boko Haram (Atlantis Province)`; `the Taliban (Farah province)` says where.
    fn in_brackets(&self) -> Option<usize> {
        let last = self.stretch.last;
        let token = self.token(last)?;
        let before = self.page.text[self.token(last - 1)?.end..token.start].trim_start();
        let listed = || {
            let end = self.place_end(last).filter(|end| self.parent && self.is_capital(*end))?;
            (self.says_province(end) && self.is_province(end)).then_some(end + 1)
        };
        let named = || self.province_of(last).filter(|_| token.shape.starts_capital());
        let end = self.strange_province(last).or_else(named).or_else(listed)?;
        let behind = self.page.text[self.token(end - 1)?.end..].starts_with(')');
        (before == "(" && behind).then_some(end)
    }

    /// The listed branch that is spelt otherwise here: `Islamic State (Sinai Province)` is what `Islamic State Sinai
    /// Province` is, and so is `Islamic State of Iraq and the Levant – Sinai`, for its parent is written `Islamic State`.
    fn listed_branch(&self, end: usize, names: &LazyCell<Named, impl FnOnce() -> Named>) -> Option<Reading> {
        let Stretch { first, last, line, .. } = *self.stretch;
        // `WHERE IS KHORASAN PROVINCE?`: in capitals it may be the verb.
        let small = |at: usize| self.token(at).is_some_and(|token| token.shape.has_lower());
        let common = self.page.dictionary.is_common(self.page.scan.tokens[first].hash);
        if last == first + 1 && common && !(last..end).any(small) {
            return None;
        }
        let dictionary = self.page.dictionary;
        let branch = self.page.view_of(last..end).trim_start();
        let parents = || self.stretch.readings.iter().map(|reading| reading.entity);
        let written = parents().flat_map(|parent| &dictionary.entity(parent).write.0);
        let written = written.map(|(_, name)| Scan::new(name).view);
        let form =
            std::iter::once(self.page.view_of(first..last).to_owned()).chain(written).find_map(|name| {
                let ours = |form: &FormRef<'_>| {
                    let parent = dictionary.parent(form.entity);
                    form.strong
                        && !dictionary.is_disabled(form.entity)
                        && parents().any(|own| Some(own) == parent)
                };
                dictionary.forms().exactly(&format!("{name}{branch}")).find(ours)
            })?;
        let look = Look::at(self.page, line);
        Some(reading(self.page, self.cues, names, &look, &Hit::of(&form, first..end), false))
    }

    /// `Stato Islamico della Patagonia`, `Islamic State of Patagonia`: what is written for a short name may be as long.
    fn land_of(&self, at: usize) -> Option<usize> {
        let word = self.page.scan.word(at);
        let italian = || OF_LANDS.contains(&word);
        let english = || {
            let name = self.page.scan.word(self.stretch.last - 1);
            word == "of" && STATES.contains(&name)
        };
        if !self.parent || !self.is_joint(at + 1) || !(self.is_state() && (italian() || english())) {
            return None;
        }
        let person = self.token(at + 1).is_some() && is_small(self.page, at + 1);
        self.strange_end(at + 1).filter(|_| !person)
    }

    /// True when the name, or what is written for it, has several words.
    fn is_state(&self) -> bool {
        let several = |text: &str| text.contains(' ');
        let written = |entity: u32| {
            let entity = self.page.dictionary.entity(entity);
            entity.short.0.iter().any(|(_, text)| several(text))
        };
        self.long || self.stretch.readings.iter().any(|r| written(r.entity))
    }

    /// `Tehrik-e-Taliban Groenlandia`: a long name without the land that the written one ends with, and another land.
    fn other_land(&self, at: usize) -> Option<usize> {
        let leaves_out = |r: &Reading| r.class == FormClass::Long && self.leaves_its_land_out(r.entity);
        if !self.is_capital(at) || !self.stretch.readings.iter().any(leaves_out) {
            return None;
        }
        let end = self.place_end(at).or_else(|| self.strange_end(at))?;
        // A row of capitals is a headline.
        let goes_on = self.token(end).is_some_and(|t| t.gap == Gap::SPACE && t.shape.starts_capital());
        (!goes_on).then_some(end)
    }

    /// True when the written name ends with a land of which the stretch says nothing, not even `Uzbek`.
    fn leaves_its_land_out(&self, entity: u32) -> bool {
        let dictionary = self.page.dictionary;
        let last = |text: &String| fold::word(text.split(' ').next_back().unwrap_or_default());
        let written = dictionary.entity(entity).write.0.iter().map(|(_, text)| last(text));
        let lands: Vec<String> = written.filter(|word| dictionary.is_place(&format!(" {word} "))).collect();
        let says = |land: &String| {
            let stem: String = land.chars().take(STEM).collect();
            (self.stretch.first..self.stretch.last).any(|at| self.page.scan.word(at).starts_with(&stem))
        };
        !lands.is_empty() && !lands.iter().any(says)
    }

    /// Where a branch begins that the group's name ends: `Provincia di Atlantide dello Stato Islamico`, `Atlantis Province of
    /// the Islamic State`.
    fn province_start(&self) -> Option<usize> {
        let before = |at: usize| at.checked_sub(1);
        let mut at = before(self.stretch.first)?;
        self.is_joint(at + 1).then_some(())?;
        if self.page.scan.word(at) == "the" {
            at = before(at)?;
        }
        (OF_GROUPS.contains(&self.page.scan.word(at)) && self.is_joint(at)).then_some(())?;
        let end = at;
        let land_to_here = |first: usize| {
            let place = || self.place_end(first).filter(|_| self.parent);
            self.strange_end(first).or_else(place)
        };
        // `Atlantis Province`
        let province = before(end)?;
        if self.is_province(province) && self.is_capital(province) {
            let mut starts = (province.saturating_sub(WORDS)..province).rev();
            return starts
                .by_ref()
                .take_while(|first| self.is_capital(*first) && self.is_joint(*first + 1))
                .filter(|first| land_to_here(*first) == Some(province))
                .last();
        }
        // `Provincia di Atlantide`
        let opens = |first: &usize| self.is_capital(*first) && self.province_of(*first) == Some(end);
        (end.saturating_sub(WORDS + 2)..end).rev().find(opens)
    }
}

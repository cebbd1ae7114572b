//! Decides what is written for each mention, and mends the sentence around it.
//! In: chosen mentions. Out: mentions with their verdict, edits. Not here: who is meant (see `choose`).

use super::{
    bearers::is_work,
    choose::{Chosen, is_shouted},
    evidence::{ARTICLES, CueSets, alias_cue_before},
    grammar,
};
use crate::{
    dictionary::compiled::FormRef,
    document::{EntityType, FormClass, How, Kept, Language, Mention},
    edit::Rule,
    fold,
    page::{Names, Page, Quotes},
    scan::{Gap, Scan, Token},
    span::{Repaired, Span},
};
use foldhash::{HashMap, HashSet};
use std::{borrow::Cow, cell::OnceCell, ops::Range};

/// What is to be done with one mention.
#[derive(Clone, Debug)]
struct Plan<'p> {
    /// What its kind of form is written as, before the sentence has its say.
    write: Option<&'p str>,
    /// What will stand in its place; `None` leaves it.
    target: Option<Cow<'p, str>>,
    kept: Option<Kept>,
    lang: Language,
    /// It opens a gloss with the next mention.
    gloss: Option<Cow<'p, str>>,
    /// It is the bracket of the gloss before it.
    glossed: bool,
}

/// Turns choices into mentions and proposes the edits.
pub(super) fn rewrite(page: &mut Page<'_>, cues: &CueSets, chosen: &[Chosen]) {
    if chosen.is_empty() {
        return;
    }
    let quotes = Quotations::of(page, chosen);
    let style = Style { loud: loud_lines(page, chosen), apostrophe: OnceCell::new(), chosen };
    let mut plans: Vec<Plan<'_>> = chosen.iter().map(|mention| plan(page, mention, &style)).collect();
    keep_untouchable(page, cues, chosen, &quotes, &mut plans);
    keep_ungrammatical(page, chosen, &mut plans);
    join_pairs(page, chosen, &mut plans, &style);
    keep_alias_heads(page, cues, chosen, &mut plans);
    keep_equated(page, chosen, &mut plans);
    keep_stutter(page, chosen, &mut plans);
    keep_unstable(page, chosen, &mut plans, &style);
    settle_glosses(&mut plans);
    for (at, mention) in chosen.iter().enumerate() {
        propose(page, chosen, &plans, at, &style);
        page.mentions.push(finished(page, mention, &plans[at]));
    }
}

/// The bytes of a name; with the bracket behind it that its last words stand in, `Islamic State (Sinai Province)`, and with
/// the apostrophe that is its last letter, `al-Naba'`.
fn span_of(page: &Page<'_>, mention: &Chosen) -> Span<Repaired> {
    let Chosen { first, last, .. } = *mention;
    let span: Span<Repaired> = Span::new(page.scan.tokens[first].start, page.scan.tokens[last - 1].end);
    let open = |text: &str| text.rfind('(') > text.rfind(')');
    let behind = &page.text[span.end..];
    let own = match behind.chars().next() {
        Some(')') if open(span.of(page.text)) => 1,
        Some(sign @ ('\'' | '’')) if is_closed_by(page, span, mention, sign) => sign.len_utf8(),
        _ => 0,
    };
    Span::new(span.start, span.end + own)
}

/// So many letters before a name are looked at for the mark that opens a quotation.
const QUOTED: usize = 200;

/// True when the sign behind a name writes its last letter, neither ending a quotation nor standing inside a word. The name as
/// it is written says so as well as the words that stand there: `Nafaa’` will be `Nafi`.
fn is_closed_by(page: &Page<'_>, span: Span<Repaired>, mention: &Chosen, sign: char) -> bool {
    let closed = &page.dictionary.data().cues.closed;
    let ends = |word: &str| closed.iter().any(|known| known == word);
    let written = || {
        let names = &page.dictionary.entity(mention.entity).write.0;
        names
            .iter()
            .any(|(_, name)| name.rsplit([' ', '-']).next().is_some_and(|word| ends(&fold::word(word))))
    };
    if !ends(page.scan.word(mention.last - 1)) && !written() {
        return false;
    }
    let inside = page.text[span.end + sign.len_utf8()..].starts_with(char::is_alphanumeric);
    !inside && !is_quoted_with(&page.text[..span.start], sign)
}

/// True when a quotation that this sign ends was opened before the end of a text, and in its last line.
fn is_quoted_with(text: &str, sign: char) -> bool {
    let letters = text.char_indices().rev().take(QUOTED).take_while(|(_, c)| *c != '\n');
    // The last mark says it: what opens stands behind no letter, and before one or at the end.
    let mark = letters.filter(|(at, c)| {
        let apostrophe = text[..*at].ends_with(char::is_alphanumeric)
            && text[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
        (*c == sign || sign == '’' && *c == '‘') && !apostrophe
    });
    mark.into_iter().next().is_some_and(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

fn surface<'p>(page: &Page<'p>, mention: &Chosen) -> &'p str {
    span_of(page, mention).of(page.text)
}

fn plan<'p>(page: &Page<'p>, mention: &Chosen, style: &Style<'_>) -> Plan<'p> {
    let form = form_of(page, mention);
    let lang = writing_language(page, mention, form.as_ref());
    let write = written(page, mention, lang.unwrap_or(Language::UND));
    let mut plan = Plan {
        write,
        target: None,
        kept: None,
        lang: lang.unwrap_or(Language::UND),
        gloss: None,
        glossed: false,
    };
    let entity = page.dictionary.entity(mention.entity);
    let policy = page.options.names_of(entity.kind);
    let said = surface(page, mention);
    let target = wanted(page, mention, form.as_ref(), plan.write);
    plan.kept = match &target {
        None if policy == Names::Surface && plan.write.is_some_and(|w| w != said) => Some(Kept::Policy),
        None if plan.write.is_some_and(|w| w != said) => Some(Kept::Form),
        Some(_) if lang.is_none() => Some(Kept::Language),
        _ => None,
    };
    if plan.kept.is_none()
        && let Some(target) = target
    {
        let respelt = form.as_ref().and_then(FormRef::house) == Some(target);
        let target = if respelt { spelt_as_there(page, mention, target) } else { Cow::Borrowed(target) };
        let dressed = style.dress(page, mention, target);
        if dressed != said {
            if needs_more(page, mention, form.as_ref()) {
                plan.kept = Some(Kept::Form);
            } else {
                plan.target = Some(dressed);
            }
        }
    }
    plan
}

/// A house spelling joined as the page joins it: `al-Baghdadi` for `al-Bagdadi`, `al Baghdadi` for `al Bagdadi`.
fn spelt_as_there<'p>(page: &Page<'p>, mention: &Chosen, house: &'p str) -> Cow<'p, str> {
    let spelt = Scan::new(house);
    let tokens = &page.scan.tokens[mention.first..mention.last];
    let joined = tokens.iter().skip(1).any(|token| token.gap == Gap::DASH);
    if spelt.tokens.len() != tokens.len() || !joined {
        return Cow::Borrowed(house);
    }
    let mut text = String::new();
    for (at, word) in spelt.tokens.iter().enumerate() {
        if at > 0 {
            let own = &house[spelt.tokens[at - 1].end..word.start];
            text.push_str(if tokens[at].gap == Gap::DASH && word.gap == Gap::SPACE { "-" } else { own });
        }
        text.push_str(&house[word.start..word.end]);
    }
    Cow::Owned(text)
}

/// The form of a mention; none where only the page defines it.
fn form_of<'p>(page: &Page<'p>, mention: &Chosen) -> Option<FormRef<'p>> {
    mention.form.map(|number| page.dictionary.form(number))
}

/// What the policy wants in the place of a mention, as a dictionary writes it; `write` is the written name of its class.
fn wanted<'p>(
    page: &Page<'p>,
    mention: &Chosen,
    form: Option<&FormRef<'p>>,
    write: Option<&'p str>,
) -> Option<&'p str> {
    let kind = page.dictionary.entity(mention.entity).kind;
    let house = || form.and_then(FormRef::house);
    match (page.options.names_of(kind), mention.class) {
        _ if form.is_some_and(|form| form.keep) || mention.how == How::Key => None,
        // A place keeps its spelling but for what a family settles; a part is respelt, never lengthened.
        (Names::Surface, _) if kind == EntityType::Place && page.options.runs("family") => house(),
        (Names::Surface, _) => None,
        (_, FormClass::Part) => house(),
        (_, FormClass::Long | FormClass::Short) => write,
        _ => None,
    }
}

/// The language names are written in here; `None` leaves the name as it is.
fn writing_language(page: &Page<'_>, mention: &Chosen, form: Option<&FormRef<'_>>) -> Option<Language> {
    let line = &page.lines[mention.line];
    let at = page.scan.tokens[mention.first].start;
    let span = line.spans.iter().find(|part| part.span.start <= at && at < part.span.end);
    let lang = span.map_or(line.lang, |part| part.lang);
    let ours = |lang: Language| lang == Language::EN || lang == Language::IT;
    let certain = span.is_some() || line.confidence >= 0.9;
    if let Some(lang) = page.options.lang {
        return ours(lang).then_some(lang);
    }
    if lang != Language::UND {
        if ours(lang) && (certain || lang == page.lang || !ours(page.lang)) {
            return Some(lang);
        }
        return alike(page, mention);
    }
    if ours(page.lang) {
        return Some(page.lang);
    }
    if page.lang != Language::UND {
        return alike(page, mention);
    }
    match form.map(|form| form.langs) {
        Some([only]) if ours(*only) => Some(*only),
        _ => alike(page, mention),
    }
}

/// A name that every language writes alike needs no language.
fn alike(page: &Page<'_>, mention: &Chosen) -> Option<Language> {
    let entity = page.dictionary.entity(mention.entity);
    let short = mention.class == FormClass::Short && !entity.short.is_empty();
    let texts = if short { &entity.short } else { &entity.write };
    let und = page.lines[mention.line].lang == Language::UND;
    (und && texts.only().is_some()).then_some(Language::EN)
}

/// What the form would be written as under the user's house rules.
fn written<'p>(page: &Page<'p>, mention: &Chosen, lang: Language) -> Option<&'p str> {
    let entity = page.dictionary.entity(mention.entity);
    let long = entity.write.get(lang).or(entity.write.get(Language::EN));
    let short = entity.short.get(lang).or(entity.short.get(Language::EN)).or(long);
    let policy = page.options.names_of(entity.kind);
    match (mention.class, policy) {
        (FormClass::Short, _) | (_, Names::Short) => short,
        _ => long,
    }
}

/// A form is written only as a name that needs no more evidence than itself; what only the page defines must be
/// written as a name that stands on its own.
fn needs_more(page: &Page<'_>, mention: &Chosen, form: Option<&FormRef<'_>>) -> bool {
    let class = if page.options.names_of(page.dictionary.entity(mention.entity).kind) == Names::Short {
        FormClass::Short
    } else {
        mention.class
    };
    match form {
        Some(form) if form.class == FormClass::Part => false,
        Some(form) => form.strong && !page.dictionary.writes_strong(mention.entity, class),
        None => !page.dictionary.writes_strong(mention.entity, class),
    }
}

/// How names are dressed on a page.
struct Style<'c> {
    /// Lines in capitals that stay such lines.
    loud: Vec<usize>,
    /// The page's apostrophe, when somebody has asked.
    apostrophe: OnceCell<char>,
    chosen: &'c [Chosen],
}

impl Style<'_> {
    fn is_loud(&self, line: usize) -> bool {
        self.loud.binary_search(&line).is_ok()
    }

    fn apostrophe(&self, page: &Page<'_>) -> char {
        *self.apostrophe.get_or_init(|| page_apostrophe(page, self.chosen))
    }

    /// The written name as this place asks for it: capitals of the line or sentence, apostrophe of the page.
    fn dress<'p>(&self, page: &Page<'p>, mention: &Chosen, target: Cow<'p, str>) -> Cow<'p, str> {
        let said = surface(page, mention);
        // A long word in capitals alone on its line is a line of capitals, if what is written is a long word too.
        let upper = page.capitals[mention.line]
            && (self.is_loud(mention.line) || (has_long_word(said) && has_long_word(&target)));
        let mut text = target;
        if upper {
            text = Cow::Owned(text.to_uppercase());
        } else if said.chars().next().is_some_and(char::is_uppercase)
            && !is_capitalised(&text)
            && (opens_sentence(page, mention.first) || is_glued(page, mention.first))
        {
            let first = text.chars().next().into_iter().flat_map(char::to_uppercase);
            text = Cow::Owned(first.chain(text.chars().skip(1)).collect());
        }
        if text.contains('\'') {
            let own = said.chars().find(|c| matches!(c, '\'' | '’'));
            if own.unwrap_or_else(|| self.apostrophe(page)) == '’' {
                text = Cow::Owned(text.replace('\'', "’"));
            }
        }
        text
    }
}

/// True when a capital first letter would change nothing.
fn is_capitalised(text: &str) -> bool {
    text.chars().next().is_none_or(|c| c.to_uppercase().eq([c]))
}

fn has_long_word(words: &str) -> bool {
    words.split_whitespace().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 5)
}

/// Lines in capitals that will still be lines in capitals with the names that are wanted there: one word alone is none.
fn loud_lines(page: &Page<'_>, chosen: &[Chosen]) -> Vec<usize> {
    let word = |token: &&Token| {
        token.end - token.start > 1 && (token.shape.has_capital() || token.shape.has_lower())
    };
    let words = |tokens: &[Token]| tokens.iter().filter(word).count();
    let in_capitals = chosen.chunk_by(|a, b| a.line == b.line).filter(|group| {
        let line = group[0].line;
        page.capitals[line] && is_shouted(page, line) && {
            let named = |mention: &Chosen| words(&page.scan.tokens[mention.first..mention.last]);
            let becomes = |mention: &Chosen| {
                let form = form_of(page, mention);
                let lang = writing_language(page, mention, form.as_ref()).unwrap_or(Language::UND);
                let write = written(page, mention, lang);
                let name = wanted(page, mention, form.as_ref(), write);
                name.map_or(named(mention), |name| words(&Scan::new(name).tokens))
            };
            let others =
                words(&page.scan.tokens[page.tokens_of(line)]) - group.iter().map(named).sum::<usize>();
            others + group.iter().map(becomes).sum::<usize>() > 1
        }
    });
    in_capitals.map(|group| group[0].line).collect()
}

/// True directly behind a letter: the capital alone parts `passAl-Furqan`.
fn is_glued(page: &Page<'_>, first: usize) -> bool {
    page.text[..page.scan.tokens[first].start].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// True at the start of a line, sentence or quotation, bullets and brackets skipped.
fn opens_sentence(page: &Page<'_>, first: usize) -> bool {
    let token = &page.scan.tokens[first];
    let Some(line) = page.line_at(token.start) else { return true };
    let before = &page.text[page.lines[line].span.start..token.start];
    if !before.chars().any(char::is_alphanumeric) {
        return true;
    }
    let tail = before.trim_end_matches([' ', '\u{a0}']);
    let bare = tail.trim_end_matches(['“', '"', '«', '(', '[', '‘', '„']);
    let opened_quote = tail.len() != bare.len() && tail.ends_with(['“', '"', '«', '‘', '„']);
    opened_quote
        || bare
            .trim_end_matches([' ', '\u{a0}', '”', '"', '»', '’', ')'])
            .ends_with(['.', '!', '?', '…', ':'])
}

/// The apostrophe that lines use most, silent ones left out. Names and what touches them are left out: rewriting changes those.
fn page_apostrophe(page: &Page<'_>, chosen: &[Chosen]) -> char {
    let tokens = &page.scan.tokens;
    let mut named = chosen
        .iter()
        .map(|m| {
            tokens[m.first.saturating_sub(1)].start
                ..tokens.get(m.last).map_or(page.text.len(), |next| next.start)
        })
        .peekable();
    let mut lines = page.lines.iter().peekable();
    let (mut straight, mut curly) = (0usize, 0usize);
    let bytes = page.text.as_bytes();
    let marks = memchr::memchr2_iter(b'\'', "’".as_bytes()[0], bytes).map(|at| (at, &page.text[at..]));
    for (at, rest) in marks {
        while named.next_if(|range| range.end <= at).is_some() {}
        while lines.next_if(|line| line.span.end <= at).is_some() {}
        let silent = lines.peek().is_none_or(|line| line.silent);
        if !silent && !named.peek().is_some_and(|range| range.contains(&at)) {
            straight += usize::from(rest.starts_with('\''));
            curly += usize::from(rest.starts_with('’'));
        }
    }
    if curly > straight { '’' } else { '\'' }
}

/// Stretches of a page in quotation marks.
struct Quotations {
    ranges: HashMap<usize, Vec<Range<usize>>>,
}

impl Quotations {
    fn of(page: &Page<'_>, chosen: &[Chosen]) -> Quotations {
        let mut ranges = HashMap::default();
        let asked = page.options.quotes == Quotes::Keep;
        for mention in chosen.iter().filter(|_| asked) {
            ranges.entry(mention.line).or_insert_with(|| {
                let span = page.lines[mention.line].span;
                quoted(span.of(page.text))
                    .into_iter()
                    .map(|r| r.start + span.start..r.end + span.start)
                    .collect()
            });
        }
        Quotations { ranges }
    }

    fn around(&self, line: usize, span: Span<Repaired>) -> bool {
        holds(&self.ranges[&line], span)
    }
}

/// True when one of these stretches, in order and apart, holds the span.
fn holds(ranges: &[Range<usize>], span: Span<Repaired>) -> bool {
    let at = ranges.partition_point(|range| range.end < span.end);
    ranges.get(at).is_some_and(|range| range.start <= span.start)
}

/// The quoted stretches of a line, marks left out; an unclosed or wrongly closed mark quotes to the end of the line.
fn quoted(line: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let next = line[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match open {
            None => {
                let single = matches!(c, '‘' | '\'')
                    && !before.is_alphanumeric()
                    && next.is_alphanumeric()
                    && closes_single(&line[at + c.len_utf8()..], c);
                if matches!(c, '“' | '«' | '„' | '"') || single {
                    open = Some((c, at + c.len_utf8()));
                }
            }
            Some((mark, start)) => {
                let closes = match mark {
                    '“' => c == '”',
                    '«' => c == '»',
                    '„' => matches!(c, '“' | '”'),
                    '"' => c == '"',
                    '‘' => c == '’' && !next.is_alphanumeric(),
                    _ => c == '\'' && !next.is_alphanumeric(),
                };
                if closes {
                    ranges.push(start..at);
                    open = None;
                }
            }
        }
        before = c;
    }
    if let Some((_, start)) = open {
        ranges.push(start..line.len());
    }
    ranges
}

/// A single mark opens a quotation only where a closing one follows; else it is an apostrophe.
fn closes_single(rest: &str, mark: char) -> bool {
    let close = if mark == '‘' { '’' } else { '\'' };
    rest.char_indices().any(|(at, c)| {
        c == close && !rest[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
    })
}

/// True when a name stands alone in quotation marks: `the “Khorasan Army,”`.
pub(super) fn alone_in_quotes(page: &Page<'_>, span: Span<Repaired>) -> bool {
    let behind = page.text[span.end..].trim_start_matches([',', '.', ';', ':', '!', '?']).chars().next();
    if !matches!(behind, Some('”' | '“' | '"' | '»' | '’' | '\'')) {
        return false;
    }
    // An article may stand inside the marks: `“the Daesh”`.
    let lead = page.text[..span.start].trim_end();
    let article = lead.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let inside = lead.len() < span.start && ARTICLES.contains(&article.to_lowercase().as_str());
    let lead = if inside { &lead[..lead.len() - article.len()] } else { &page.text[..span.start] };
    let before = lead.chars().next_back();
    matches!(
        (before, behind),
        (Some('“' | '„'), Some('”' | '“'))
            | (Some('"'), Some('"'))
            | (Some('«'), Some('»'))
            | (Some('‘'), Some('’'))
            | (Some('\''), Some('\''))
    )
}

fn keep_untouchable(
    page: &Page<'_>,
    cues: &CueSets,
    chosen: &[Chosen],
    quotes: &Quotations,
    plans: &mut [Plan<'_>],
) {
    let mut titles = (usize::MAX, Vec::new());
    for (mention, plan) in chosen.iter().zip(plans) {
        if plan.target.is_none() {
            continue;
        }
        if titles.0 != mention.line {
            titles = (mention.line, titles_on(page, mention.line));
        }
        let span = span_of(page, mention);
        let tokens = &page.scan.tokens[mention.first..mention.last];
        let quoted = page.options.quotes == Quotes::Keep && quotes.around(mention.line, span);
        let kept = if tokens.iter().any(|token| token.shape.is_hashtag()) || page.protects(span) {
            Some(Kept::Protected)
        } else if quoted
            || alone_in_quotes(page, span)
            || holds(&titles.1, span)
            || has_subtitle(page, mention, span)
        {
            Some(Kept::Quoted)
        } else if alias_cue_before(page, cues, mention.first) {
            Some(Kept::Named)
        } else if has_shared_head(page, chosen, mention) {
            Some(Kept::Shared)
        } else if is_inside_another(page, mention) {
            Some(Kept::Form)
        } else {
            None
        };
        if let Some(kept) = kept {
            plan.kept = Some(kept);
            plan.target = None;
        }
    }
}

/// True inside a longer located name that lost for want of evidence (`IS` in the German `IS-Miliz`): rewriting would
/// uncover the rest of that name to every rule that leaves names out.
fn is_inside_another(page: &Page<'_>, mention: &Chosen) -> bool {
    let at = page.names.partition_point(|hit| hit.last < mention.last);
    page.names[at..]
        .iter()
        .take_while(|hit| hit.first <= mention.first)
        .any(|hit| (hit.first, hit.last) != (mention.first, mention.last))
}

/// A colon and a capital behind the bare name of a work: `the book ISIS: Inside the Army of Terror`.
fn has_subtitle(page: &Page<'_>, mention: &Chosen, span: Span<Repaired>) -> bool {
    let mut behind = page.text[span.end..page.lines[mention.line].span.end].chars();
    let subtitle = behind.next() == Some(':')
        && behind.next() == Some(' ')
        && behind.find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let bare = mention.first.checked_sub(1).filter(|_| page.scan.tokens[mention.first].gap == Gap::SPACE);
    subtitle && bare.is_some_and(|at| is_work(page, at))
}

/// The titles of works on a line, marks left out: `the film “ISIS: The Inside Story”`. Nearly no line has one.
fn titles_on(page: &Page<'_>, line: usize) -> Vec<Range<usize>> {
    const MARKS: [char; 6] = ['“', '«', '"', '‘', '\'', '„'];
    let (span, own) = (page.lines[line].span, page.tokens_of(line));
    let tokens = &page.scan.tokens;
    let opens = |at: usize| {
        let gap = &page.text[tokens[at - 1].end..tokens[at].start];
        gap.len() > 1 && gap.contains(MARKS) && is_work(page, at - 1)
    };
    if !own.clone().skip(1).any(opens) {
        return Vec::new();
    }
    let text = span.of(page.text);
    let title = |range: &Range<usize>| {
        let mark = text[..range.start].char_indices().next_back().map_or(0, |(at, _)| at);
        let lead = text[..mark].trim_end();
        let word = tokens.partition_point(|token| token.start < span.start + lead.len());
        lead.len() < mark
            && lead.ends_with(char::is_alphanumeric)
            && word > own.start
            && is_work(page, word - 1)
    };
    let titles = quoted(text).into_iter().filter(title);
    titles.map(|range| range.start + span.start..range.end + span.start).collect()
}

/// `the Afghan and Pakistani Taliban`: the head belongs to two names.
fn has_shared_head(page: &Page<'_>, chosen: &[Chosen], mention: &Chosen) -> bool {
    let Some(other) = mention.first.checked_sub(2) else { return false };
    mention.last - mention.first > 1
        && matches!(page.scan.word(mention.first - 1), "and" | "or" | "e" | "o" | "ed")
        && !is_chosen(chosen, other)
        && page.dictionary.is_demonym(page.view_of(mention.first..mention.first + 1))
        && page.dictionary.is_demonym(page.view_of(other..other + 1))
}

/// True when the token is part of a mention.
fn is_chosen(chosen: &[Chosen], token: usize) -> bool {
    let at = chosen.partition_point(|named| named.last <= token);
    chosen.get(at).is_some_and(|named| named.first <= token)
}

/// Two forms of one entity joined by brackets, `or` or a slash: a gloss is rewritten whole, others stay.
fn join_pairs<'p>(page: &Page<'p>, chosen: &[Chosen], plans: &mut [Plan<'p>], style: &Style<'_>) {
    for at in 1..chosen.len() {
        let (a, b) = (&chosen[at - 1], &chosen[at]);
        if a.entity != b.entity || a.line != b.line {
            continue;
        }
        let between = &page.text[page.scan.tokens[a.last - 1].end..page.scan.tokens[b.first].start];
        let behind = &page.text[page.scan.tokens[b.last - 1].end..];
        let bracket = match between.trim() {
            "(" => behind.starts_with(')'),
            "[" => behind.starts_with(']'),
            _ => false,
        };
        let joined = matches!(page.view_of(a.last..b.first), " or " | " o " | " ovvero " | " oppure ")
            && between.chars().all(|c| c.is_alphabetic() || " ,\u{a0}".contains(c))
            || between.trim() == "/"
            || between.trim() == ",";
        let listed = between.trim() == ",";
        if bracket && a.class == FormClass::Long && plans[at - 1].kept.is_none() {
            lengthen(page, a, &mut plans[at - 1], style);
            gloss(page, a, b, &mut plans[at - 1..=at], style);
        } else if bracket || (joined && !listed) {
            for plan in &mut plans[at - 1..=at] {
                if plan.target.take().is_some() {
                    plan.kept = Some(Kept::Joined);
                }
            }
        }
    }
}

/// Where short names are asked for, the gloss still explains one: `the Islamic State – Khorasan Province (ISKP)`.
fn lengthen<'p>(page: &Page<'p>, head: &Chosen, plan: &mut Plan<'p>, style: &Style<'_>) {
    let entity = page.dictionary.entity(head.entity);
    let long = entity.write.get(plan.lang).or(entity.write.get(Language::EN));
    if page.options.names_of(entity.kind) == Names::Short
        && let Some(long) = long
        && plan.target.is_some()
    {
        let target = style.dress(page, head, Cow::Borrowed(long));
        plan.target = (target != surface(page, head)).then_some(target);
        plan.write = Some(long);
    }
}

/// `Islamic State-Khorasan (IS-K)` becomes `Islamic State – Khorasan Province (ISKP)` in one go.
fn gloss<'p>(page: &Page<'p>, long: &Chosen, bracket: &Chosen, pair: &mut [Plan<'p>], style: &Style<'_>) {
    let entity = page.dictionary.entity(long.entity);
    let lang = pair[0].lang;
    let gloss = entity.gloss.get(lang).or(entity.gloss.get(Language::EN)).unwrap_or("");
    let write = pair[0].write.unwrap_or_default();
    if gloss.is_empty() || gloss == write {
        // The bracket stays as it is.
        if pair[1].target.take().is_some() {
            pair[1].kept = Some(Kept::Joined);
        }
        return;
    }
    pair[0].gloss = Some(style.dress(page, bracket, Cow::Borrowed(gloss)));
    pair[1].glossed = true;
    pair[1].target = None;
    pair[1].kept = None;
}

/// `X, better known as Y`: X stays too where it would then read like Y.
fn keep_alias_heads(page: &Page<'_>, cues: &CueSets, chosen: &[Chosen], plans: &mut [Plan<'_>]) {
    for at in 1..chosen.len() {
        let (a, b) = (&chosen[at - 1], &chosen[at]);
        if a.entity != b.entity || a.line != b.line || !alias_cue_before(page, cues, b.first) {
            continue;
        }
        let said = page.view_of(b.first..b.last);
        if plans[at - 1].target.as_deref().is_some_and(|target| Scan::new(target).view == said) {
            plans[at - 1].target = None;
            plans[at - 1].kept = Some(Kept::Named);
        }
    }
}

/// `Daesh, the Arabic acronym for ISIS`, `ISIS-K, which is ISIS in Khorasan`: what is said of the name would be false of
/// the written one, and so neither is rewritten.
fn keep_equated(page: &Page<'_>, chosen: &[Chosen], plans: &mut [Plan<'_>]) {
    for at in 1..chosen.len() {
        let (a, b) = (&chosen[at - 1], &chosen[at]);
        // An acronym that is explained must stay one.
        let blurred = || {
            let reads = |at: usize| Scan::new(final_words(page, chosen, plans, at)).view;
            let said = page.view_of(a.first..a.last);
            let alike = said != page.view_of(b.first..b.last) && reads(at - 1) == reads(at);
            alike || !said.trim().contains(' ') && reads(at - 1).trim().contains(' ')
        };
        if a.entity == b.entity && a.line == b.line && equates(page, a.last..b.first) && blurred() {
            for plan in &mut plans[at - 1..=at] {
                if plan.target.take().is_some() | plan.gloss.take().is_some() | plan.glossed {
                    plan.glossed = false;
                    plan.kept = Some(Kept::Named);
                }
            }
        }
    }
}

/// True when the words between two names say that they are one.
fn equates(page: &Page<'_>, between: Range<usize>) -> bool {
    const NAMES: &[&str] = &[
        "acronym",
        "abbreviation",
        "initials",
        "shorthand",
        "name",
        "term",
        "word",
        "label",
        "acronimo",
        "sigla",
        "abbreviazione",
        "nome",
        "termine",
        "parola",
        "denominazione",
        "iniziali",
    ];
    const OF: &[&str] =
        &["for", "of", "by", "di", "del", "dello", "dell", "della", "per", "lo", "l", "il", "la", "the"];
    const SAME: &[&str] = &[
        " which is ",
        " that is ",
        " i e ",
        " ie ",
        " stands for ",
        " is the same as ",
        " is just ",
        " means ",
        " cioe ",
        " vale a dire ",
        " ossia ",
        " ovvero ",
        " sta per ",
        " che sta per ",
        " significa ",
        " che significa ",
        " che e ",
        " short for ",
        " in other words ",
    ];
    if between.is_empty() || between.len() > 9 || between.clone().any(|at| page.masked[at]) {
        return false;
    }
    let text = &page.text[page.scan.tokens[between.start - 1].end..page.scan.tokens[between.end].start];
    if text.contains(['.', ';', '!', '?', '\n', '\r']) && !text.contains("i.e") {
        return false;
    }
    // The article belongs to the second name.
    let mut end = between.end;
    while end > between.start && OF.contains(&page.scan.word(end - 1)) {
        end -= 1;
    }
    let named = end < between.end && end > between.start && NAMES.contains(&page.scan.word(end - 1));
    // `acronimo arabo di`
    let of = |at: usize| (at + 1..=(at + 2).min(between.end)).any(|next| OF.contains(&page.scan.word(next)));
    let named = named || between.clone().any(|at| NAMES.contains(&page.scan.word(at)) && of(at));
    let bare = page.view_of(between.start..end.max(between.start + 1));
    let told = text.contains([',', '(', '–', '—', ':'])
        || matches!(page.scan.word(between.start), "is" | "was" | "e" | "era");
    named && told || SAME.contains(&bare) || SAME.contains(&page.view_of(between.clone()))
}

/// Where rewriting would make two mentions of one entity in one stretch read alike, none of them is rewritten.
fn keep_stutter(page: &Page<'_>, chosen: &[Chosen], plans: &mut [Plan<'_>]) {
    let mut start = 0;
    while start < chosen.len() {
        let mut end = start + 1;
        while end < chosen.len()
            && chosen[end].line == chosen[start].line
            && !parted(page, &chosen[end - 1], &chosen[end])
        {
            end += 1;
        }
        if end - start > 1 {
            keep_stutter_in(page, &chosen[start..end], &mut plans[start..end]);
        }
        start = end;
    }
}

fn parted(page: &Page<'_>, a: &Chosen, b: &Chosen) -> bool {
    page.text[page.scan.tokens[a.last - 1].end..page.scan.tokens[b.first].start]
        .contains([',', ';', ':', '.', '!', '?', '…'])
}

fn keep_stutter_in(page: &Page<'_>, chosen: &[Chosen], plans: &mut [Plan<'_>]) {
    let mut seen = HashSet::default();
    if chosen.iter().all(|mention| seen.insert(mention.entity)) {
        return;
    }
    let said: Vec<&str> = chosen.iter().map(|m| page.view_of(m.first..m.last)).collect();
    let read: Vec<String> = (0..chosen.len())
        .map(|at| {
            match (&plans[at].target, at.checked_sub(1).and_then(|before| plans[before].gloss.as_deref())) {
                (Some(target), _) => Scan::new(target).view,
                (None, Some(gloss)) if plans[at].glossed => Scan::new(gloss).view,
                _ => said[at].to_owned(),
            }
        })
        .collect();
    let mut alike: HashMap<(u32, &str), &str> = HashMap::default();
    let mut entities: HashSet<u32> = HashSet::default();
    for (at, mention) in chosen.iter().enumerate() {
        if *alike.entry((mention.entity, &read[at])).or_insert(said[at]) != said[at] {
            entities.insert(mention.entity);
        }
    }
    for (mention, plan) in chosen.iter().zip(plans) {
        if entities.contains(&mention.entity)
            && (plan.target.take().is_some() | plan.gloss.take().is_some() | plan.glossed)
        {
            plan.kept = Some(Kept::Stutter);
            plan.glossed = false;
        }
    }
}

/// A written name must not run together with what stands beside it into another name: twice would not be once.
fn keep_unstable(page: &Page<'_>, chosen: &[Chosen], plans: &mut [Plan<'_>], style: &Style<'_>) {
    // A name that stays after all is a new neighbour for those beside it; three looks settle every page met so far.
    for _ in 0..3 {
        let mut settled = true;
        for at in touched(page, chosen, plans, style) {
            if plans[at].target.is_some() && !reads_back(page, chosen, plans, at, style) {
                plans[at].target = None;
                plans[at].gloss = None;
                plans[at].kept = Some(Kept::Form);
                settled = false;
            }
        }
        if settled {
            break;
        }
    }
}

/// The mentions whose written name some form could reach over the edge of, by the words of their lines as those will
/// read.
fn touched(page: &Page<'_>, chosen: &[Chosen], plans: &[Plan<'_>], style: &Style<'_>) -> Vec<usize> {
    let openings = page.dictionary.forms().openings();
    let longest = page.dictionary.longest();
    let mut touched = Vec::new();
    let mut words: Vec<(u32, Option<usize>)> = Vec::new();
    let mut scan = Scan::default();
    let mut next = 0;
    for group in chosen.chunk_by(|a, b| a.line == b.line) {
        let own = next..next + group.len();
        next = own.end;
        if plans[own.clone()].iter().all(|plan| plan.target.is_none()) {
            continue;
        }
        let line = page.tokens_of(group[0].line);
        let plain = |tokens: Range<usize>| page.scan.tokens[tokens].iter().map(|token| (token.hash, None));
        let mut at = line.start;
        words.clear();
        for number in own {
            let mention = &chosen[number];
            let Some(target) = &plans[number].target else { continue };
            match lead_of(page, mention, &plans[number], style) {
                Some((start, lead)) => {
                    let from = page.scan.tokens.partition_point(|token| token.start < start).max(at);
                    words.extend(plain(at..from));
                    scan.read(&lead);
                    words.extend(scan.tokens.iter().map(|token| (token.hash, None)));
                }
                None => words.extend(plain(at..mention.first)),
            }
            match page.dictionary.words_of(target) {
                Some(known) => words.extend(known.iter().map(|hash| (*hash, Some(number)))),
                None => {
                    scan.read(target);
                    words.extend(scan.tokens.iter().map(|token| (token.hash, Some(number))));
                }
            }
            at = mention.last;
        }
        words.extend(plain(at..line.end));
        let mut near = 0;
        for first in 0..words.len() {
            // Only what begins so near before a written name can reach it.
            near = near.max(first);
            near += words[near..].iter().take_while(|(_, name)| name.is_none()).count();
            if near == words.len() || near - first >= longest || !openings.may_open(words[first].0) {
                continue;
            }
            let hashes = words[first..].iter().map(|(hash, _)| *hash);
            for count in openings.beginning(hashes) {
                let under = &words[first..first + count];
                // Inside one written name it is that name or a part of it.
                if under.iter().any(|(_, name)| *name != under[0].1) {
                    touched.extend(under.iter().filter_map(|(_, name)| *name));
                }
            }
        }
    }
    touched.sort_unstable();
    touched.dedup();
    touched
}

/// What will stand before a mention, where its sentence is mended there.
fn lead_of(page: &Page<'_>, mention: &Chosen, plan: &Plan<'_>, style: &Style<'_>) -> Option<(usize, String)> {
    let target = plan.target.as_deref().filter(|_| plan.lang == Language::IT)?;
    italian_lead(page, mention, target, style)
}

/// What will stand in the place of a mention.
fn final_words<'p>(page: &Page<'p>, chosen: &[Chosen], plans: &'p [Plan<'_>], at: usize) -> &'p str {
    plans[at].target.as_deref().unwrap_or_else(|| surface(page, &chosen[at]))
}

/// How many tokens around a written name can belong to a longer name.
const REACH: usize = 24;

/// Locates the written name in its line as that will read, and asks whether it is still the longest name there.
/// A weak neighbour whose entity the page does not name cannot take it over.
fn reads_back(page: &Page<'_>, chosen: &[Chosen], plans: &[Plan<'_>], at: usize, style: &Style<'_>) -> bool {
    let line = page.tokens_of(chosen[at].line);
    let near = |other: &Chosen| {
        other.line == chosen[at].line
            && other.first + REACH >= chosen[at].first
            && other.last <= chosen[at].last + REACH
    };
    let first = (0..at).rev().take_while(|other| near(&chosen[*other])).last().unwrap_or(at);
    let last = (at..chosen.len()).take_while(|other| near(&chosen[*other])).last().unwrap_or(at);
    let from = line.start.max(chosen[at].first.saturating_sub(REACH)).min(chosen[first].first);
    let from = if first > 0 { from.max(chosen[first - 1].last).min(chosen[first].first) } else { from };
    let to = line.end.min(chosen[at].last + REACH).max(chosen[last].last);
    let to = chosen.get(last + 1).map_or(to, |next| to.min(next.first).max(chosen[last].last));
    let end = page.scan.tokens[to - 1].end;
    let (mut text, mut cursor, mut here) = (String::new(), page.scan.tokens[from].start, 0..0);
    for other in first..=last {
        let span = span_of(page, &chosen[other]);
        match lead_of(page, &chosen[other], &plans[other], style).filter(|(start, _)| *start >= cursor) {
            Some((start, lead)) => {
                text.push_str(&page.text[cursor..start]);
                text.push_str(&lead);
            }
            None => text.push_str(&page.text[cursor..span.start]),
        }
        let start = text.len();
        text.push_str(final_words(page, chosen, plans, other));
        if other == at {
            here = start..text.len();
        }
        cursor = span.end;
    }
    text.push_str(&page.text[cursor..end.max(cursor)]);
    let scan = Scan::new(&text);
    let mut hits = Vec::new();
    page.dictionary.locate(&text, &scan, &mut hits);
    hits.iter().all(|hit| {
        let (start, end) = (scan.tokens[hit.first].start, scan.tokens[hit.last - 1].end);
        let needs = || &page.dictionary.context(&page.dictionary.form(hit.form)).0.phrases;
        let live = hit.strong || chosen.iter().any(|other| other.entity == hit.entity) || !needs().is_empty();
        let crosses = live && start < here.end && here.start < end;
        !crosses || (here.start <= start && end <= here.end)
    })
}

/// A gloss whose long form stays leaves its bracket as it is.
fn settle_glosses(plans: &mut [Plan<'_>]) {
    for at in 1..plans.len() {
        if plans[at].glossed && plans[at - 1].gloss.is_none() {
            plans[at].glossed = false;
            plans[at].kept = Some(Kept::Joined);
        }
    }
}

fn propose(page: &mut Page<'_>, chosen: &[Chosen], plans: &[Plan<'_>], at: usize, style: &Style<'_>) {
    let (mention, plan) = (&chosen[at], &plans[at]);
    if plan.gloss.is_none() && plan.target.is_none() {
        return;
    }
    let rule = Rule::with_id("name", &page.dictionary.id(mention.entity));
    let span = span_of(page, mention);
    if let Some(gloss) = &plan.gloss {
        let bracket = &chosen[at + 1];
        let close = page.scan.tokens[bracket.last - 1].end + 1;
        let whole = Span::new(span.start, close);
        let head = plan.target.as_deref().unwrap_or(span.of(page.text));
        let said = &page.text[span.end..page.scan.tokens[bracket.first].start];
        let new = format!("{head}{said}{gloss})");
        if new != whole.of(page.text) {
            mend_before(page, mention, plan, head, style);
            page.propose(whole, new, rule);
        }
        return;
    }
    let Some(target) = plan.target.as_deref() else { return };
    mend_before(page, mention, plan, target, style);
    let span = absorb(page, mention, span, target);
    // The last dot of `I.S.` may have ended the sentence as well.
    let rest = page.text[span.end..].trim_start_matches([' ', '\u{a0}']);
    let ended = surface(page, mention).ends_with('.')
        && !target.ends_with('.')
        && rest.chars().next().is_none_or(|c| c.is_uppercase() || matches!(c, '\n' | '\r'));
    page.propose(span, if ended { format!("{target}.") } else { target.to_owned() }, rule);
    mend_possessive(page, mention, target);
}

/// A generic noun that the written name brings along is not doubled: `Haqqani network` for `the Haqqani network`.
fn absorb(page: &Page<'_>, mention: &Chosen, span: Span<Repaired>, target: &str) -> Span<Repaired> {
    let hash = |at: usize| page.scan.tokens.get(at).map(|token| token.hash);
    let before = mention.first.checked_sub(1).and_then(hash);
    if page.dictionary.absorbs(mention.entity, before, hash(mention.last)) == (false, false) {
        return span;
    }
    let scan = Scan::new(target);
    let (first, last) = (scan.word(0), scan.word(scan.tokens.len() - 1));
    let tokens = &page.scan.tokens;
    let (mut start, mut end) = (span.start, span.end);
    let behind =
        tokens.get(mention.last).is_some_and(|token| token.gap == Gap::SPACE) && scan.tokens.len() > 1;
    if behind && page.scan.word(mention.last) == last && page.scan.word(mention.last - 1) != last {
        end = tokens[mention.last].end;
    }
    let before = mention.first > 0 && tokens[mention.first].gap == Gap::SPACE && scan.tokens.len() > 1;
    if before && page.scan.word(mention.first - 1) == first && page.scan.word(mention.first) != first {
        start = tokens[mention.first - 1].start;
    }
    Span::new(start, end)
}

/// Articles and prepositions before the name agree with what is written now.
fn mend_before(page: &mut Page<'_>, mention: &Chosen, plan: &Plan<'_>, target: &str, style: &Style<'_>) {
    let name = page.scan.tokens[mention.first];
    if plan.lang == Language::IT {
        if let Some((start, words)) = italian_lead(page, mention, target, style) {
            let span = Span::new(start, name.start);
            if words != span.of(page.text) {
                page.propose(span, words, Rule::named("grammar/article"));
            }
        }
    } else if name.gap == Gap::SPACE
        && let Some(before) = word_before(page, mention)
        && let Some(word) = grammar::english_article(page.scan.word(before), target)
    {
        let article = page.scan.tokens[before];
        let loud = style.is_loud(mention.line);
        let span = Span::new(article.start, article.end);
        // `vitamin A`
        let letter = span.of(page.text) == "A" && !page.capitals[mention.line];
        if letter && !opens_sentence(page, before) {
            return;
        }
        let word = grammar::with_capitals(word, span.of(page.text), '\'', loud);
        page.propose(span, word, Rule::named("grammar/article"));
    }
}

/// What stands before an Italian name when its sentence is mended, from which byte on up to the name.
fn italian_lead(
    page: &Page<'_>,
    mention: &Chosen,
    target: &str,
    style: &Style<'_>,
) -> Option<(usize, String)> {
    let name = page.scan.tokens[mention.first];
    let loud = style.is_loud(mention.line);
    let Some(before) = word_before(page, mention) else {
        let article = grammar::bare_article(&naming(page, mention, target))?;
        if !opens_clause(page, mention) {
            return None;
        }
        let as_in = if opens_sentence(page, mention.first) { "Il" } else { "il" };
        return Some((name.start, grammar::with_capitals(&article, as_in, '\'', false)));
    };
    let article = page.scan.tokens[before];
    let (own, gap) = (&page.text[article.start..article.end], &page.text[article.end..name.start]);
    match before_italian(page, mention, before, target) {
        grammar::Before::Becomes(words) => {
            let written = &page.text[article.start..name.start];
            let words = grammar::with_capitals(&words, written, style.apostrophe(page), loud);
            // Spaces that the article does not ask for are none of ours.
            let same = words.trim_end() == written.trim_end() && !is_apart(gap);
            (!same).then_some((article.start, words))
        }
        grammar::Before::Takes(words) => {
            let capitals = loud || own.chars().count() > 1 && !own.chars().any(char::is_lowercase);
            Some((article.end, format!(" {}", if capitals { words.to_uppercase() } else { words })))
        }
        grammar::Before::Stays | grammar::Before::Unknown => None,
    }
}

/// The word before a name that may have to agree with it: nothing but a space or an apostrophe parts them.
fn word_before(page: &Page<'_>, mention: &Chosen) -> Option<usize> {
    let before = mention.first.checked_sub(1)?;
    let (word, name) = (page.scan.tokens[before], page.scan.tokens[mention.first]);
    let gap = &page.text[word.end..name.start];
    // A quotation mark opens something else: `nello 'Stato'`.
    let bare = gap.chars().all(|c| !matches!(c, '\'' | '’' | '‘' | '`')) || gap.chars().count() == 1;
    let near = Gap::SPACE.or(Gap::APOSTROPHE).allows(name.gap) && bare
        || (name.gap == Gap::NONE || is_apart(gap)) && grammar::is_elided(page.scan.word(before));
    (near && !word.shape.is_protected()).then_some(before)
}

/// An apostrophe with a space behind it, everyday dirt: `dell' Isis`.
fn is_apart(gap: &str) -> bool {
    gap.strip_prefix(['\'', '’', '`']).is_some_and(|rest| matches!(rest, " " | "\u{a0}"))
}

fn naming<'n>(page: &'n Page<'_>, mention: &Chosen, target: &'n str) -> grammar::Naming<'n> {
    let entity = page.dictionary.entity(mention.entity);
    let body = matches!(entity.kind, EntityType::Org | EntityType::State | EntityType::Media);
    let body = body && mention.class != FormClass::Part;
    grammar::Naming { was: surface(page, mention), is: target, gender: entity.gender, body }
}

/// What becomes of the word before an Italian name. Words of other names are not read.
fn before_italian(page: &Page<'_>, mention: &Chosen, before: usize, target: &str) -> grammar::Before {
    let gap = &page.text[page.scan.tokens[before].end..page.scan.tokens[mention.first].start];
    let naming = naming(page, mention, target);
    let elided = gap.starts_with(['\'', '’', '`']) || gap.is_empty();
    let word = page.scan.word(before);
    if page.masked[before] && !grammar::is_article(word) {
        return grammar::Before::Stays;
    }
    let lead = before.checked_sub(1).filter(|at| {
        !page.masked[*at] && Gap::SPACE.or(Gap::APOSTROPHE).allows(page.scan.tokens[before].gap)
    });
    grammar::italian_before(word, elided, lead.map(|at| page.scan.word(at)), &naming)
}

/// True for a bare name that is the subject of an Italian sentence, not of a headline: `Daesh ha colpito a Baghdad.`
fn opens_clause(page: &Page<'_>, mention: &Chosen) -> bool {
    let line = page.lines[mention.line].span.of(page.text).trim_end();
    let prose = line.ends_with(['.', '!', '?', '…', '»', '”']);
    let lead = &page.text[..page.scan.tokens[mention.first].start];
    let comma = lead.ends_with(", ");
    prose
        && (comma || opens_sentence(page, mention.first))
        && !page.capitals[mention.line]
        && agreement(page, mention).plural_verb == Some(false)
}

/// What the words behind an Italian name say of it. Words of other names are not read.
fn agreement(page: &Page<'_>, mention: &Chosen) -> grammar::Agreement {
    let tokens = &page.scan.tokens;
    let behind = (mention.last..tokens.len())
        .take_while(|at| {
            let near = Gap::SPACE.or(Gap::APOSTROPHE).allows(tokens[*at].gap);
            !page.masked[*at] && (near || is_apart(&page.text[tokens[*at - 1].end..tokens[*at].start]))
        })
        .map(|at| {
            let rest = &page.text[tokens[at].end..];
            let mark = rest.chars().next().filter(|c| matches!(c, '\'' | '’')).map_or(0, char::len_utf8);
            (page.scan.word(at), &page.text[tokens[at].start..tokens[at].end + mark])
        });
    grammar::agreement(behind, |word| page.dictionary.is_demonym(&format!(" {word} ")))
}

/// An Italian name stays where the sentence cannot be made to agree with what is written for it.
fn keep_ungrammatical(page: &Page<'_>, chosen: &[Chosen], plans: &mut [Plan<'_>]) {
    for (mention, plan) in chosen.iter().zip(plans) {
        if plan.lang == Language::IT
            && plan.target.as_deref().is_some_and(|target| !fits_italian(page, mention, target))
        {
            plan.target = None;
            plan.kept = Some(Kept::Form);
        }
    }
}

fn fits_italian(page: &Page<'_>, mention: &Chosen, target: &str) -> bool {
    let naming = naming(page, mention, target);
    let before = word_before(page, mention);
    if let Some(before) = before {
        let word = page.scan.word(before);
        if before_italian(page, mention, before, target) == grammar::Before::Unknown
            || !page.masked[before] && !grammar::admits(word, &naming)
        {
            return false;
        }
    }
    let Some(gender) = naming.gender.filter(|_| naming.body) else { return true };
    let word = before.map(|at| page.scan.word(at));
    let lead = before.and_then(|at| at.checked_sub(1)).map(|at| page.scan.word(at));
    let prefixed = page.scan.tokens[mention.first].gap == Gap::DASH;
    let article = word.filter(|word| grammar::is_article(word));
    // What stands behind a preposition is no subject (`la bandiera dell'Isis è stata issata`), the last of several not alone.
    let dependent = word
        .is_some_and(|word| grammar::is_prepositional(word) || matches!(word, "e" | "ed" | "o"))
        || article.is_some() && lead.is_some_and(grammar::is_prepositional);
    let behind = agreement(page, mention);
    prefixed || dependent && !behind.origin || !grammar::disagrees(behind, article, gender)
}

/// `ISIS' leader` becomes `Islamic State's leader`.
fn mend_possessive(page: &mut Page<'_>, mention: &Chosen, target: &str) {
    let span = span_of(page, mention);
    let rest = &page.text[span.end..];
    let mut chars = rest.chars();
    let (Some('\'' | '’'), Some(' '), Some(next)) = (chars.next(), chars.next(), chars.next()) else {
        return;
    };
    let said = span.of(page.text);
    let opened = || page.text[page.lines[mention.line].span.start..span.start].contains(['‘', '\'']);
    if next.is_lowercase() && said.ends_with(['s', 'S']) && !target.ends_with(['s', 'S']) && !opened() {
        let at = span.end + rest.chars().next().map_or(0, char::len_utf8);
        page.propose(Span::new(at, at), "s", Rule::named("grammar/possessive"));
    }
}

fn finished(page: &Page<'_>, mention: &Chosen, plan: &Plan<'_>) -> Mention<Repaired> {
    let entity = page.dictionary.entity(mention.entity);
    Mention {
        span: span_of(page, mention),
        line: mention.line,
        surface: surface(page, mention).to_owned(),
        entity: page.dictionary.id(mention.entity),
        entity_type: entity.kind,
        write: plan.write.map(str::to_owned),
        form: mention.class,
        how: mention.how,
        rewritten: plan.target.is_some()
            || plan.glossed && {
                // The edit of the gloss is among the last ones.
                let start = page.scan.tokens[mention.first].start;
                let mut last = page.edits.iter().rev().take_while(|edit| edit.span.end > start);
                last.any(|edit| edit.span.start < start)
            },
        kept: plan.kept,
        evidence: mention.evidence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotations() {
        let rows = [
            ("he said “no” twice", vec!["no"]),
            ("“an outcome of movements.“", vec!["an outcome of movements.“"]),
            ("‘ISIS-K is in growth mode’", vec!["ISIS-K is in growth mode"]),
            ("the Taliban‘s men", vec![]),
            ("dell’Isis e l’ISIS", vec![]),
            ("«Siamo dentro», ha detto", vec!["Siamo dentro"]),
            ("a \"b\" c", vec!["b"]),
        ];
        for (line, inside) in rows {
            let found: Vec<&str> = quoted(line).into_iter().map(|range| &line[range]).collect();
            assert_eq!(found, inside, "{line}");
        }
    }
}

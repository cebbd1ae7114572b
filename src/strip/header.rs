//! Flags the header of a site: what stands above the title and is not the article's.
//! In: the lines left, what is flagged. Out: flags. Not here: what one line is built like (see `built`).

use super::duplicate::begins;
use super::{
    CONTENTS, Edges, Row, built,
    house::{self, Sign},
    layout,
    residue::Where,
};
use crate::{
    document::Kind,
    shape::{Form, are_names},
};

/// Flags what stands above a line that takes it along: the name of the site and what it says of itself, a few lines at the
/// very top, none of them a sentence.
pub(super) fn flag_above(rows: &[Row<'_>], above: &[usize], kinds: &mut [Option<Kind>]) {
    const LINES: usize = 3;
    const MOTTO: usize = 12;
    let header = |line: &usize| {
        let row = &rows[*line];
        kinds[*line].is_some()
            || row.is(Form::Date)
            || (row.is(Form::Heading) && row.look.words <= MOTTO && !row.says)
    };
    if above.iter().filter(|line| kinds[**line].is_none()).count() <= LINES && above.iter().all(header) {
        for line in above {
            kinds[*line].get_or_insert(Kind::Masthead);
        }
    }
}

/// Takes the flag from the last title above the text that only its company made residue, where no other title is left there:
/// an article has one. Bars and dashes join the names of sites, and titles have a small word.
pub(super) fn keep_title(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let titles = || head.iter().copied().filter(|line| rows[*line].is_title());
    if titles().any(|line| kinds[line].is_none()) {
        return;
    }
    let plain = |row: &Row<'_>| {
        row.met.is_empty()
            && !row.menu
            && !row.listed
            && !row.text.contains(['|', '»', '>', '•', '·', '–', '—'])
            && !row.text.contains(" - ")
            && row.text.split(' ').any(|word| word.starts_with(char::is_lowercase))
    };
    if let Some(title) = titles().rfind(|line| plain(&rows[*line])) {
        kinds[title] = None;
    }
}

/// Flags what stands above the menu at the very top: the name of the site, and the line that says what it is about. The
/// title must be still to come, and must not be what stands there.
pub(super) fn flag_above_menu(
    rows: &[Row<'_>],
    left: &[usize],
    kinds: &mut [Option<Kind>],
    first_text: usize,
) {
    const LINES: usize = 2;
    const NAME: usize = 6;
    const MOTTO: usize = 12;
    const TITLE: usize = 4;
    const ENTRIES: usize = 4;
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let above = head.iter().take_while(|line| kinds[**line].is_none()).count();
    // Its entries stand on one line, or below one another.
    let entry = |line: &&usize| {
        kinds[**line] == Some(Kind::Nav) && rows[**line].met.iter().any(|met| met.place != Where::Any)
    };
    // A page of text does not open with a name and a button of the site.
    let button = |line: &usize| above == 1 && matches!(kinds[*line], Some(Kind::Nav | Kind::Login));
    let menu = |line: &usize| {
        rows[*line].menu
            || rows[*line].listed
            || button(line)
            || head[above..].iter().take_while(entry).count() >= ENTRIES
    };
    if !(1..=LINES).contains(&above) || !head.get(above).is_some_and(menu) {
        return;
    }
    let short = |(at, line): (usize, &usize)| {
        let row = &rows[*line];
        let most = if at == 0 { NAME } else { MOTTO };
        row.look.words <= most && row.is(Form::Heading) && !row.text.ends_with(['?', '!', ':', '”', '"', '»'])
    };
    let mut below =
        head[above..].iter().filter(|line| kinds[**line].is_none() && rows[**line].is(Form::Heading));
    let name = rows[head[0]].text;
    let titled = below.clone().any(|line| rows[*line].look.words >= TITLE)
        && !below.any(|line| begins(rows[*line].text, name));
    if titled && head[..above].iter().enumerate().all(short) {
        for line in &head[..above] {
            kinds[*line] = Some(Kind::Masthead);
        }
    }
}

/// Flags entries that no rule knows at the very top, four or more above others that are known, the title still to come.
pub(super) fn flag_entries(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    const LEAST: usize = 4;
    const KNOWN: usize = 2;
    const WORDS: usize = 4;
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let entry = |line: &usize| {
        let row = &rows[*line];
        kinds[*line].is_some() || row.is(Form::Heading) && row.look.words < WORDS && !row.says
    };
    let length = head.iter().take_while(|line| entry(line)).count();
    let open = head[..length].iter().filter(|line| kinds[**line].is_none()).count();
    let known = length - open;
    let end = head[..length].iter().rposition(|line| kinds[*line].is_some()).map_or(0, |at| at + 1);
    let titled = head[length..].iter().any(|line| kinds[*line].is_none() && rows[*line].is_title());
    if open >= LEAST && known >= KNOWN && titled {
        for line in &head[..end] {
            kinds[*line].get_or_insert(Kind::Nav);
        }
    }
}

/// Flags the header of a site above the first paragraph: dates and places beside a bar, counters, the site's name. One
/// such line proves nothing: there must be a bar and something else that is no part of an article.
pub(super) fn flag_masthead(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    const SHORT: usize = 10;
    let short = |line: &&usize| {
        let row = &rows[**line];
        kinds[**line].is_some() || (row.look.words <= SHORT && !row.is(Form::Paragraph) && !row.is(Form::Cut))
    };
    let head: Vec<usize> =
        left.iter().take_while(|line| **line < first_text).take_while(short).copied().collect();
    let is_bar = |line: &usize| rows[*line].is_bar();
    let bars = head.iter().filter(|line| is_bar(line)).count();
    if bars == 0 {
        return;
    }
    let other =
        |line: &&usize| !is_bar(line) && (rows[**line].sign() == Sign::Count || kinds[**line].is_some());
    let others = head.iter().filter(other).count();
    let Some(first_bar) = head.iter().position(is_bar) else { return };
    if bars + others < 2 {
        return;
    }
    for line in &head {
        let kind = match rows[*line].sign() {
            Sign::Bar | Sign::Count => Kind::Masthead,
            Sign::BarDate => Kind::Date,
            _ => continue,
        };
        kinds[*line].get_or_insert(kind);
    }
    // The name stands first, and the title is still to come.
    let title =
        left.iter().skip_while(|line| **line <= head[first_bar]).take_while(|line| **line < first_text);
    let has_title = title
        .filter(|line| kinds[**line].is_none())
        .any(|line| rows[*line].is(Form::Heading) && rows[*line].look.words > 3);
    let name = head[..first_bar].iter().find(|line| kinds[**line].is_none());
    if let Some(name) = name.filter(|line| rows[**line].sign() == Sign::Name && has_title) {
        kinds[*name] = Some(Kind::Masthead);
    }
}

/// Flags the name of a newspaper or a house that stands alone above everything, the title of the article still to come.
/// `Hard Times` above a standfirst is built like one: there must be an article before it, residue above it, or its words
/// again in another line. Any other name is that of the site if a notice of its owner holds it.
pub(super) fn flag_name(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    const TITLE: usize = 3;
    let mut head =
        left.iter().copied().take_while(|line| *line < first_text).filter(|line| kinds[*line].is_none());
    // Where a site speaks of itself; a person may be reached, and have readers.
    let of_the_owner = |kind: Kind, person: bool| match kind {
        Kind::Copyright | Kind::Masthead => true,
        Kind::Contact | Kind::Newsletter | Kind::Sponsor | Kind::Cookie => !person,
        _ => false,
    };
    let owner = |name: usize| {
        let row = &rows[name];
        let person = row.look.words > 1 && house::may_be_person(row.text);
        let notices = left.iter().filter(|line| {
            **line > first_text && kinds[**line].is_some_and(|kind| of_the_owner(kind, person))
        });
        row.is(Form::Heading)
            && row.look.words <= TITLE
            && are_names(row.text)
            && notices.into_iter().any(|line| rows[*line].text.contains(row.text))
    };
    let name = head.by_ref().find(|line| !rows[*line].is(Form::Date));
    let Some(name) = name.filter(|line| rows[*line].is_newspaper() || owner(*line)) else {
        return;
    };
    if !head.any(|line| rows[line].is(Form::Heading) && rows[line].look.words > TITLE) {
        return;
    }
    let text = rows[name].text;
    let mut others = left.iter().filter(|line| **line != name);
    let above_residue = others.clone().next().is_some_and(|line| kinds[*line].is_some());
    if house::has_article(text) || above_residue || others.any(|line| rows[*line].text.contains(text)) {
        kinds[name] = Some(Kind::Masthead);
    }
}

/// Flags the header of a site at the top of the page, the title still to come: its name with a section or a motto behind
/// a bar or a dash, an address, a name no other line is written like. What an article is about is said again in it: a
/// name all of whose words are is its title.
pub(super) fn flag_site(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    const TITLE: usize = 4;
    const LATER: usize = 3;
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let mut open = (0..head.len()).filter(|at| kinds[head[*at]].is_none());
    let Some(at) = open.find(|at| !rows[head[*at]].is(Form::Date)) else { return };
    let row = &rows[head[at]];
    // A blog shows the day above a post, and its own name above the day; below residue one word is that of a section.
    let dated = || at == 0 && head.get(1).is_some_and(|line| rows[*line].is(Form::Date));
    let filed =
        || at > 0 && row.look.words == 1 && head.get(at + 1).is_some_and(|line| rows[*line].is_title());
    if !row.may_be_built() || !house::is_header(row.text, row.look.words, dated() || filed()) {
        return;
    }
    let title = |line: &usize| {
        let row = &rows[*line];
        let asks = row.text.ends_with(['?', '!']);
        (row.is(Form::Heading) || row.is(Form::Cut) || asks)
            && row.look.words >= TITLE
            && !layout::is_signed_or_dated(row.text)
            && !layout::opens_with_date(row.text)
    };
    let below = || left[at + 1..].iter().filter(|line| kinds[**line].is_none());
    // The heading of a tag has no title below it.
    let tagged = || left.get(at + 1).is_some_and(|line| kinds[*line] == Some(Kind::Tags));
    let near = || below().take(LATER).take_while(|line| **line < first_text);
    let titled = near().position(title);
    let said = |least: usize, lines: usize| {
        house::is_said(row.text, least, below().take(lines).map(|line| rows[*line].text))
    };
    // Behind a bar an article may speak of its site in one line, not in its title.
    let said = || {
        if row.text.contains(" | ") {
            said(1, titled.map_or(0, |at| at + 1)) || said(2, CONTENTS)
        } else {
            said(1, CONTENTS)
        }
    };
    let titled = titled.is_some() || tagged();
    if titled && !said() {
        kinds[head[at]] = Some(Kind::Masthead);
    }
}

/// Flags a path at the very top, `Sport > Non-league`, the title still to come.
pub(super) fn flag_steps(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let Some(at) = head.iter().position(|line| kinds[*line].is_none()) else { return };
    let title = |line: &usize| kinds[*line].is_none() && rows[*line].is_title() && rows[*line].met.is_empty();
    let path = &rows[head[at]];
    if path.may_be_built() && layout::is_steps(path.text) && head[at + 1..].iter().any(title) {
        kinds[head[at]] = Some(Kind::Nav);
    }
}

/// Flags a menu of which some entries are no names of sections, above the title.
pub(super) fn flag_listed(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let title = |line: &usize| {
        kinds[*line].is_none() && rows[*line].is_title() && !rows[*line].listed && rows[*line].met.is_empty()
    };
    let Some(title) = head.iter().rposition(title) else { return };
    for line in head[..title].iter().filter(|line| rows[**line].listed) {
        kinds[*line].get_or_insert(Kind::Nav);
    }
}

/// Flags the title cut off above itself, the last step of a path: `Army closes all roads to…`; and the path that ends
/// in the whole title, `Home Nigeria Army closes all roads to the valley`.
pub(super) fn flag_cut_title(
    rows: &[Row<'_>],
    left: &[usize],
    kinds: &mut [Option<Kind>],
    first_text: usize,
) {
    const NEAR: usize = 12;
    let head = &left[..left.partition_point(|line| *line < first_text)];
    for (at, line) in head.iter().enumerate() {
        let titles = head[at + 1..].iter().take(NEAR).filter(|line| rows[**line].is_title());
        if layout::is_path_to(rows[*line].text, titles.map(|line| rows[*line].text)) {
            kinds[*line].get_or_insert(Kind::Nav);
        }
    }
    for (at, line) in head.iter().enumerate().filter(|(_, line)| rows[**line].is(Form::Cut)) {
        let below = head[at + 1..].iter().take(NEAR).filter(|line| kinds[**line].is_none());
        let mut titles = below.filter(|line| rows[**line].is(Form::Heading));
        if kinds[*line].is_none() && titles.any(|title| begins(rows[*title].text, rows[*line].text)) {
            kinds[*line] = Some(Kind::Nav);
        }
    }
}

/// Flags the date of the day amid the header of a site: another one comes below, which is that of the article, or the
/// path to the page does, which stands above everything the article says of itself.
pub(super) fn flag_today(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    let head = &left[..left.partition_point(|line| *line < first_text)];
    let dated = |line: &usize| {
        kinds[*line].is_none() && (rows[*line].is(Form::Date) || layout::is_signed_or_dated(rows[*line].text))
    };
    let known = |at: usize| head.get(at).is_some_and(|line| kinds[*line].is_some());
    let path = |at: usize| known(at) && rows[head[at]].menu;
    let titled =
        |at: usize| head.get(at).is_some_and(|line| kinds[*line].is_none() && rows[*line].is_title());
    let today = (0..head.len()).find(|at| {
        let row = &rows[head[*at]];
        let again = || head[at + 1..].iter().any(dated);
        let of_week = || layout::names_weekday(row.text) && (0..*at).all(known);
        row.is(Form::Date)
            && kinds[head[*at]].is_none()
            && (*at > 0 && known(at - 1) && known(at + 1) && again()
                || of_week() && (path(at + 1) || titled(at + 1) && again()))
    });
    if let Some(at) = today {
        kinds[head[at]] = Some(Kind::Date);
    }
}

/// Flags the place whose weather a header tells, and the day below it.
pub(super) fn flag_weather(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], first_text: usize) {
    const PLACE: usize = 3;
    let head = &left[..left.partition_point(|line| *line < first_text)];
    for (at, line) in head.iter().enumerate().filter(|(_, line)| built::is_weather(rows[**line].text)) {
        let place = |row: &Row<'_>| row.is(Form::Heading) && row.look.words <= PLACE && are_names(row.text);
        let Some(below) = head.get(at + 1).filter(|below| kinds[*line].is_some() && place(&rows[**below]))
        else {
            continue;
        };
        kinds[*below].get_or_insert(Kind::Masthead);
        if let Some(day) = head.get(at + 2).filter(|day| rows[**day].is(Form::Date)) {
            kinds[*day].get_or_insert(Kind::Date);
        }
    }
}

/// Flags the tag that heads its page, in small letters above the first title: `harbour police`.
pub(super) fn flag_tag(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    let mut open = left.iter().filter(|line| kinds[**line].is_none());
    let (Some(tag), Some(title)) = (open.next(), open.next()) else { return };
    if rows[*tag].may_be_tag() && rows[*title].is_title() && rows[*title].text.starts_with(char::is_uppercase)
    {
        kinds[*tag] = Some(Kind::Tags);
    }
}

/// Flags how often an article was read, `612`, `0 46`, between its title and its text.
pub(super) fn flag_counter(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>], edges: Edges) {
    let head = &left[..left.partition_point(|line| *line < edges.first)];
    let counter = |line: usize| layout::is_counter(rows[line].text);
    let Some(at) = head.iter().position(|line| kinds[*line].is_none() && counter(*line)) else { return };
    let titled = head[..at].iter().any(|line| kinds[*line].is_none() && rows[*line].is_title());
    // Below a number may stand what it counts.
    let alone =
        left.get(at + 1).is_some_and(|below| kinds[*below].is_some() || rows[*below].is(Form::Paragraph));
    if edges.text && titled && alone && left.iter().filter(|line| counter(**line)).count() == 1 {
        kinds[head[at]] = Some(Kind::Masthead);
    }
}

/// Flags what stands above the title at the very top: the section it is filed in, the land it is about, the name of the
/// site. Of a thousand pages none has a title of one word above another of five.
pub(super) fn flag_kicker(rows: &[Row<'_>], left: &[usize], kinds: &mut [Option<Kind>]) {
    const TITLE: usize = 5;
    const LONGEST: usize = 20;
    let mut open = left.iter().filter(|line| kinds[**line].is_none());
    let (Some(kicker), Some(title)) = (open.next(), open.next()) else { return };
    let title = &rows[*title];
    // `Hard Times`, and below it what they were: `How the valley lost its road`.
    let explains = || {
        const HOW: [&str; 14] = [
            "how", "why", "what", "who", "when", "where", "inside", "come", "perché", "chi", "cosa",
            "quando", "dove", "così",
        ];
        title.text.split(' ').next().is_some_and(|first| HOW.contains(&first.to_lowercase().as_str()))
    };
    if rows[*kicker].may_be_kicker()
        && (title.is(Form::Heading) || title.asks())
        && title.text.starts_with(|c: char| !c.is_ascii_digit())
        && (TITLE..=LONGEST).contains(&title.look.words)
        && !title.text.ends_with(['.', ':'])
        && !layout::is_signed_or_dated(title.text)
        && !layout::opens_with_date(title.text)
        && !explains()
    {
        kinds[*kicker] = Some(Kind::Masthead);
    }
}

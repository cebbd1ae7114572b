//! What an HTML page leaves in a text: character references, tags.
//! In: one line. Out: references as the characters they stand for, tags removed.
//! Not here: HTML as a format. Only tags whose name is HTML's and whose syntax is complete go.

use super::Change;
use htmlize::unescape;
use std::borrow::Cow;

/// How deep a reference may be escaped (`&amp;amp;lt;`); past that it stays.
const DEPTH: usize = 16;

/// Replaces character references. What a reference reveals (`&amp;lt;`) is read again.
pub(super) fn references(line: &str, out: &mut Vec<Change>) {
    let mut done = 0;
    for start in memchr::memchr_iter(b'&', line.as_bytes()) {
        if start < done {
            continue;
        }
        if let Some((end, new)) = nested(line, start) {
            out.push(Change::new(start, end, new, "repair/entity"));
            done = end;
        }
    }
}

/// The end and the meaning of the reference at `start`.
fn nested(line: &str, start: usize) -> Option<(usize, Cow<'static, str>)> {
    let before = line[..start].chars().next_back();
    let (mut end, mut new) =
        reference(before, &line[start + 1..]).map(|(len, new)| (start + 1 + len, new))?;
    for _ in 0..DEPTH {
        if new != "&" {
            return Some((end, new));
        }
        match reference(before, &line[end..]) {
            Some((len, deeper)) => (end, new) = (end + len, deeper),
            None => return Some((end, new)),
        }
    }
    None
}

/// Reads what follows an ampersand: how long the reference is, and what it means.
fn reference(before: Option<char>, rest: &str) -> Option<(usize, Cow<'static, str>)> {
    match rest.strip_prefix('#') {
        Some(number) => numeric(number).map(|(len, new)| (len + 1, new)),
        None => named(before, rest),
    }
}

fn numeric(rest: &str) -> Option<(usize, Cow<'static, str>)> {
    let (skip, radix) = if rest.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let digits = rest[skip..].bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    let code = u32::from_str_radix(&rest[skip..skip + digits], radix).ok()?;
    let closed = rest[skip + digits..].starts_with(';');
    // `&#1 hit` is no reference; `&#39s` is.
    if !closed && (digits < 2 || code < 32) {
        return None;
    }
    let end = skip + digits + usize::from(closed);
    let new = match code {
        0 => return None,
        // A line break written as a reference is a space: repair never adds a line.
        0xa | 0xd => " ".into(),
        1..=8 | 0xb..=0x1f | 0x7f => "".into(),
        _ => {
            let new = unescape(format!("&#{code};")).into_owned();
            if new.contains(char::REPLACEMENT_CHARACTER) && code != 0xfffd {
                return None;
            }
            new.into()
        }
    };
    Some((end, new))
}

/// What most references stand for, closed with a semicolon.
const OFTEN: [(&str, &str); 16] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("rdquo", "”"),
    ("ldquo", "“"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("eacute", "é"),
];

fn named(before: Option<char>, rest: &str) -> Option<(usize, Cow<'static, str>)> {
    let name = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if rest.as_bytes().get(name) == Some(&b';')
        && let Some((_, new)) = OFTEN.iter().find(|(often, _)| *often == &rest[..name])
    {
        return Some((name + 1, Cow::Borrowed(new)));
    }
    if name < 2 {
        return None;
    }
    let closed = rest[name..].starts_with(';');
    let whole = format!("&{};", &rest[..name]);
    let new = unescape(whole.as_str());
    if new == whole || new.ends_with(';') && &rest[..name] != "semi" {
        return opening(before, &rest[..name], &rest[name..]);
    }
    if closed {
        let new = new.replace(['\n', '\r'], " ");
        return Some((name + 1, new.into()));
    }
    // Without a semicolon only the names the standard lists so, never the middle of a query (`?a=1&copy=2`), and signs
    // (`&not`, `&times`) only where no word stands before them.
    let open = format!("&{}", &rest[..name]);
    let new = unescape(open.as_str());
    let letter =
        new.chars().all(char::is_alphabetic) && !rest[..name].bytes().all(|b| b.is_ascii_uppercase());
    let markup = matches!(&*new, "&" | "<" | ">" | "\"" | "\u{a0}" | "\u{ad}");
    let word_before = before.is_some_and(char::is_alphanumeric);
    let behind = &rest[name..];
    let follows = behind.chars().next();
    // `f(&copy, &reg)` takes addresses, `int &reg = v` names one.
    let address = matches!(before, Some('(' | ' ')) && matches!(follows, Some(',' | ')')) && !letter;
    (new != open
        && !new.ends_with(';')
        && !behind.trim_start_matches(' ').starts_with('=')
        && !address
        && (letter || markup || !word_before))
        .then(|| (name, new.into_owned().into()))
}

/// What the names of accented letters end in.
const ACCENTED: &[&str] =
    &["acute", "grave", "circ", "tilde", "uml", "ring", "cedil", "slash", "elig", "zlig"];

/// A reference without a semicolon that runs into the word behind it: `r&eacutepublique`, `&nbspworld`, `&copy2020`. The
/// longest name that fits counts; many words open with the name of a sign (`&region`, `&ltd`), so that signs must stand
/// before a digit, `&quot` and `&amp` before a capital.
fn opening(before: Option<char>, word: &str, behind: &str) -> Option<(usize, Cow<'static, str>)> {
    const LONGEST: usize = 6;
    // A name of a query (`?a=1&copy2=3`), or one that nobody knows.
    if behind.starts_with(['=', ';']) {
        return None;
    }
    let word_before = before.is_some_and(char::is_alphanumeric);
    let fits = |name: &str, next: u8| match name {
        "nbsp" | "laquo" | "raquo" | "iquest" | "iexcl" => true,
        "quot" => {
            next.is_ascii_uppercase()
                || next.is_ascii_digit()
                || memchr::memmem::find(&behind.as_bytes()[..behind.len().min(FAR)], b"&quot").is_some()
        }
        "amp" => !next.is_ascii_lowercase(),
        _ if ACCENTED.iter().any(|end| name.len() > end.len() && name.ends_with(end)) => true,
        _ => next.is_ascii_digit() && !word_before,
    };
    (2..=LONGEST.min(word.len() - 1)).rev().find_map(|len| {
        if !fits(&word[..len], word.as_bytes()[len]) {
            return None;
        }
        let name = format!("&{}", &word[..len]);
        let new = unescape(name.as_str());
        (new != name && new.chars().nth(1).is_none()).then(|| (len, new.into_owned().into()))
    })
}

/// Tags that only shape words; nothing stands in their place. In the place of all others stands a space.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    "var", "wbr",
];
const BLOCK: &[&str] = &[
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "img",
    "input",
    "label",
    "legend",
    "li",
    "main",
    "meta",
    "nav",
    "noscript",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "script",
    "section",
    "select",
    "source",
    "style",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];
/// Names a writer may put in angle brackets as a placeholder: they must close, carry attributes or be closed themselves.
const WORDS: &[&str] = &[
    "article", "aside", "audio", "body", "button", "canvas", "center", "figure", "footer", "form", "head",
    "header", "input", "label", "legend", "main", "mark", "meta", "option", "param", "picture", "script",
    "section", "select", "source", "style", "table", "video", "var", "code", "big", "small", "cite",
];

/// Names of one letter are also types and placeholders (`Vec<A>`, `mv <a> <b>`): a tag is what a closing one follows.
const LETTERS: &[&str] = &["a", "b", "i", "q", "s", "u"];

/// Removes left-over tags and comments.
pub(super) fn tags(line: &str, out: &mut Vec<Change>) {
    let mut done = 0;
    for start in memchr::memchr_iter(b'<', line.as_bytes()) {
        if start < done {
            continue;
        }
        let near = &line.as_bytes()[start.saturating_sub(FAR)..line.len().min(start + FAR)];
        if let Some((len, block)) = tag(&line[start..], near, &line[..start]) {
            done = start + len;
            let between = !line[..start].ends_with(char::is_whitespace)
                && !line[done..].starts_with(char::is_whitespace);
            let edge = start == 0 || done == line.len();
            let new = if block && between && !edge { " " } else { "" };
            out.push(Change::new(start, done, new, "repair/tag"));
        }
    }
}

/// How far a comment may reach and a closing tag may be, in bytes.
const FAR: usize = 4096;

/// How far behind a tag of one letter its closing one may be.
const NEAR: usize = 1024;

/// The length of the tag that opens `rest`, and whether it separates words. `near` is the text around it, `before` the line
/// up to it.
fn tag(rest: &str, near: &[u8], before: &str) -> Option<(usize, bool)> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        let reach = &comment.as_bytes()[..comment.len().min(FAR)];
        return memchr::memmem::find(reach, b"-->").map(|end| (4 + end + 3, false));
    }
    let closing = rest.starts_with("</");
    let from = if closing { 2 } else { 1 };
    let len = rest[from..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = &rest[from..from + len];
    let among = |names: &[&str]| names.iter().any(|own| own.eq_ignore_ascii_case(name));
    let block = among(BLOCK);
    if !block && !among(INLINE) {
        return None;
    }
    let (attributes, end) = attributes(&rest[from + len..])?;
    let bare = !closing && attributes == 0 && among(WORDS);
    if bare && memchr::memmem::find(near, format!("</{}", name.to_ascii_lowercase()).as_bytes()).is_none() {
        return None;
    }
    if !closing && attributes == 0 && is_type(name, rest, before) {
        return None;
    }
    (!closing || attributes == 0).then_some((from + len + end, block))
}

/// True for `<A>` in `Vec<A>` and for a placeholder: no closing tag behind it, unless it opens a line whose words are glued to
/// it; `<p>`, which need not be closed, only where it is glued to the word before.
fn is_type(name: &str, rest: &str, before: &str) -> bool {
    let is = |own: &&str| own.eq_ignore_ascii_case(name);
    let lone = if is(&"p") {
        before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
    } else {
        LETTERS.iter().any(is) && !(before.trim().is_empty() && rest[3..].starts_with(char::is_alphabetic))
    };
    let near = &rest.as_bytes()[..rest.len().min(NEAR)];
    let closes = |at: usize| {
        near.get(at + 2..).is_some_and(|behind| {
            behind.get(..name.len()).is_some_and(|closed| closed.eq_ignore_ascii_case(name.as_bytes()))
        })
    };
    lone && !memchr::memmem::find_iter(near, b"</").any(closes)
}

/// Reads ` href="…" hidden />`: how many attributes, and where the tag ends. Attributes without a value are accepted only
/// beside one that has one, so that `a <b and c> d` stays.
fn attributes(rest: &str) -> Option<(usize, usize)> {
    let bytes = rest.as_bytes();
    let (mut at, mut count, mut valued) = (0, 0, 0);
    loop {
        let spaces = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        at += spaces;
        match bytes.get(at)? {
            b'>' => return (count == 0 || valued > 0).then_some((count, at + 1)),
            b'/' if bytes.get(at + 1) == Some(&b'>') => {
                return (count == 0 || valued > 0).then_some((count, at + 2));
            }
            b if spaces > 0 && b.is_ascii_alphabetic() => {}
            _ => return None,
        }
        at += bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_'))
            .count();
        count += 1;
        if bytes.get(at) == Some(&b'=') {
            valued += 1;
            at += 1 + value(&bytes[at + 1..])?;
        }
    }
}

/// The length of an attribute's value, its quotation marks included.
fn value(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        quote @ (b'"' | b'\'') => memchr::memchr(*quote, &bytes[1..]).map(|end| end + 2),
        _ => {
            let len = bytes
                .iter()
                .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'<' | b'"'))
                .count();
            (len > 0).then_some(len)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OFTEN, unescape};

    #[test]
    fn frequent_references_mean_what_html_says() {
        for (name, new) in OFTEN {
            assert_eq!(unescape(format!("&{name};")), new);
        }
    }
}

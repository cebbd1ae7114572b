//! What a program left among the words: tags, templates, warnings, names of files and icons.
//! In: one line. Out: whether it is that. Not here: tags that can be taken out of a line (see `repair`).

use crate::shape::words;

/// Around the value of an attribute, as pages curl them.
const QUOTES: [char; 5] = ['"', '”', '“', '″', '\''];

/// A name as programs give them, in small letters.
fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// `play_arrow`: no language joins words so.
fn is_joined(word: &str) -> bool {
    is_name(word) && word.split('_').count() > 1 && word.split('_').all(|part| !part.is_empty())
}

/// `play_arrow skip_next`: icons that a font would have drawn, by their names.
pub(super) fn is_icons(body: &str) -> bool {
    body.contains(' ') && is_icon(body)
}

/// `location_on`: one of them; so are called the things of a program too.
pub(super) fn is_icon(body: &str) -> bool {
    body.split(' ').all(is_joined)
}

/// `folder_openSpeeches-2008 access_time11 years ago`: the same, run together with what they stood before.
pub(super) fn is_icon_glued(body: &str) -> bool {
    let glued = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let word = body.split(' ').next().unwrap_or_default();
    word.len() < body.len() && word.find(glued).is_some_and(|end| is_joined(&word[..end]))
}

/// `« on: November 25, 2013, 01:27:18 PM »`, `« Reply #1 on: … »`: when a forum took what follows.
pub(super) fn is_forum_stamp(body: &str) -> bool {
    let inside = body.strip_prefix("« ").and_then(|rest| rest.strip_suffix(" »"));
    inside.is_some_and(|inside| {
        ["on: ", "Reply #", "Risposta #", "il: "].iter().any(|open| inside.starts_with(open))
            && inside.contains(|c: char| c.is_ascii_digit())
    })
}

/// `icon search icon menu icon close`, `bookmark-icon bookmarkicon cameraicon`: the same, as pictures.
pub(super) fn is_icon_list(body: &str) -> bool {
    const ICONS: usize = 3;
    if !body.contains("icon") {
        return false;
    }
    let words = || body.split(' ').filter(|word| !word.is_empty());
    let icons = words().filter(|word| word.ends_with("icon") || word.starts_with("icon")).count();
    icons >= ICONS && !body.contains(['.', ','])
        || icons > 1 && body.starts_with("icon ") && body.ends_with(" icon")
}

/// `Warning: in_array() expects parameter 2 to be array, null given in /home/harbour/index.php`: what PHP writes into pages.
pub(super) fn is_warning(body: &str) -> bool {
    const LEVELS: [&str; 6] =
        ["Warning: ", "Notice: ", "Deprecated: ", "Fatal error: ", "Parse error: ", "Strict Standards: "];
    // Most lines open with another letter.
    body.starts_with(['W', 'N', 'D', 'F', 'P', 'S'])
        && LEVELS.iter().any(|level| body.starts_with(level))
        && (body.contains("() ") || body.contains("(): "))
        && (body.contains(" in /") || body.contains(" on line "))
}

/// `class = “clear”>`, `<img height="1" src="`, `function send() window.open("`: a piece of markup or of a script.
pub(super) fn is_markup(body: &str) -> bool {
    let attribute = || {
        let (name, value) = body.strip_suffix('>')?.split_once('=')?;
        Some(is_name(name.trim_end()) && value.trim_start().starts_with(QUOTES))
    };
    let tag = || {
        let (name, rest) = body.strip_prefix('<')?.split_once(' ')?;
        Some(
            is_name(name)
                && rest.split_once('=').is_some_and(|(key, value)| is_name(key) && value.starts_with(QUOTES)),
        )
    };
    let script = || body.starts_with("function ") && (body.contains("window.") || body.contains("document."));
    attribute() == Some(true) || tag() == Some(true) || script()
}

/// `d01775bc28d439ac805e1175e27c46171680177579`: a name that nobody gave; `-----BEGIN PUBLIC KEY-----` and a line of what
/// follows.
pub(super) fn is_digest(body: &str) -> bool {
    const DIGEST: usize = 24;
    const KEY: usize = 48;
    const RULES: [&str; 2] = ["-----BEGIN ", "-----END "];
    let has = |word: &str, is: fn(&u8) -> bool| word.bytes().any(|b| is(&b));
    let digest = |word: &str| {
        word.len() >= DIGEST
            && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            && has(word, u8::is_ascii_digit)
            && has(word, u8::is_ascii_lowercase)
    };
    let key = |word: &str| {
        word.len() >= KEY
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
            && [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase]
                .iter()
                .all(|is| has(word, *is))
    };
    let ruled = || RULES.iter().any(|rule| body.starts_with(rule)) && body.ends_with("-----");
    // Mostly the first word is shorter.
    let first = body.split(' ').next().unwrap_or_default();
    if first.len() < DIGEST && !first.starts_with('-') {
        return false;
    }
    (digest(first) && words(body, 3) <= 2) || key(body) || ruled()
}

/// `IMG-20190912-WA0011`, `DSC_0042`: what a camera calls its pictures.
pub(super) fn is_camera_file(body: &str) -> bool {
    const CAMERAS: [&str; 8] = ["IMG", "DSC", "DSCN", "DSCF", "PXL", "VID", "MVI", "PANO"];
    let tail = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    body.split_once(['-', '_']).is_some_and(|(name, rest)| {
        CAMERAS.contains(&name) && rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(tail)
    })
}

/// `Flag of Harbour.svg`, `20121011-223445.jpg`, `gate.jpg (680×380)`: the name of a picture's file in the place of the picture.
pub(super) fn is_picture_file(body: &str) -> bool {
    let size = |size: &str| size.bytes().any(|b| b.is_ascii_digit()) && !size.contains(char::is_whitespace);
    let sized = body.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let body = sized.filter(|(_, inside)| size(inside)).map_or(body, |(name, _)| name);
    const ENDS: [&str; 7] = [".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".tif"];
    const MOST: usize = 8;
    const SMALL: usize = 4;
    let end = |end: &&str| {
        body.len() > end.len() && body.is_char_boundary(body.len() - end.len()) && {
            body[body.len() - end.len()..].eq_ignore_ascii_case(end)
        }
    };
    // A sentence has other words than names and small ones.
    let lower = |word: &&str| word.len() > SMALL && word.starts_with(char::is_lowercase);
    ENDS.iter().any(end) && words(body, MOST + 1) <= MOST && body.split(' ').filter(lower).nth(1).is_none()
}

/// `harbour-police-seal`, `doe-jane-2`: what a picture is called in an address; `mother-in-law` and `covid-19` are words.
pub(super) fn is_slug(body: &str) -> bool {
    let body = body.strip_suffix('-').unwrap_or(body);
    const LEAST: usize = 3;
    /// Of two parts the second is such a number: `convoy-0412`.
    const DIGITS: usize = 3;
    /// Words joined into one are so many.
    const WORD: usize = 5;
    /// Small words that join others.
    const JOINTS: [&str; 22] = [
        "a", "an", "and", "as", "at", "by", "do", "for", "go", "in", "it", "me", "not", "of", "off", "on",
        "out", "the", "to", "up", "per", "di",
    ];
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    // `Harbour_police_2`: no language joins words so.
    let joined = body.split('_').count() >= LEAST
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && body.bytes().any(|b| b.is_ascii_lowercase());
    let parts = || body.split(['-', '_']);
    let digits = || body.bytes().rev().take_while(u8::is_ascii_digit).count();
    let word = || {
        !body.contains('_')
            && digits() == 0
            && parts().count() <= WORD
            && parts().any(|part| JOINTS.contains(&part))
    };
    let enough = |count: usize| count >= LEAST || count + 1 == LEAST && digits() >= DIGITS;
    joined
        || body.starts_with(|c: char| c.is_ascii_lowercase())
            && parts().all(part)
            && enough(parts().count())
            && !word()
}

/// What stands between curly brackets.
fn unbraced(body: &str) -> Option<&str> {
    body.strip_prefix('{')?.strip_suffix('}').map(str::trim)
}

/// `Connecting to %s`, `{adinserter 7}`, `[icon type="user"]`, `]]>`: what a program should have filled in; what one filled in below the text.
pub(super) fn is_template(body: &str, count: usize) -> bool {
    const MOST: usize = 14;
    const IN_BRACES: usize = 3;
    let marks = |c: char| ".…:!?".contains(c);
    let gap = |word: &str| matches!(word.trim_end_matches(marks), "%s" | "%d");
    let code = || body.contains(['"', '\'', '(', ')', '\\', ';', '=', '<']);
    if count <= MOST && body.contains('%') && body.split(' ').any(gap) {
        return !code();
    }
    // `{{ page.title }}`
    let braced = unbraced(body).map(|once| unbraced(once).unwrap_or(once));
    let named = |inside: &str| {
        inside.starts_with(|c: char| c.is_ascii_alphabetic())
            && inside.bytes().all(|b| b.is_ascii_alphanumeric() || b" _-.".contains(&b))
    };
    // `[glyphicon type="user"] Redazione`: a tag of a plugin that is gone.
    let plugin = || {
        let (tag, rest) = body.strip_prefix('[')?.split_once(']')?;
        let Some((before, value)) = tag.split_once('=') else {
            // `[custom_adv]`
            return Some(rest.is_empty() && is_joined(tag));
        };
        // `mc4wp_form id`
        let name = |word: &str| {
            let digit = |c: char| c.is_ascii_digit();
            !word.starts_with(digit) && is_name(word.replace(digit, "").as_str())
        };
        let names = || before.split(' ');
        Some(names().count() > 1 && names().all(name) && value.starts_with(QUOTES))
    };
    body == "]]>"
        || body.starts_with("<image>data:")
        || body.contains(" was last modified: ")
        || count <= IN_BRACES && braced.is_some_and(named)
        || body.starts_with("(loadposition ")
        || plugin() == Some(true)
}

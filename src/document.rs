//! What is said about a page: lines, languages, residue, mentions, candidates. Plain data, no behaviour.
//! In and out: offsets in bytes, typed by their text. Not here: how any of it is found (see the stages).

use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};

/// A language: an ISO 639-1 code, or [`Language::UND`] for words of no language (names, dates, numbers).
///
/// ```
/// use canonry::Language;
/// assert_eq!("it".parse(), Ok(Language::IT));
/// assert_eq!(Language::UND.to_string(), "und");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Language([u8; 2]);

impl Language {
    /// No language.
    pub const UND: Language = Language(*b"--");
    /// English.
    pub const EN: Language = Language(*b"en");
    /// Italian.
    pub const IT: Language = Language(*b"it");

    /// A language by its two-letter code.
    pub const fn code(letters: [u8; 2]) -> Language {
        Language(letters)
    }

    /// The code, `und` for none.
    pub fn as_str(&self) -> &str {
        if *self == Language::UND { "und" } else { std::str::from_utf8(&self.0).unwrap_or("und") }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = String;
    fn from_str(text: &str) -> Result<Language, String> {
        match text.as_bytes() {
            b"und" => Ok(Language::UND),
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Language([*a, *b])),
            _ => {
                Err(format!("expected a two-letter language code such as `en`, or `und`, but found `{text}`"))
            }
        }
    }
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum $type { $($(#[$vdoc])* $variant,)+ }

        impl $type {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [$type] = &[$($type::$variant,)+];

            /// The name in records, flags and files.
            pub fn as_str(&self) -> &'static str {
                match self { $($type::$variant => $name,)+ }
            }

            /// The value of that name.
            pub fn named(name: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}
pub(crate) use names;

names! {
    /// What kind of thing an entity is.
    EntityType {
        /// An organisation: `Boko Haram`.
        Org = "org",
        /// An agency or armed force of a state: `FSB`.
        State = "state",
        /// A human being: `Osama bin Laden`.
        Person = "person",
        /// A place: `Kabul`.
        Place = "place",
        /// A news outlet or publisher: `al-Furqan Media`.
        Media = "media",
    }
}

names! {
    /// What a form of a name is to its entity.
    FormClass {
        /// The full name: `Islamic State Khorasan Province`.
        Long = "long",
        /// An acronym or clipped name: `IS-K`.
        Short = "short",
        /// A grammatical form: `talebana`.
        Inflected = "inflected",
        /// One part of a name: `Ghafari`.
        Part = "part",
        /// Another name: `Shahab al-Muhajir`.
        Alias = "alias",
    }
}

names! {
    /// How a mention was recognised.
    How {
        /// The spelling stands in a dictionary.
        Listed = "listed",
        /// A grammar or spelling family of a dictionary yields it.
        Grammar = "grammar",
        /// A romanization key met.
        Key = "key",
        /// The page defines it: `Long Name (ACR)`.
        Defined = "defined",
    }
}

names! {
    /// Why a recognised name was not rewritten.
    Kept {
        /// It stands in quotation marks.
        Quoted = "quoted",
        /// It is a name spoken about: `better known as ISIS-K`.
        Named = "named",
        /// Two forms of one entity are joined by brackets, `or` or a slash.
        Joined = "joined",
        /// Rewriting would make two mentions in one stretch read alike.
        Stutter = "stutter",
        /// Its head is shared: `Afghan and Pakistani Taliban`.
        Shared = "shared",
        /// Its form says other or more than the name, or the written name needs more evidence.
        Form = "form",
        /// The line is in another language, or its language is not known.
        Language = "language",
        /// A hashtag, or a stretch the user protects.
        Protected = "protected",
        /// The preset or a rule of the user keeps the surface.
        Policy = "policy",
        /// Somebody refused the change.
        Refused = "refused",
    }
}

names! {
    /// Why a stretch is only a candidate.
    Why {
        /// Several entities own the form and nothing tells which.
        Ambiguous = "ambiguous",
        /// A weak form without evidence.
        Weak = "weak",
        /// A parent's name joined to a branch no dictionary knows.
        UnlistedBranch = "unlisted-branch",
        /// A romanization key met, but not safely enough.
        Key = "key",
        /// One key belongs to several entities.
        Shared = "shared",
    }
}

names! {
    /// What kind of residue a line is.
    Kind {
        /// Buttons of social networks.
        Share = "share",
        /// Menus, breadcrumbs, back links.
        Nav = "nav",
        /// Headings and lists of related posts.
        Related = "related",
        /// Teasers of other articles.
        Teaser = "teaser",
        /// `Read more`, `Leggi tutto`.
        Readmore = "readmore",
        /// Advertising.
        Sponsor = "sponsor",
        /// Invitations to subscribe.
        Newsletter = "newsletter",
        /// Cookie and consent notices.
        Cookie = "cookie",
        /// Sign-in prompts.
        Login = "login",
        /// Comment forms and counters.
        Comments = "comments",
        /// Tag lists.
        Tags = "tags",
        /// Photo and picture credits that stand alone.
        Credit = "credit",
        /// Copyright lines.
        Copyright = "copyright",
        /// Contact lines.
        Contact = "contact",
        /// Site headers.
        Masthead = "masthead",
        /// The date in a site header.
        Date = "date",
        /// Attribution whose link is lost.
        Source = "source",
        /// What comes back on the pages of one site (see `residue learn`).
        Learned = "learned",
    }
}

/// A line without the mark that `--mark` put before it, and what that says.
pub(crate) fn unmark(line: &str) -> (&str, Option<&str>) {
    let inner = line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    match inner.filter(|(name, _)| *name == "dup" || Kind::named(name).is_some()) {
        Some((name, rest)) => (rest, Some(name)),
        None => (line, None),
    }
}

/// A stretch of one language inside a line of two.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageSpan<T> {
    /// Where.
    pub span: Span<T>,
    /// Which.
    pub lang: Language,
}

/// A line that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<T> {
    /// From just behind the line break before it to just before its own.
    pub span: Span<T>,
    /// Its language, by most of its letters.
    pub lang: Language,
    /// How sure that is, `0.0..=1.0`.
    pub confidence: f32,
    /// The parts of a line of two languages; else empty.
    pub spans: Vec<LanguageSpan<T>>,
    /// Residue of the web page, and of which kind.
    pub kind: Option<Kind>,
    /// It repeats an earlier line of the page.
    pub dup: bool,
    /// It receives evidence and gives none: it is residue, it leaves, or a line that stays says the same. A `dup` whose
    /// first copy leaves as residue speaks, for the next run will see it alone.
    pub silent: bool,
    /// Number of the item (article, index entry) it belongs to, from 0.
    pub item: usize,
}

/// A name on the page that stands for an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention<T> {
    /// The name itself, no article, no possessive.
    pub span: Span<T>,
    /// Number of its line among the lines that are not blank, from 0.
    pub line: usize,
    /// The words as they stand in the original text.
    pub surface: String,
    /// Id of the entity: `org/islamic-state-khorasan`.
    pub entity: Arc<str>,
    /// What the entity is.
    pub entity_type: EntityType,
    /// What is or would be written for it; `None` when the entity has no written name for this form.
    pub write: Option<String>,
    /// What the form is to the entity.
    pub form: FormClass,
    /// How it was recognised.
    pub how: How,
    /// Whether the text was changed here.
    pub rewritten: bool,
    /// Why not, when it was not and there was something to rewrite.
    pub kept: Option<Kept>,
    /// What spoke for a weak form, in words.
    pub evidence: Option<String>,
}

/// A stretch that may be a name; its words are left alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<T> {
    /// Where.
    pub span: Span<T>,
    /// Number of its line.
    pub line: usize,
    /// The words as they stand in the original text.
    pub surface: String,
    /// Whom it may mean.
    pub entities: Vec<Arc<str>>,
    /// The parent an unlisted branch belongs to.
    pub parent: Option<Arc<str>>,
    /// Why it is no mention.
    pub why: Why,
}

/// A fact about the page that stood in a line, with where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaEntry {
    /// What was said: `2025-06-19`, `Institute for National Security Studies`.
    pub value: String,
    /// What it was said in: `dateline`, `masthead`, `residue`, `byline`, `title`, `credit`.
    pub from: &'static str,
    /// Number of its line.
    pub line: usize,
}

/// Facts that stood in the margins of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Dates, as written or in ISO form when that is plain.
    pub dates: Vec<MetaEntry>,
    /// Tags of the page.
    pub tags: Vec<MetaEntry>,
    /// Where the page says its text comes from.
    pub source: Vec<MetaEntry>,
    /// Who the page says wrote it.
    pub byline: Vec<MetaEntry>,
}

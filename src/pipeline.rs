//! The order of the stages, and what comes out of them.
//! In: options, dictionaries, a text. Out: [`Analysis`]: clean text, edits, lines, mentions, candidates.
//! Not here: any rule (see the stages), threads (see `batch`), files (see `read`, `write`).

use crate::{
    canonicalize::Canonicalize,
    detect::{Detect, LangId},
    dictionary::{
        Dictionary,
        compiled::Compiled,
        data::Data,
        layers::Layers,
        matcher::{Engine, Hit, longest},
        shipped,
    },
    document::{Candidate, Kept, Kind, Language, LanguageSpan, Line, Mention, Meta},
    edit::{ChangeId, Edit, Edits, Offsets, Rule},
    error::{Error, Place},
    normalize::Normalize,
    page::{Dups, Mend, Names, Options, Page, Quotes, Stage},
    protect::{Guard, Protect, joined, touches},
    repair::{Repair, Rules},
    scan::Scan,
    segment::Segment,
    span::{Clean, Original, Repaired, Span},
    strip::{Rows, Strip, residue::ResidueRules},
};
use std::{
    borrow::Cow,
    collections::BTreeSet,
    fmt,
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

/// The stages that `--stages` can switch off, in their order. Reading, scanning, segmenting and writing always run.
pub const STAGES: &[&str] = &["repair", "detect", "strip", "normalize", "canonicalize"];

crate::document::names! {
    /// A set of options with a purpose.
    Preset {
        /// Everything, names canonical: reading, search, pipelines.
        News = "news",
        /// As `news`, quotations kept: newsrooms.
        Press = "press",
        /// As `news`, names as they stand: corpora.
        Ml = "ml",
        /// Nothing changed, everything reported: compliance.
        Screening = "screening",
        /// Characters only: before another tool.
        Minimal = "minimal",
    }
}

impl Preset {
    /// The options it stands for.
    pub fn options(self) -> Options {
        let news = Options {
            repair: Mend::All,
            strip: Kind::ALL.to_vec(),
            dups: Dups::Headings,
            mark: false,
            names: [Names::Canonical, Names::Canonical, Names::Canonical, Names::Surface, Names::Canonical],
            quotes: Quotes::Rewrite,
            lang: None,
            protect: Protect::default(),
            skip: Vec::new(),
        };
        let untouched = Options {
            strip: Vec::new(),
            dups: Dups::Keep,
            names: [Names::Surface; 5],
            skip: vec!["normalize".to_owned(), "family".to_owned()],
            ..news.clone()
        };
        match self {
            Preset::News => news,
            Preset::Press => Options { quotes: Quotes::Keep, ..news },
            Preset::Ml => Options {
                names: [Names::Surface; 5],
                skip: vec!["normalize".to_owned(), "family".to_owned()],
                ..news
            },
            Preset::Screening => {
                let skip = untouched.skip.iter().cloned().chain(["key".to_owned()]).collect();
                Options { repair: Mend::None, skip, ..untouched }
            }
            Preset::Minimal => Options { repair: Mend::Minimal, ..untouched },
        }
    }
}

/// What may go wrong while a [`Cleaner`] is built is decided there, once; cleaning itself never fails.
pub struct CleanerBuilder {
    options: Options,
    layers: Option<Result<Layers, Error>>,
    engine: Engine,
    disabled: BTreeSet<String>,
    refused: BTreeSet<ChangeId>,
    stages: Vec<Arc<dyn Stage>>,
    backend: Option<Arc<dyn LangId>>,
    languages_only: bool,
}

impl CleanerBuilder {
    /// Starts from the options of a preset.
    pub fn preset(mut self, preset: Preset) -> Self {
        self.options = preset.options();
        self
    }

    /// Takes these options.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Uses this dictionary data instead of the shipped one; see [`crate::dictionary::source`] to read files.
    pub fn data(mut self, data: &Data) -> Self {
        self.layers = Some(Compiled::new(data).map(|compiled| Layers::new([compiled])));
        self
    }

    /// Uses these dictionaries instead of the shipped one, which may be the first of them.
    pub fn layers(mut self, layers: Layers) -> Self {
        self.layers = Some(Ok(layers));
        self
    }

    /// Finds names with this engine; all of them find the same.
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Leaves an entity out by its id.
    pub fn disable(mut self, id: impl Into<String>) -> Self {
        self.disabled.insert(id.into());
        self
    }

    /// Changes that somebody refused. They are part of the fingerprint; who knows the ids of texts applies them
    /// (see `report::decisions`).
    pub fn refuse(mut self, ids: impl IntoIterator<Item = ChangeId>) -> Self {
        self.refused.extend(ids);
        self
    }

    /// Adds a stage of the user's; it runs after the built-in ones, and theirs win where edits overlap.
    pub fn stage(mut self, stage: impl Stage + 'static) -> Self {
        self.stages.push(Arc::new(stage));
        self
    }

    /// Tells languages by this detector instead of the default.
    pub fn language(mut self, backend: impl LangId + 'static) -> Self {
        self.backend = Some(Arc::new(backend));
        self
    }

    /// Stops when the languages are known, which names do not change: none is chosen, none is written. The rules, and
    /// with them the fingerprint, are the same.
    pub fn languages_only(mut self) -> Self {
        self.languages_only = true;
        self
    }

    /// Builds the cleaner; what can be wrong with dictionaries is said here, once.
    pub fn build(self) -> Result<Cleaner, Error> {
        let layers = self.layers.unwrap_or_else(|| Ok(Layers::new([shipped()])))?;
        let data = layers.data();
        let detect = self.backend.map_or_else(Detect::default, Detect::with);
        let fingerprint = fingerprint(
            &self.options,
            data,
            &self.disabled,
            &self.refused,
            &self.stages,
            detect.name_of_backend(),
        );
        let rules = match self.options.repair {
            _ if !self.options.runs("repair") => Rules::NONE,
            mend => Rules::from(mend),
        };
        let residue = if layers.has_shipped_residue() {
            ResidueRules::shipped()
        } else {
            ResidueRules::compile(&layers.residue())
                .map_err(|error| Error::dictionary(Place::default(), error.to_string()))?
        };
        let inner = Inner {
            guard: Guard::new(&self.options.protect)?,
            repair: Repair::new(rules),
            detect,
            strip: Strip::new(residue),
            normalize: Normalize::new(&data.families),
            canonicalize: Canonicalize::default(),
            dictionary: Dictionary::new(layers, self.engine, &self.disabled),
            stages: self.stages,
            refused: self.refused,
            options: self.options,
            languages_only: self.languages_only,
            fingerprint,
        };
        Ok(Cleaner { inner: Arc::new(inner) })
    }
}

fn fingerprint(
    options: &Options,
    data: &Data,
    disabled: &BTreeSet<String>,
    refused: &BTreeSet<ChangeId>,
    stages: &[Arc<dyn Stage>],
    backend: &str,
) -> String {
    let names: Vec<&str> = stages.iter().map(|stage| stage.name()).collect();
    let all = format!(
        "canonry {} fold {} data {:016x} {options:?} {disabled:?} {refused:?} {names:?} {backend}",
        env!("CARGO_PKG_VERSION"),
        crate::fold::VERSION,
        data.digest
    );
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(all.as_bytes()))
}

/// Cleans pages. Immutable, cheap to clone, to be shared between threads.
///
/// ```
/// use canonry::{Cleaner, Preset};
/// let cleaner = Cleaner::preset(Preset::News);
/// let page = "The attack was claimed by the Islamic State-Khorasan (IS-K) group..";
/// assert_eq!(cleaner.clean(page), "The attack was claimed by the Islamic State – Khorasan Province (ISKP) group.");
/// ```
#[derive(Clone)]
pub struct Cleaner {
    inner: Arc<Inner>,
}

struct Inner {
    options: Options,
    languages_only: bool,
    guard: Guard,
    repair: Repair,
    dictionary: Dictionary,
    detect: Detect,
    strip: Strip,
    normalize: Normalize,
    canonicalize: Canonicalize,
    stages: Vec<Arc<dyn Stage>>,
    refused: BTreeSet<ChangeId>,
    fingerprint: String,
}

/// What the caller knows of a page before it is read.
#[derive(Clone, Debug, Default)]
pub struct Known<'k> {
    /// Its language (`--lang-field`).
    pub lang: Option<Language>,
    /// Stretches to be left alone, in bytes, beside those of [`Protect`]: a field of a record.
    pub protected: &'k [Range<usize>],
}

/// Buffers to be used again for the next pages.
#[derive(Default)]
pub struct Scratch {
    /// One for each page that is worked on at the same time.
    found: Vec<Found>,
    /// Time spent in each stage, when asked for.
    pub times: Option<Times>,
}

/// The words of a page, and the names that were looked up in it.
#[derive(Default)]
struct Found {
    scan: Scan,
    hits: Vec<Hit>,
}

/// Time spent in each stage.
#[derive(Clone, Debug, Default)]
pub struct Times(pub Vec<(&'static str, Duration)>);

impl Times {
    /// Adds to a stage.
    pub fn add(&mut self, stage: &'static str, time: Duration) {
        match self.0.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, total)) => *total += time,
            None => self.0.push((stage, time)),
        }
    }
}

/// Everything said about a page.
#[derive(Clone, Debug)]
pub struct Analysis<'t> {
    /// The text as it came.
    pub original: &'t str,
    /// The clean text; borrowed when nothing changed.
    pub text: Cow<'t, str>,
    /// What turns the one into the other.
    pub edits: Edits<Original, Clean>,
    /// The language of most of the page.
    pub lang: Language,
    /// Its languages with their shares of what was told, the largest first.
    pub langs: Vec<(Language, f32)>,
    /// Lines that are not blank, in the original.
    pub lines: Vec<Line<Original>>,
    /// Where they stand in the clean text; `None` when they left.
    pub clean_lines: Vec<Option<Span<Clean>>>,
    /// Names, in the original.
    pub mentions: Vec<Mention<Original>>,
    /// Where they stand in the clean text; `None` when their line left.
    pub clean_mentions: Vec<Option<Span<Clean>>>,
    /// Stretches that may be names.
    pub candidates: Vec<Candidate<Original>>,
    /// Facts from the margins.
    pub meta: Meta,
    /// What was weighed, for `explain`; empty unless asked for.
    pub trace: Vec<String>,
}

impl Analysis<'_> {
    /// The items of an index page, a tag page or several articles one below the other: each from its first line that is
    /// no residue to its last. A page of one item has one, a page of nothing but residue none.
    ///
    /// ```
    /// let page = "Convoy hit on the road\n4 May 2020\nThe convoy was hit twice in one week, and the road has been closed since.\n\
    ///             Army reopens the road\n6 May 2020\nThe army opened the road again on Wednesday, and the first lorries went through.\n";
    /// let analysis = canonry::Cleaner::preset(canonry::Preset::News).analyze(page);
    /// let items: Vec<&str> = analysis.items().iter().map(|item| item.of(page)).collect();
    /// assert_eq!(items.len(), 2);
    /// assert!(items[1].starts_with("Army reopens"));
    /// ```
    pub fn items(&self) -> Vec<Span<Original>> {
        let mut items: Vec<(usize, Span<Original>)> = Vec::new();
        for line in self.lines.iter().filter(|line| line.kind.is_none()) {
            match items.last_mut().filter(|(item, _)| *item == line.item) {
                Some((_, span)) => *span = Span::new(span.start, line.span.end),
                None => items.push((line.item, line.span)),
            }
        }
        items.into_iter().map(|(_, span)| span).collect()
    }

    /// The candidates a person has to look at: those whose line stays.
    ///
    /// ```
    /// let page = "La polizia ha parlato con il BKA.\nFai clic per condividere su Facebook (Si apre in una nuova finestra)";
    /// let analysis = canonry::Cleaner::preset(canonry::Preset::News).analyze(page);
    /// assert_eq!(analysis.candidates.len(), 2);
    /// assert_eq!(analysis.open().map(|name| &*name.surface).collect::<Vec<_>>(), ["BKA"]);
    /// ```
    pub fn open(&self) -> impl Iterator<Item = &Candidate<Original>> {
        let leaves = |edit: &Edit<Original>| edit.new.is_empty();
        self.candidates
            .iter()
            .filter(move |candidate| !self.edits.covering(candidate.span).is_some_and(leaves))
    }

    /// Characters that were lost before anybody could read them: every U+FFFD of the original. They stay.
    ///
    /// ```
    /// let analysis = canonry::Cleaner::preset(canonry::Preset::News).analyze("Per\u{fffd} no");
    /// assert_eq!(analysis.lost().map(|span| span.start).collect::<Vec<_>>(), [3]);
    /// ```
    pub fn lost(&self) -> impl Iterator<Item = Span<Original>> + '_ {
        const LOST: &str = "\u{fffd}";
        memchr::memmem::find_iter(self.original.as_bytes(), LOST).map(|at| Span::new(at, at + LOST.len()))
    }
}

impl<'t> Analysis<'t> {
    /// The same page without the edits for which `gone` is true, one for each: their words stay as they stood, names in
    /// them are `kept: refused`.
    pub fn without(self, gone: &[bool]) -> Analysis<'t> {
        let (mut stay, mut back, mut restored) = (Vec::new(), Vec::new(), Vec::new());
        // What edits before have written and taken away, and what of that is given back.
        let (mut shift, mut again) = (0isize, 0isize);
        for (edit, gone) in self.edits.into_iter().zip(gone) {
            let place = |offset: usize, shift: isize| offset.checked_add_signed(shift).unwrap_or(0);
            let start = place(edit.span.start, shift);
            let grown = edit.new.len() as isize - edit.span.len() as isize;
            shift += grown;
            if !gone {
                stay.push(edit);
                continue;
            }
            restored.push((edit.span, place(start, again), edit.rules.clone()));
            again -= grown;
            let (span, old) = (Span::new(start, start + edit.new.len()), edit.span.of(self.original));
            back.push(Edit { span, new: old.to_owned().into(), rules: edit.rules });
        }
        let edits = Edits::new(stay).expect("part of a list in order");
        let text = edits.apply(self.original);
        let back: Edits<Clean, Clean> = Edits::new(back).expect("in the order of the edits");
        let offsets = back.offsets();
        let moved = |old: Span<Original>, place: Option<Span<Clean>>| match place {
            Some(place) => Some(offsets.span_forward(place)),
            None => restored.iter().find(|(span, ..)| span.contains(&old)).map(|(span, start, _)| {
                Span::new(start + old.start - span.start, start + old.end - span.start)
            }),
        };
        let clean_lines =
            self.lines.iter().zip(self.clean_lines).map(|(line, place)| moved(line.span, place)).collect();
        let clean_mentions = self
            .mentions
            .iter()
            .zip(self.clean_mentions)
            .map(|(mention, place)| moved(mention.span, place))
            .collect();
        let mut mentions = self.mentions;
        for mention in mentions.iter_mut().filter(|mention| mention.rewritten) {
            let named = |rules: &[Rule]| rules.iter().any(|rule| rule.as_str().starts_with("name/"));
            if restored.iter().any(|(span, _, rules)| span.overlaps(&mention.span) && named(rules)) {
                (mention.rewritten, mention.kept) = (false, Some(Kept::Refused));
            }
        }
        Analysis { text, edits, clean_lines, clean_mentions, mentions, ..self }
    }
}

impl Cleaner {
    /// A cleaner with the shipped dictionaries and the options of a preset.
    pub fn preset(preset: Preset) -> Cleaner {
        Cleaner::builder().preset(preset).build().expect("the shipped dictionaries are tested")
    }

    /// To choose more.
    pub fn builder() -> CleanerBuilder {
        CleanerBuilder {
            options: Preset::News.options(),
            layers: None,
            engine: Engine::Auto,
            disabled: BTreeSet::new(),
            refused: BTreeSet::new(),
            stages: Vec::new(),
            backend: None,
            languages_only: false,
        }
    }

    /// The clean text; borrowed when nothing changes.
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.analyze(text).text
    }

    /// Everything about a page.
    pub fn analyze<'t>(&self, text: &'t str) -> Analysis<'t> {
        self.analyze_with(text, &mut Scratch::default())
    }

    /// Everything about a page, with buffers to be used again.
    pub fn analyze_with<'t>(&self, text: &'t str, scratch: &mut Scratch) -> Analysis<'t> {
        self.analyze_as(text, &Known::default(), scratch)
    }

    /// Everything about a page of which the caller knows something.
    ///
    /// ```
    /// use canonry::{Cleaner, Preset, Scratch, pipeline::Known};
    /// let cleaner = Cleaner::preset(Preset::News);
    /// let title = [0..12];
    /// let known = Known { protected: &title, ..Known::default() };
    /// let page = cleaner.analyze_as("Isis-K in war\n\nIsis-K cells fled..", &known, &mut Scratch::default());
    /// assert_eq!(page.text, "Isis-K in war\n\nISKP cells fled.");
    /// ```
    pub fn analyze_as<'t>(&self, text: &'t str, known: &Known<'_>, scratch: &mut Scratch) -> Analysis<'t> {
        self.one(text, known, scratch, false)
    }

    /// Everything about some pages of which the caller knows something, in their order. A stage goes through all of them
    /// before the next one begins, while its code and its tables are at hand: two dozen pages take a seventh less time
    /// than one by one. What is said about a page does not depend on the others.
    ///
    /// ```
    /// use canonry::{Cleaner, Preset, Scratch, pipeline::Known};
    /// let cleaner = Cleaner::preset(Preset::News);
    /// let pages = [("Isis-K cells fled..", Known::default()), ("caff&egrave;", Known::default())];
    /// let found = cleaner.analyze_all(&pages, &mut Scratch::default());
    /// assert_eq!(found[0].text, "ISKP cells fled.");
    /// assert_eq!(found[1].text, "caffè");
    /// ```
    pub fn analyze_all<'t>(
        &self,
        pages: &[(&'t str, Known<'_>)],
        scratch: &mut Scratch,
    ) -> Vec<Analysis<'t>> {
        self.run(pages, scratch, false)
    }

    /// Everything about a page, and what was weighed on the way.
    pub fn explain<'t>(&self, text: &'t str, known: &Known<'_>) -> Analysis<'t> {
        self.one(text, known, &mut Scratch::default(), true)
    }

    /// Digest of options, program and data: equal fingerprints give equal bytes.
    pub fn fingerprint(&self) -> &str {
        &self.inner.fingerprint
    }

    /// The effective options.
    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    /// The changes that somebody refused.
    pub fn refused(&self) -> &BTreeSet<ChangeId> {
        &self.inner.refused
    }

    /// The names it knows.
    pub fn dictionary(&self) -> &Dictionary {
        &self.inner.dictionary
    }

    fn one<'t>(
        &self,
        original: &'t str,
        known: &Known<'_>,
        scratch: &mut Scratch,
        trace: bool,
    ) -> Analysis<'t> {
        self.run(&[(original, known.clone())], scratch, trace).pop().expect("one page in, one out")
    }

    fn run<'t>(
        &self,
        pages: &[(&'t str, Known<'_>)],
        scratch: &mut Scratch,
        trace: bool,
    ) -> Vec<Analysis<'t>> {
        let inner = &*self.inner;
        let mut watch = Watch::start(scratch.times.is_some());
        let (repairs, mended): (Vec<Edits<Original, Repaired>>, Vec<Mended<'_>>) =
            pages.iter().map(|(original, known)| inner.mended(original, known)).unzip();
        watch.lap("repair");
        let wants_names =
            ["detect", "normalize", "canonicalize"].iter().any(|stage| inner.options.runs(stage));
        // Repair and strip know most lines without their words; who is not known may ask for all.
        let wants_words = wants_names || !inner.stages.is_empty();
        scratch.found.resize_with(pages.len().max(scratch.found.len()), Found::default);
        let found = &mut scratch.found[..pages.len()];
        for (found, page) in found.iter_mut().zip(&mended) {
            found.scan.read(if wants_words { &page.text } else { "" });
        }
        watch.lap("scan");
        for (found, page) in found.iter_mut().zip(&mended) {
            found.hits.clear();
            if wants_names {
                inner.dictionary.locate(&page.text, &found.scan, &mut found.hits);
            }
        }
        let names: Vec<Vec<Hit>> = found.iter().map(|found| longest(&found.scan, &found.hits)).collect();
        watch.lap("locate");
        let mut drafts: Vec<Page<'_>> = (mended.iter().zip(&*found).zip(&names))
            .map(|((mended, found), names)| inner.page(mended, found, names, trace))
            .collect();
        for ((draft, repaired), (original, _)) in drafts.iter_mut().zip(&repairs).zip(pages) {
            note_edits(draft, repaired.iter(), original);
        }
        let proposals = inner.propose(&mut drafts, &mut watch);
        let analyses = (pages.iter().zip(repairs).zip(proposals).zip(drafts))
            .map(|((((original, _), repaired), proposals), page)| {
                Draft { original, repaired, proposals }.finish(page)
            })
            .collect();
        watch.lap("write");
        if let Some(times) = &mut scratch.times {
            for (stage, time) in watch.laps {
                times.add(stage, time);
            }
        }
        analyses
    }
}

/// A page when damage is mended: what its stages read and none of them changes.
struct Mended<'t> {
    text: Cow<'t, str>,
    protected: Vec<Span<Repaired>>,
    /// Its own where the caller knows its language.
    options: Option<Options>,
}

impl Inner {
    fn mended<'t>(&self, original: &'t str, known: &Known<'_>) -> (Edits<Original, Repaired>, Mended<'t>) {
        let repaired = self.repair.edits(original, &|word| self.dictionary.knows(word));
        let guarded = self.guarded(original, known);
        let repaired = without(repaired, &guarded);
        let text = repaired.apply(original);
        let protected = self.protected(&text, &guarded, &repaired);
        let options = known.lang.map(|lang| Options { lang: Some(lang), ..self.options.clone() });
        (repaired, Mended { text, protected, options })
    }

    /// The page that the stages begin with.
    fn page<'p>(
        &'p self,
        mended: &'p Mended<'_>,
        found: &'p Found,
        names: &'p [Hit],
        trace: bool,
    ) -> Page<'p> {
        Page {
            text: &mended.text,
            scan: &found.scan,
            dictionary: &self.dictionary,
            hits: &found.hits,
            names,
            options: mended.options.as_ref().unwrap_or(&self.options),
            protected: &mended.protected,
            lines: Vec::new(),
            line_tokens: Vec::new(),
            masked: Vec::new(),
            capitals: Vec::new(),
            capitalised: Vec::new(),
            lang: Language::UND,
            langs: Vec::new(),
            mentions: Vec::new(),
            candidates: Vec::new(),
            meta: Meta::default(),
            edits: Vec::new(),
            trace: trace.then(Vec::new),
        }
    }
}

impl Inner {
    /// The protected stretches of a text as it came.
    fn guarded(&self, original: &str, known: &Known<'_>) -> Vec<Span<Original>> {
        let mut spans = self.guard.spans(original);
        if !known.protected.is_empty() {
            spans.extend(known.protected.iter().map(|range| Span::new(range.start, range.end)));
            spans = joined(spans);
        }
        spans
    }

    /// The same in the repaired text, and what is to be protected only now that damage is mended.
    fn protected(
        &self,
        text: &str,
        guarded: &[Span<Original>],
        repaired: &Edits<Original, Repaired>,
    ) -> Vec<Span<Repaired>> {
        let mut spans = self.guard.spans(text);
        if !guarded.is_empty() {
            let offsets = repaired.offsets();
            spans.extend(guarded.iter().map(|span| offsets.span_forward(*span)));
            spans = joined(spans);
        }
        spans
    }

    /// Runs the proposing stages in their order, each on all pages, and merges what they propose.
    fn propose(&self, pages: &mut [Page<'_>], watch: &mut Watch) -> Vec<Edits<Repaired, Clean>> {
        let named = |stage: &str| ["canonicalize", "normalize"].contains(&stage);
        let runs = |stage: &str| self.options.runs(stage) && !(self.languages_only && named(stage));
        pages.iter_mut().for_each(|page| Segment.propose(page));
        watch.lap("segment");
        // Flags first: neighbours and the page label are counted over unflagged lines.
        let flag = |page| runs("strip").then(|| self.strip.flag(page));
        let seen: Vec<Option<Rows<'_>>> = pages.iter_mut().map(flag).collect();
        watch.lap("strip");
        if runs("detect") {
            pages.iter_mut().for_each(|page| self.detect.propose(page));
        }
        watch.lap("detect");
        let mut layers: Vec<Vec<Vec<Edit<Repaired>>>> = vec![Vec::new(); pages.len()];
        if runs("canonicalize") {
            for (page, layers) in pages.iter_mut().zip(&mut layers) {
                self.canonicalize.propose(page);
                layers.push(std::mem::take(&mut page.edits));
            }
        }
        watch.lap("canonicalize");
        if runs("normalize") {
            for (page, layers) in pages.iter_mut().zip(&mut layers) {
                self.normalize.propose(page);
                let mut edits = std::mem::take(&mut page.edits);
                edits.retain(|edit| !names_overlap(page, &edit.span));
                layers.push(edits);
            }
        }
        watch.lap("normalize");
        for stage in &self.stages {
            for (page, layers) in pages.iter_mut().zip(&mut layers) {
                stage.propose(page);
                layers.push(std::mem::take(&mut page.edits));
            }
        }
        let merged = (pages.iter_mut().zip(layers).zip(seen))
            .map(|((page, layers), seen)| self.merged(page, layers, seen))
            .collect();
        watch.lap("strip");
        merged
    }

    /// What the layers of edits come to, with what is mended beside new names and the lines that leave.
    fn merged<'p>(
        &self,
        page: &mut Page<'p>,
        layers: Vec<Vec<Edit<Repaired>>>,
        seen: Option<Rows<'p>>,
    ) -> Edits<Repaired, Clean> {
        let mut words = merge(layers);
        if !page.protected.is_empty() {
            words = spare_protected(page, &words);
            keep_protected(page, &words);
        }
        let mut finals = final_lines(page, &words);
        let mended = self.mended_beside_names(page, &words, &finals);
        if mended.iter().any(|edits| !edits.is_empty()) {
            words = merge([vec![words], mended.into()].concat());
            finals = final_lines(page, &words);
        }
        let removed = match seen {
            Some(seen) => self.strip.removals(page, seen, &finals),
            None => Vec::new(),
        };
        let merged = merge(vec![removed, words]);
        note_edits(page, merged.iter(), page.text);
        for mention in &mut page.mentions {
            let stays = |edit: &Edit<Repaired>| {
                edit.span.overlaps(&mention.span) && !edit.rules[0].as_str().starts_with("strip/")
            };
            mention.rewritten = mention.rewritten
                && merged
                    .iter()
                    .skip(merged.partition_point(|e| e.span.end <= mention.span.start))
                    .take_while(|e| e.span.start < mention.span.end)
                    .any(stays);
        }
        Edits::new(merged).expect("merging leaves no overlap")
    }
}

impl Inner {
    /// What repair could not see before names are written as readers know them: `ISIS-K.The` told nobody where a word ends,
    /// `ISKP.The` does; `fled.. hurras al-din` went on, `fled.. Hurras al-Din` does not.
    fn mended_beside_names(
        &self,
        page: &Page<'_>,
        words: &[Edit<Repaired>],
        finals: &[Cow<'_, str>],
    ) -> [Vec<Edit<Repaired>>; 2] {
        let changed = || finals.iter().zip(&page.lines).filter(|(text, _)| matches!(text, Cow::Owned(_)));
        let texts = || changed().map(|(text, _)| &**text);
        let on_page = |places: Vec<Vec<usize>>| {
            let places = changed().zip(places).flat_map(|((_, line), places)| {
                places_before(edits_of(words, line.span), line.span.start, places)
            });
            places.collect::<Vec<usize>>()
        };
        let spaces = self.repair.lost_spaces(texts(), page.text, &|word| self.dictionary.knows(word));
        let space = |at| Edit::new(Span::new(at, at), " ", Rule::named("repair/lost-space"));
        let stops = self.repair.doubled_stops(texts());
        let stop = |at| Edit::new(Span::new(at, at + 2), ".", Rule::named("repair/stops"));
        let whole = |at: &usize| page.text.get(*at..at + 2) == Some("..");
        let free = |edit: &Edit<Repaired>| !page.protects(edit.span);
        [
            on_page(spaces).into_iter().map(space).filter(free).collect(),
            on_page(stops).into_iter().filter(whole).map(stop).filter(free).collect(),
        ]
    }
}

/// The edits within a line, those at its start included.
fn edits_of(words: &[Edit<Repaired>], line: Span<Repaired>) -> &[Edit<Repaired>] {
    let first = words.partition_point(|edit| edit.span.end <= line.start && edit.span.start < line.start);
    let count = words[first..].partition_point(|edit| edit.span.start < line.end);
    &words[first..first + count]
}

/// The bytes of a page that stand at these places, in order, of a line as it reads with its edits, `start` being the first
/// byte of the line. A place inside what they write has none.
fn places_before(edits: &[Edit<Repaired>], start: usize, places: Vec<usize>) -> impl Iterator<Item = usize> {
    let (mut edits, mut from, mut written) = (edits.iter().peekable(), start, 0);
    places.into_iter().filter_map(move |place| {
        while let Some(edit) = edits.next_if(|edit| place > written + edit.span.start.saturating_sub(from)) {
            written += edit.span.start.saturating_sub(from) + edit.new.len();
            from = from.max(edit.span.end);
        }
        (place >= written).then(|| from + place - written)
    })
}

/// The edits that change nothing protected.
fn without(edits: Edits<Original, Repaired>, guarded: &[Span<Original>]) -> Edits<Original, Repaired> {
    if guarded.is_empty() {
        return edits;
    }
    let kept = edits.into_iter().filter(|edit| !touches(guarded, &edit.span)).collect();
    Edits::new(kept).expect("fewer edits do not overlap")
}

/// The edits that change nothing protected. A name, its article and its possessive are written together or not at all.
fn spare_protected(page: &Page<'_>, words: &[Edit<Repaired>]) -> Vec<Edit<Repaired>> {
    let together = |a: &Edit<Repaired>, b: &Edit<Repaired>| {
        matches!(&page.text[a.span.end..b.span.start], "" | "'" | "’")
    };
    let spared = words.chunk_by(together).filter(|edits| !edits.iter().any(|edit| page.protects(edit.span)));
    spared.flatten().cloned().collect()
}

/// A name stays where what was to be written for it reaches into a protected stretch: an article, the rest of a gloss.
fn keep_protected(page: &mut Page<'_>, words: &[Edit<Repaired>]) {
    for mention in page.mentions.iter_mut().filter(|mention| mention.rewritten) {
        let at = words.partition_point(|edit| edit.span.end <= mention.span.start);
        if !words.get(at).is_some_and(|edit| edit.span.overlaps(&mention.span)) {
            mention.rewritten = false;
            mention.kept = Some(Kept::Protected);
        }
    }
}

/// Mentions, and candidates, come in order and apart.
fn names_overlap(page: &Page<'_>, span: &Span<Repaired>) -> bool {
    let mention = page.mentions.partition_point(|mention| mention.span.end <= span.start);
    let candidate = page.candidates.partition_point(|candidate| candidate.span.end <= span.start);
    page.mentions.get(mention).is_some_and(|mention| mention.span.overlaps(span))
        || page.candidates.get(candidate).is_some_and(|candidate| candidate.span.overlaps(span))
}

/// Sorted edits without overlap: those of an earlier layer win.
fn merge(layers: Vec<Vec<Edit<Repaired>>>) -> Vec<Edit<Repaired>> {
    let mut won: Vec<Edit<Repaired>> = Vec::new();
    for mut layer in layers {
        layer.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut all = Vec::with_capacity(won.len() + layer.len());
        let mut before = won.into_iter().peekable();
        for edit in layer {
            while let Some(known) =
                before.next_if(|known| (known.span.start, known.span.end) <= (edit.span.start, edit.span.end))
            {
                all.push(known);
            }
            let clashes = |other: &Edit<Repaired>| {
                other.span.overlaps(&edit.span)
                    || (other.span == edit.span)
                    || other.span.contains(&edit.span) && !edit.span.is_empty()
            };
            if !all.last().is_some_and(clashes) && !before.peek().is_some_and(clashes) {
                all.push(edit);
            }
        }
        all.extend(before);
        won = all;
    }
    won
}

/// Each line as it will read when the words are written.
fn final_lines<'p>(page: &Page<'p>, words: &[Edit<Repaired>]) -> Vec<Cow<'p, str>> {
    page.lines
        .iter()
        .map(|line| {
            let own = edits_of(words, line.span);
            if own.is_empty() {
                return Cow::Borrowed(line.span.of(page.text));
            }
            let mut text = String::with_capacity(2 * line.span.len());
            let mut from = line.span.start;
            for edit in own {
                text.push_str(&page.text[from..edit.span.start.max(from)]);
                text.push_str(&edit.new);
                from = edit.span.end;
            }
            text.push_str(&page.text[from..line.span.end.max(from)]);
            Cow::Owned(text)
        })
        .collect()
}

/// Tells `explain` what was proposed, in words.
fn note_edits<'e, T: 'e + Copy>(page: &mut Page<'_>, edits: impl Iterator<Item = &'e Edit<T>>, text: &str) {
    if page.trace.is_none() {
        return;
    }
    for edit in edits {
        let rules: Vec<&str> = edit.rules.iter().map(Rule::as_str).collect();
        let words = format!("{}: `{}` -> `{}`", rules.join(" + "), &text[edit.span.range()], edit.new);
        page.note(|| words);
    }
}

/// The two lists of edits of a page and its text.
struct Draft<'t> {
    original: &'t str,
    repaired: Edits<Original, Repaired>,
    proposals: Edits<Repaired, Clean>,
}

impl<'t> Draft<'t> {
    fn finish(self, page: Page<'_>) -> Analysis<'t> {
        let to_original = self.repaired.offsets();
        let to_clean = self.proposals.offsets();
        let unrepaired = self.repaired.is_empty();
        let spans = original_spans(self.original, &page, unrepaired);
        let lines: Vec<Line<Original>> = page
            .lines
            .iter()
            .zip(spans)
            .map(|(line, span)| original_line(line, span, &to_original))
            .collect();
        let gone: Vec<bool> = page.lines.iter().map(|line| removed(&self.proposals, line.span)).collect();
        let clean_lines = page
            .lines
            .iter()
            .zip(&gone)
            .map(|(line, gone)| (!gone).then(|| to_clean.span_forward(line.span)))
            .collect();
        let clean_mentions =
            page.mentions.iter().map(|m| (!gone[m.line]).then(|| to_clean.span_forward(m.span))).collect();
        let original = self.original;
        let mentions = page
            .mentions
            .into_iter()
            .map(|m| {
                let span = to_original.span_back(m.span);
                Mention {
                    surface: if unrepaired { m.surface } else { span.of(original).to_owned() },
                    span,
                    line: m.line,
                    entity: m.entity,
                    entity_type: m.entity_type,
                    write: m.write,
                    form: m.form,
                    how: m.how,
                    rewritten: m.rewritten,
                    kept: m.kept,
                    evidence: m.evidence,
                }
            })
            .collect();
        let candidates = page
            .candidates
            .into_iter()
            .map(|c| {
                let span = to_original.span_back(c.span);
                Candidate {
                    surface: span.of(original).to_owned(),
                    span,
                    line: c.line,
                    entities: c.entities,
                    parent: c.parent,
                    why: c.why,
                }
            })
            .collect();
        let edits = self.repaired.then(self.proposals);
        let text = edits.apply(self.original);
        Analysis {
            original,
            text,
            edits,
            lang: page.lang,
            langs: page.langs,
            lines,
            clean_lines,
            mentions,
            clean_mentions,
            candidates,
            meta: page.meta,
            trace: page.trace.unwrap_or_default(),
        }
    }
}

/// Where the lines of a page stand in the original.
fn original_spans(original: &str, page: &Page<'_>, unrepaired: bool) -> Vec<Span<Original>> {
    if unrepaired {
        return page.lines.iter().map(|line| Span::new(line.span.start, line.span.end)).collect();
    }
    // Repair never adds or removes a line break: the number of a line holds in both texts.
    let originals = physical_lines::<Original>(original);
    let spans = physical_lines::<Repaired>(page.text);
    let number = |line: &Line<Repaired>| spans.partition_point(|span| span.start < line.span.start);
    page.lines.iter().map(|line| originals[number(line)]).collect()
}

/// Every line of a text, blank or not; a CRLF counts as two breaks with nothing between.
fn physical_lines<T>(text: &str) -> Vec<Span<T>> {
    let mut start = 0;
    let ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain([text.len()]);
    ends.map(|end| Span::new(std::mem::replace(&mut start, (end + 1).min(text.len())), end)).collect()
}

fn original_line(
    line: &Line<Repaired>,
    span: Span<Original>,
    offsets: &Offsets<Original, Repaired>,
) -> Line<Original> {
    let parts =
        line.spans.iter().map(|part| LanguageSpan { span: offsets.span_back(part.span), lang: part.lang });
    Line {
        span,
        lang: line.lang,
        confidence: line.confidence,
        spans: parts.collect(),
        kind: line.kind,
        dup: line.dup,
        silent: line.silent,
        item: line.item,
    }
}

/// True when one edit deletes the whole line.
fn removed(edits: &Edits<Repaired, Clean>, line: Span<Repaired>) -> bool {
    edits.covering(line).is_some_and(|edit| edit.rules.iter().any(|rule| rule.as_str().starts_with("strip/")))
}

/// Times the stages, when somebody asks.
struct Watch {
    last: Option<Instant>,
    laps: Vec<(&'static str, Duration)>,
}

impl Watch {
    fn start(asked: bool) -> Watch {
        Watch { last: asked.then(Instant::now), laps: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        if let Some(last) = &mut self.last {
            let now = Instant::now();
            self.laps.push((stage, now - *last));
            *last = now;
        }
    }
}

impl fmt::Debug for Cleaner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cleaner").field("fingerprint", &self.inner.fingerprint).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_written_line_are_places_of_the_page() {
        // `a ISIS-K.The b` reads `a ISKP.The b`
        let words = [Edit::new(Span::new(12, 18), "ISKP", Rule::named("test"))];
        let places = |asked: &[usize]| places_before(&words, 10, asked.to_vec()).collect::<Vec<_>>();
        assert_eq!(places(&[0, 2, 6, 7, 12]), [10, 12, 18, 19, 24]);
        assert_eq!(places(&[3, 5, 7]), [19], "inside what is written nothing stands");
        assert_eq!(places_before(&[], 10, vec![4]).collect::<Vec<_>>(), [14]);
    }

    #[test]
    fn a_line_has_the_edits_at_its_start_and_none_at_its_end() {
        let edit = |start, end| Edit::new(Span::new(start, end), "x", Rule::named("test"));
        let words = [edit(2, 4), edit(5, 5), edit(6, 8), edit(9, 9), edit(12, 13)];
        assert_eq!(edits_of(&words, Span::new(5, 9)), &words[1..3]);
        assert_eq!(edits_of(&words, Span::new(13, 20)), &[]);
    }
}

//! What can be typed.
//! In: words of the command line. Out: [`Args`]. Not here: what the values mean (see `config`), what is done (see `commands`).

use clap::{Args as Group, Parser, Subcommand, ValueHint};
use std::path::PathBuf;

/// Turns dirty English and Italian pages into clean text in which every name is one name, and proves every change.
#[derive(Parser, Debug)]
#[command(name = "canonry", version, long_version = canonry::VERSIONS, disable_help_subcommand = true, after_help = ABOUT)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const ABOUT: &str = "\
Examples:
  canonry clean pages/ -o clean/                  clean texts in a new folder; yours stay
  canonry check pages/                            say what would change, and where
  canonry report pages/ -o report.html            the same on one page for a browser
  canonry explain \"The IS-K cell in Kabul\"       which rule did what, and why
  canonry clean --help                            its flags, and more examples

Data goes to standard output, everything else to standard error.
Exit codes: 0 done · 1 check or verify found something · 2 wrong usage, config or dictionary, nothing written · \
3 finished, some inputs were left as they are · 4 stopped early · 101 internal error · 130 interrupted";

/// One subcommand each.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Clean texts: repaired, without residue, every name one name
    Clean(Clean),
    /// Say what would change; exit 1 when something would
    Check(Check),
    /// Name the language of pages, lines and parts of lines
    Detect(Detect),
    /// Names, languages and residue as data, as JSON lines; the text stays as it is
    Annotate(Annotate),
    /// List the names that stand in texts
    Find(Find),
    /// One page for a browser: what needs a person, what changes, who is named when and with whom
    Report(Report),
    /// Say which rule or entry did what, what lost and why, why a name was kept
    Explain(Explain),
    /// Give the original texts back
    Undo(Undo),
    /// Prove that clean texts and log give the original texts
    Verify(Verify),
    /// Say which pages say the same, or nearly so
    Dedup(Dedup),
    /// Refuse changes by their ids: later runs leave the words as they stand
    Reject(Reject),
    /// Learn the lines that come back on the pages of one site
    Residue(Residue),
    /// Keys of names: spellings of one name mostly share one
    Key(Key),
    /// The dictionary workshop: begin, add to, show, test, lint, count, compile dictionaries
    Dict(Dict),
    /// List the presets, or what one of them turns on
    Presets(Presets),
    /// Show the settings in effect and where each comes from
    Config(Config),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual, or write a page for each command
    Man(Man),
}

/// How texts are cleaned.
#[derive(Group, Debug, Default, Clone)]
#[command(next_help_heading = "What is done to the text")]
pub struct Rules {
    /// Where to start from: news, press, ml, screening, minimal (see `canonry presets`)
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Run only these stages: repair, detect, strip, normalize, canonicalize
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub stages: Vec<String>,
    /// Names in the text: canonical, short or surface; or by type: org=short,place=canonical
    #[arg(long, value_name = "HOW", value_delimiter = ',')]
    pub names: Vec<String>,
    /// Names in quotation marks: rewrite or keep
    #[arg(long, value_name = "HOW")]
    pub quotes: Option<String>,
    /// Remove residue of these kinds only: share,nav,… or all or none
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub strip: Vec<String>,
    /// Keep residue of these kinds
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub keep: Vec<String>,
    /// Repeated lines that are removed: headings, all or keep
    #[arg(long, value_name = "HOW")]
    pub dups: Option<String>,
    /// Keep removed lines, marked with [kind]
    #[arg(long)]
    pub mark: bool,
    /// Language of every line: auto, en, it
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Leave this phrase alone; may be repeated
    #[arg(long, value_name = "PHRASE")]
    pub protect: Vec<String>,
    /// Leave alone what matches this regular expression; may be repeated
    #[arg(long, value_name = "REGEX")]
    pub protect_pattern: Vec<String>,
    /// Leave alone the lines in which this regular expression matches; may be repeated
    #[arg(long, value_name = "REGEX")]
    pub protect_line: Vec<String>,
    /// Leave this field of records alone and read it all the same; may be repeated
    #[arg(long, value_name = "FIELD")]
    pub protect_field: Vec<String>,
    /// Add a dictionary (TOML, CSV or compiled); may be repeated, the last one wins
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub dict: Vec<PathBuf>,
    /// Remove the lines of this file too: rules for residue (TOML), as `canonry residue learn` writes them; may be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub residue: Vec<PathBuf>,
    /// Leave refused changes undone: the file that `canonry reject` writes, instead of the nearest decisions.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub decisions: Option<PathBuf>,
    /// Find names with: auto, tokens or automaton; all find the same
    #[arg(long, value_name = "NAME")]
    pub engine: Option<String>,
    /// Read this file instead of the nearest canonry.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Read no canonry.toml, no decisions.toml and no CANONRY_ variable
    #[arg(long)]
    pub isolated: bool,
    /// Refuse to run unless rules, data and program have this fingerprint
    #[arg(long, value_name = "FINGERPRINT")]
    pub pin: Option<String>,
}

/// What is read.
#[derive(Group, Debug, Default, Clone)]
#[command(next_help_heading = "What is read")]
pub struct Input {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// auto, txt, jsonl, csv, tsv or warc; for `detect` also table, which is how it prints
    #[arg(long, value_name = "FORMAT", default_value = "auto", hide_default_value = true)]
    pub format: String,
    /// Field or column that holds text (default: text), by path (page.body); may be repeated
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub field: Vec<String>,
    /// Field of a record that holds its language
    #[arg(long, value_name = "FIELD")]
    pub lang_field: Option<String>,
    /// Encoding of text files and tables, when the guess is wrong: utf-8, windows-1252, …
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    /// Sheet of a workbook (.xlsx) that holds the texts (default: the first)
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Records that cannot be read: keep, skip or fail
    #[arg(long, value_name = "HOW", default_value = "keep", hide_default_value = true)]
    pub on_error: String,
    /// List records that could not be read in this file (JSONL: path, record, reason, bytes in base64)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub errors: Option<PathBuf>,
    /// Stop when more of the records than this cannot be read: 0.01 or 1%
    #[arg(long, value_name = "RATE")]
    pub max_error_rate: Option<String>,
    /// Leave out records and texts that are larger (default: 64MB)
    #[arg(long, value_name = "SIZE")]
    pub max_record: Option<String>,
    /// Only so many pages, drawn by chance; the same ones for the same seed
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,
    /// Another sample for every number (default: 0)
    #[arg(long, value_name = "S", requires = "sample")]
    pub seed: Option<u64>,
    /// Only the first N pages
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Only the I-th of N parts; one behind the other they are the whole
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// Go on with a run that was stopped, from its last checkpoint
    #[arg(long)]
    pub resume: bool,
    /// Make a checkpoint after so much output (default: 64MB), and every few seconds
    #[arg(long, value_name = "SIZE")]
    pub checkpoint: Option<String>,
    /// Threads (default: one for each processor); the output is the same for any number
    #[arg(short = 'j', long = "jobs", value_name = "N")]
    pub jobs: Option<usize>,
    /// How far a run has come, on standard error: auto (on a terminal), json (a line a second) or none
    #[arg(long, value_name = "HOW", default_value = "auto", hide_default_value = true)]
    pub progress: String,
    /// Everything counted, and the time spent in each stage, on standard error: json
    #[arg(long, value_name = "FORMAT")]
    pub stats: Option<String>,
}

impl Input {
    /// These paths, all else as if nothing was typed.
    pub fn of(paths: &[PathBuf]) -> Input {
        let [format, on_error, progress] = ["auto", "keep", "auto"].map(str::to_owned);
        Input { paths: paths.to_vec(), format, on_error, progress, ..Input::default() }
    }
}

/// `clean`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry clean page.txt                          one text to standard output
  canonry clean pages/ -o clean/                  a folder, mirrored
  canonry clean pages/ -o clean/ --edits log.jsonl --changes changes.csv
  canonry clean pages.jsonl --field body -o clean.jsonl
  cat pages.jsonl | canonry clean - --add lang,mentions > clean.jsonl
  canonry clean pages/ -o clean/ --report report.html
  canonry clean pages/ --diff                     look first, write nothing
  canonry clean page.txt --names surface --keep credit,source")]
pub struct Clean {
    #[command(flatten)]
    pub input: Input,
    /// File or folder to write to
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Write records as jsonl, csv, tsv or parquet, whatever they were; several files may become one (-o all.jsonl)
    #[arg(long, value_name = "FORMAT", default_value = "same", hide_default_value = true)]
    pub output_format: String,
    /// Write what is needed to undo (JSONL, one line a text; .gz and .zst are packed, .parquet has columns)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub edits: Option<PathBuf>,
    /// Log only changes of these levels: names, lines or all; only all of them give the input back
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "edits")]
    pub edits_level: Vec<String>,
    /// Log replaced words in full or as their hash: such a log proves changes and gives no words away
    #[arg(long, value_name = "HOW", requires = "edits")]
    pub edits_text: Option<String>,
    /// Write what was read and written: sizes, SHA-256, fingerprint, counts (JSON)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub manifest: Option<PathBuf>,
    /// What the manifest calls this run
    #[arg(long, value_name = "WORDS", requires = "manifest")]
    pub label: Option<String>,
    /// Write what changed, for people (CSV: before, after, context, reason)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub changes: Option<PathBuf>,
    /// Write what needs a person, what changed and who is named, for a browser (HTML; see `canonry report`)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Print a unified diff instead of the clean text
    #[arg(long)]
    pub diff: bool,
    /// With --diff: exit 1 when something changes
    #[arg(long, requires = "diff")]
    pub exit_code: bool,
    /// Do everything but write
    #[arg(long)]
    pub dry_run: bool,
    /// Add to records (key canonry) or beside texts (NAME.canonry.json): lang, lines, items, mentions, edits, meta, near-dup
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub add: Vec<String>,
    /// Offsets in records and logs: codepoint, bytes or utf16
    #[arg(long, value_name = "UNIT", default_value = "codepoint", hide_default_value = true)]
    pub offsets: String,
    #[command(flatten)]
    pub rules: Rules,
}

/// `check`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry check pages/                            path:line:col: before → after [rule], and exit 1
  canonry check page.txt --carets                 with the words around, as on a terminal
  canonry check page.txt --stages repair          damage only
  canonry check pages/ --dict ours.toml --lang it")]
pub struct Check {
    #[command(flatten)]
    pub input: Input,
    /// Show the words around each change, with carets below it; on a terminal they are always shown
    #[arg(long)]
    pub carets: bool,
    #[command(flatten)]
    pub rules: Rules,
}

/// `detect`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry detect pages/ -o languages.jsonl        one JSON line a page, its lines inside
  canonry detect page.txt --by line --format table
  canonry detect pages.jsonl --by span            parts of lines of two languages, each on its own
  canonry detect pages.jsonl --by page --lang-field language")]
pub struct Detect {
    /// One record for each: page, line or span; without it a page with its lines
    #[arg(long, value_name = "UNIT")]
    pub by: Option<String>,
    /// Who tells the language: default, whatlang, or what the program was built with (lingua, whichlang)
    #[arg(long, value_name = "NAME", default_value = "default", hide_default_value = true)]
    pub backend: String,
    #[command(flatten)]
    pub annotate: Annotate,
}

/// `annotate`.
#[derive(Group, Debug, Clone)]
#[command(after_help = "\
Examples:
  canonry annotate pages.jsonl > names.jsonl
  canonry annotate pages.jsonl --field title --field body --offsets bytes")]
pub struct Annotate {
    #[command(flatten)]
    pub input: Input,
    /// File to write to
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Offsets in records: codepoint, bytes or utf16
    #[arg(long, value_name = "UNIT", default_value = "codepoint", hide_default_value = true)]
    pub offsets: String,
    #[command(flatten)]
    pub rules: Rules,
}

/// `find`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry find pages/                             path:line:col, surface, entity, written name
  canonry find pages/ --entity org/islamic-state-khorasan
  canonry find pages.jsonl --type person --json")]
pub struct Find {
    #[command(flatten)]
    pub input: Input,
    /// Only this entity, by its id
    #[arg(long, value_name = "ID")]
    pub entity: Option<String>,
    /// Only entities of this type: org, state, person, place, media
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// One JSON object a line instead of a table
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub rules: Rules,
}

/// `report`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry report pages/ -o report.html            one file; open it in any browser
  canonry report pages.jsonl --field body -o report.html --tables tables/
  canonry report pages/ --tables tables/          the whole lists, as CSV for a spreadsheet
  canonry report pages/ --stats json -o report.html
                                                  with the time spent in each stage
  canonry clean pages/ -o clean/ --report report.html

The page asks for nothing from anywhere and runs no script. Texts are read as `clean` reads them, and stay as they are.")]
pub struct Report {
    #[command(flatten)]
    pub input: Input,
    /// File to write to: report.html
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Write the whole lists into this folder, as CSV
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub tables: Option<PathBuf>,
    /// Title of the page
    #[arg(long, value_name = "WORDS")]
    pub title: Option<String>,
    /// Field of a record that says when its page is from (default: date, published and the like)
    #[arg(long, value_name = "FIELD")]
    pub date_field: Option<String>,
    #[command(flatten)]
    pub rules: Rules,
}

/// `explain`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry explain \"The IS-K cell in Kabul, better known as ISIS-K\"
  canonry explain --file pages/a.txt:12           one line, read with its whole page
  canonry explain --file pages.jsonl:3            one record")]
pub struct Explain {
    /// The text
    #[arg(value_name = "TEXT", required_unless_present = "file", conflicts_with = "file")]
    pub text: Option<String>,
    /// A line of a file instead
    #[arg(long, value_name = "FILE:LINE")]
    pub file: Option<String>,
    /// Field of a record that holds text (default: text)
    #[arg(long, value_name = "FIELD")]
    pub field: Option<String>,
    #[command(flatten)]
    pub rules: Rules,
}

/// `undo`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry undo log.jsonl clean.txt > page.txt     the bytes of the file as they were
  canonry undo log.jsonl clean/ -o pages/         a folder
  canonry undo log.jsonl clean.jsonl -o pages.jsonl
  canonry undo log.jsonl clean.txt --only entity=org/islamic-state
  canonry undo log.jsonl clean.txt --only kind=share --only rule=repair/space")]
pub struct Undo {
    /// The log that `clean --edits` wrote
    #[arg(value_name = "EDITS", value_hint = ValueHint::FilePath)]
    pub edits: PathBuf,
    /// The clean text, records or folder; - for standard input
    #[arg(value_name = "CLEAN", value_hint = ValueHint::AnyPath)]
    pub clean: PathBuf,
    /// File or folder to write to
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Undo only some edits: id=… (of a text or a change), rule=…, entity=… or kind=…; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub only: Vec<String>,
}

/// `verify`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry verify log.jsonl pages/ clean/          clean texts and log give the original texts
  canonry verify --edits log.jsonl --input pages/ --output clean/
  canonry verify log.jsonl pages.jsonl clean.jsonl --replay --preset press
  canonry verify --manifest run.json              files are still those of the run")]
pub struct Verify {
    /// The log, the originals and the clean texts, as far as no flag names them
    #[arg(value_name = "EDITS ORIGINAL CLEAN", num_args = 0..=3, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The log that `clean --edits` wrote
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub edits: Option<PathBuf>,
    /// The original text, records or folder
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub input: Option<PathBuf>,
    /// The clean text, records or folder
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Check the sizes and SHA-256 of the files that a manifest lists; paths are those of the run
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub manifest: Option<PathBuf>,
    /// Clean the originals again, with the same flags, and compare
    #[arg(long)]
    pub replay: bool,
    /// With --replay: field of a record that holds its language, as it was given to clean
    #[arg(long, value_name = "FIELD", requires = "replay")]
    pub lang_field: Option<String>,
    /// Sheet of a workbook that was cleaned (default: the first)
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    #[command(flatten)]
    pub rules: Rules,
}

/// `dedup`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dedup clean.jsonl -o clusters.jsonl     one line a cluster, its pages inside
  canonry dedup clean/ --table                    for people
  canonry clean pages.jsonl --add near-dup | canonry dedup - --threshold 0.9

Pages are compared as they stand, so clean them first. Nothing is removed: the first page of a cluster is marked `first`, \
others `exact` (the same bytes as one before) or `near`.")]
pub struct Dedup {
    #[command(flatten)]
    pub input: Input,
    /// Share of runs of five words that two pages have in common, 0.5 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.8)]
    pub threshold: f64,
    /// Print a table for people
    #[arg(long)]
    pub table: bool,
    /// File to write to
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// `reject`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry clean pages/ -o clean/ --edits log.jsonl --changes changes.csv
  canonry reject c0f3a9b2c41d5e677 --edits log.jsonl --reason 'a title of a book'
  canonry clean pages/ -o clean/                  the words of that change stay as they were

Ids stand in the log and in the last column of the table of changes. An id means this rule at these words of this text: \
another line above or another dictionary does not change it. decisions.toml lies beside canonry.toml or here.")]
pub struct Reject {
    /// Changes, by their ids
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// The log they stand in: ids are looked up, and what they are is written down
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub edits: Option<PathBuf>,
    /// File to write to, instead of the nearest decisions.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub decisions: Option<PathBuf>,
    /// Why, for whoever reads the file
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
    /// Read this file instead of the nearest canonry.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// `residue`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry residue learn pages.jsonl --by host -o learned.toml     the host of the field url
  canonry residue learn --help                    how sites are told apart, what is learned")]
pub struct Residue {
    /// What to do.
    #[command(subcommand)]
    pub what: ResidueWhat,
}

/// `residue learn`.
#[derive(Subcommand, Debug)]
pub enum ResidueWhat {
    /// Write the lines that come back on the pages of one site as rules, to be read before they are used
    #[command(after_help = "\
Examples:
  canonry residue learn pages/ --by folder -o learned.toml        each folder is a site
  canonry residue learn pages.jsonl --by host -o learned.toml     the host of the field url
  canonry residue learn pages.jsonl --by source -o learned.toml   what the field source says
  canonry clean pages/ -o clean/ --residue learned.toml           when you have read it

A short line is learned when it stands at the head or foot of a fifth of the pages of a site, and of four at least; \
running text, and lines between running text, when they stand on half of them. Dates and bylines never are.")]
    Learn {
        #[command(flatten)]
        input: Input,
        /// What tells sites apart: folder, host, or a field of the records
        #[arg(long, value_name = "HOW")]
        by: String,
        /// File to write to
        #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
    },
}

/// `key`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry key Khorasan Khurasan                   one line a name; equal keys, perhaps one name
  cut -f1 names.tsv | canonry key -
  canonry key --pairs pairs.tsv                   same, candidate or different, one line a pair
  canonry key --trace Khorasan Xuroson            the verdict and its reasons: kh/x, o/u, a/o")]
pub struct Key {
    /// Names, or - for one name a line on standard input
    #[arg(value_name = "NAME", required_unless_present = "pairs")]
    pub names: Vec<String>,
    /// Compare the two names of each line (two columns with a tab between); - for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "names")]
    pub pairs: Option<PathBuf>,
    /// Compare two names and say what differs
    #[arg(long, conflicts_with = "pairs")]
    pub trace: bool,
}

/// `dict`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict suggest pages/                     names of your pages that no dictionary lists
  canonry dict init ours.toml
  canonry dict add ours.toml org/wadi --write \"Harakat al-Wadi\" --form \"Harkat [al|el] Wadi\"
  canonry dict lint ours.toml
  canonry clean pages/ -o clean/ --dict ours.toml")]
pub struct Dict {
    /// What to do.
    #[command(subcommand)]
    pub what: DictWhat,
}

/// What `dict` does.
#[derive(Subcommand, Debug)]
pub enum DictWhat {
    /// Begin a dictionary file
    #[command(after_help = "\
Examples:
  canonry dict init ours.toml
  canonry dict init ours.toml --about \"groups of the valley\" --source \"our own files\"

A file that is there already is left as it is.")]
    Init {
        /// File to write
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// What it holds
        #[arg(long, value_name = "WORDS", default_value = "names of our own", hide_default_value = true)]
        about: String,
        /// Its licence
        #[arg(long, value_name = "WORDS", default_value = "not for others", hide_default_value = true)]
        licence: String,
        /// Where its entries come from; may be repeated
        #[arg(long, value_name = "WORDS")]
        source: Vec<String>,
        /// The day it was checked: 2026-11-28
        #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
        checked: String,
    },
    /// Add an entity, forms, sentences or sources to a dictionary file; remarks and order stay
    Add(Box<DictAdd>),
    /// Everything an entity is written as, and how many strings that is
    #[command(after_help = "\
Examples:
  canonry dict show org/islamic-state-khorasan
  canonry dict show org/wadi --dict ours.toml")]
    Show {
        /// The entity
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        rules: Box<Rules>,
    },
    /// Try the sentences in which entities must and must not be found; exit 1 when one is wrong
    #[command(after_help = "\
Examples:
  canonry dict test                               every sentence of the shipped dictionaries
  canonry dict test ours.toml                     and of ours, over them")]
    Test {
        /// Files to try too (TOML), as if each were given with --dict
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        rules: Box<Rules>,
    },
    /// List the mistakes of dictionary files, all at once; exit 1 when there is an error
    Lint(DictLint),
    /// Count entities, strings, languages, and what no sentence tries
    #[command(after_help = "\
Examples:
  canonry dict stats                              everything in effect
  canonry dict stats --dict ours.toml --json      the same with ours
  canonry dict stats ours.toml                    one file, without those of the program")]
    Stats {
        /// Count these files alone (TOML, CSV or compiled)
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
        /// One JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        rules: Box<Rules>,
    },
    /// Names of a corpus that no dictionary lists: spellings of known entities, frequent strangers
    Suggest(Box<DictSuggest>),
    /// What differs between two dictionaries, and what that does to texts
    Diff(DictDiff),
    /// Make a table that is a dictionary of names from elsewhere: CSV, FollowTheMoney, spaCy, FlashText
    Import(Box<DictImport>),
    /// Write every form of the dictionaries in effect, as CSV or JSON Lines
    Export(Box<DictExport>),
    /// Print the JSON Schema of dictionary files, for editors
    #[command(after_help = "\
Examples:
  canonry dict schema > dictionary.schema.json")]
    Schema,
    /// Make one file of dictionaries that opens at once, however many names it holds
    #[command(after_help = "\
Examples:
  canonry dict compile names.csv -o names.canon   columns entity,form and, if wanted, lang,strength
  canonry dict compile ours.toml names.csv -o ours.canon
  canonry clean pages/ -o clean/ --dict ours.canon

A row of a table is a strong long form in any language, found where some letter is a capital; strength may be weak. \
An entity that only tables know is reported and never rewritten: what is written for it stands in TOML.")]
    Compile {
        /// Files to compile, together (TOML or CSV)
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
        /// File to write to
        #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}

/// `dict add`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict add ours.toml org/wadi --write \"Harakat al-Wadi\" --form \"Harkat [al|el] Wadi\"
  canonry dict add ours.toml org/wadi --form HAW --class short --weak --needs valley
  canonry dict add ours.toml org/wadi --match \"Harkat al-Wadi met.\" --leave \"A wadi is a valley.\"
  canonry dict add ours.toml org/al-qaeda --form \"Base Brigades\" --class alias

An id of another dictionary may be given: its written names are copied, for an entry takes the place of the one below it. \
Forms of one class, language, strength, case and context share a list. What is there already is not added again.")]
pub struct DictAdd {
    /// File to add to (see dict init)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The entity: type and name, org/harakat-al-wadi
    #[arg(value_name = "ID")]
    pub id: String,
    /// What it is, where the id does not begin with it: org, state, person, place, media
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Its name in reports
    #[arg(long, value_name = "WORDS")]
    pub label: Option<String>,
    /// The entity it is a branch of
    #[arg(long, value_name = "ID")]
    pub parent: Option<String>,
    /// What long forms become; en=…, it=… where they differ
    #[arg(long, value_name = "NAME")]
    pub write: Vec<String>,
    /// What short forms become; en=…, it=… where they differ
    #[arg(long, value_name = "NAME")]
    pub short: Vec<String>,
    /// A form, in the grammar of dictionaries; may be repeated
    #[arg(long, value_name = "FORM")]
    pub form: Vec<String>,
    /// What the forms are: long, short, inflected, alias or part
    #[arg(long, value_name = "CLASS", default_value = "long", hide_default_value = true)]
    pub class: String,
    /// Languages of the forms
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// The forms count only with evidence
    #[arg(long)]
    pub weak: bool,
    /// Capitals the forms ask for: any, not-lower, upper or exact
    #[arg(long, value_name = "CASE")]
    pub case: Option<String>,
    /// Words one of which on the line is evidence enough
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub needs: Vec<String>,
    /// Words one of which on the line ends the match
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub never: Vec<String>,
    /// A sentence in which the entity is; may be repeated
    #[arg(long = "match", value_name = "SENTENCE")]
    pub matches: Vec<String>,
    /// A sentence in which it is not; may be repeated
    #[arg(long, value_name = "SENTENCE")]
    pub leave: Vec<String>,
    /// Where this comes from; may be repeated
    #[arg(long, value_name = "WORDS")]
    pub source: Vec<String>,
}

/// `dict suggest`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict suggest pages/ --dict ours.toml
  canonry dict suggest pages/ --dict ours.toml --accept 1,3 --to ours.toml
                                                  the numbers of the same corpus and dictionaries

Other spellings of known entities come first, the surest on top; then strangers that stand on two pages or more.")]
pub struct DictSuggest {
    #[command(flatten)]
    pub input: Input,
    /// Write these suggestions, by their numbers
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "to")]
    pub accept: Vec<usize>,
    /// File to write accepted suggestions to (see dict init)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "accept")]
    pub to: Option<PathBuf>,
    /// At most so many suggestions; 0 for all
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub top: usize,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub rules: Rules,
}

/// `dict diff`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict diff ours-old.toml ours.toml
  canonry dict diff ours-old.toml ours.toml --format csv > changes.csv
  canonry dict diff shipped ours.toml --on pages/  which mentions change, with counts and samples

Both lie over the dictionaries of the program, which alone are called shipped.")]
pub struct DictDiff {
    /// The old dictionary (TOML, CSV or compiled), or shipped
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,
    /// The new one
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
    /// Say which mentions of these texts change
    #[arg(long, value_name = "CORPUS", value_hint = ValueHint::AnyPath)]
    pub on: Vec<PathBuf>,
    /// markdown or csv (with --on only the mentions)
    #[arg(long, value_name = "FORMAT", default_value = "markdown", hide_default_value = true)]
    pub format: String,
    /// In Markdown, at most so many of each kind; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub most: usize,
}

/// `dict import`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict import entities.ftm.json -o sanctions.csv --schema Person --topic sanction
  canonry dict import patterns.jsonl -o ours.csv
  canonry dict import keywords.json -o ours.csv --type org
  canonry dict import list.csv -o ours.csv --column form=Name,entity=Ref --conflicts conflicts.csv

Nothing is overwritten: a name that a dictionary in effect knows as somebody else's is left out and listed; a name of two \
entities of one import is a candidate. A name that is one ordinary word becomes weak. FollowTheMoney: name, alias and \
previousName are strong, weakAlias and abbreviation weak; data set, version and id stand in the column source.")]
pub struct DictImport {
    /// Names from elsewhere; .gz and .zst are unpacked
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Table to write; it must not be there
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// How the names are written down: csv, ftm, spacy or flashtext (default: told by the first line)
    #[arg(long, value_name = "FORM")]
    pub from: Option<String>,
    /// The type of entities that do not say it: org, state, person, place, media
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Only these schemata (FollowTheMoney)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub schema: Vec<String>,
    /// Only entities with one of these topics: sanction, crime.terror (FollowTheMoney)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub topic: Vec<String>,
    /// The version of the data set, instead of the day each record last changed
    #[arg(long, value_name = "WORDS")]
    pub dataset_version: Option<String>,
    /// Which column is what (CSV): entity, form, alias, lang, strength, type or source=NAME
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub column: Vec<String>,
    /// What stands between several names in one cell (CSV)
    #[arg(long, value_name = "MARK")]
    pub split: Option<char>,
    /// List conflicts in this file (CSV) instead of the first of them on standard error
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub conflicts: Option<PathBuf>,
    #[command(flatten)]
    pub rules: Rules,
}

/// `dict export`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict export --only ours.toml -o ours.csv
                                                  a table that is a dictionary again
  canonry dict export --format jsonl > forms.jsonl
                                                  everything that is said of each form")]
pub struct DictExport {
    /// The names of this file alone (TOML, CSV or compiled)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub only: Option<PathBuf>,
    /// csv or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "csv", hide_default_value = true)]
    pub format: String,
    /// File to write to
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub rules: Rules,
}

/// `dict lint`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry dict lint ours.toml
  canonry dict lint ours.toml --fix
  canonry dict lint ours.toml --severity ordinary-word=off,untested=error
  canonry dict lint ours.toml --format sarif > lint.sarif
  canonry dict lint names.csv --baseline lint.txt --write-baseline
                                                  accept what is there; later only what is new
  canonry dict lint --alone dictionaries/*.toml   files that need no others

Severities: error, warning, note, off; also in canonry.toml, [lint] untested = \"off\".")]
pub struct DictLint {
    /// Files to look at, together
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Without the dictionaries of the program
    #[arg(long)]
    pub alone: bool,
    /// How findings are printed: text, json (one a line), sarif or github
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    pub format: String,
    /// Mend what can be mended without changing what the files say
    #[arg(long)]
    pub fix: bool,
    /// Leave out the findings of this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// Write the findings to the file of --baseline instead
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,
    /// How much rules matter: untested=off, ordinary-word=error
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub severity: Vec<String>,
    /// Say how often ordinary words stand in these texts
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub corpus: Vec<PathBuf>,
    /// Print at most so many findings of one rule in one file, then how many more there are; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
    /// Without the proof that what is written is read again
    #[arg(long)]
    pub no_proof: bool,
}

/// `presets`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry presets
  canonry presets press")]
pub struct Presets {
    /// A preset
    pub name: Option<String>,
}

/// `config`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry config show                             every setting, and where it comes from
  canonry config schema > canonry.schema.json     for editors")]
pub struct Config {
    /// What to do.
    #[command(subcommand)]
    pub what: ConfigWhat,
}

/// `config show`.
#[derive(Subcommand, Debug)]
pub enum ConfigWhat {
    /// Every setting with its origin: flag, variable, file or preset
    #[command(after_help = "\
Examples:
  canonry config show
  canonry config show --preset press --names org=short

A flag wins over a CANONRY_ variable, that over canonry.toml, that over the preset. A canonry.toml:
  preset = \"news\"
  [protect]
  phrases = [\"Voice of Khorasan\"]
  patterns = ['Order No\\. \\d+']
  lines = ['^Statement:']
  fields = [\"quote\"]
  [names]
  org = \"short\"
  [write]
  \"org/islamic-state\" = \"IS\"
  [dict]
  disable = [\"place/kabul\"]
  files = [\"ours.toml\"]")]
    Show(Box<Rules>),
    /// Print the JSON Schema of canonry.toml, for editors
    #[command(after_help = "\
Examples:
  canonry config schema > canonry.schema.json")]
    Schema,
}

/// `completions`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry completions bash > ~/.local/share/bash-completion/completions/canonry
  canonry completions zsh > ~/.zfunc/_canonry
  canonry completions fish > ~/.config/fish/completions/canonry.fish")]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  canonry man > canonry.1                         the page of the program
  canonry man -o ~/.cargo/share/man/man1          a page for each command; man finds them
  man canonry-clean")]
pub struct Man {
    /// Folder to write all pages to
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
}

//! A cleaner that Python holds.
//! In: settings as the command line takes them, dictionaries, texts. Out: clean texts, records as JSON, its own state as bytes.
//! Not here: what settings mean (see `config` of the command), rows (see `rows`).

use crate::{
    arrow::{self, Column},
    fault::{raised, refused},
    rows::{self, Failed, Outcome, guarded},
};
use canonry::{
    Language,
    dictionary::{compiled::Compiled, files, layers::Layers, shipped},
    error::{Error, Place},
    page::{Page, Stage},
    report::{Add, Unit, additions, annotation},
};
use canonry_command::{Rules, Setup};
use pyo3::{
    exceptions::{PyRuntimeError, PyUnicodeEncodeError, PyValueError},
    prelude::*,
    pybacked::PyBackedStr,
    types::{PyBytes, PyList, PyString},
};
use pyo3_arrow::input::AnyArray;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, path::Path};

/// What the state of a cleaner begins with.
const MAGIC: &[u8] = b"canonry cleaner 1\n";

/// Everything a cleaner is made of: other processes and machines make the same one of it.
#[derive(Serialize, Deserialize)]
struct State {
    version: String,
    fingerprint: String,
    /// Flags of the command line, without dashes, and their values.
    settings: BTreeMap<String, Vec<String>>,
    disable: Vec<String>,
    /// Id, language or nothing, written name.
    write: Vec<(String, String, String)>,
    /// Compiled dictionaries over the shipped one, the last on top.
    layers: Vec<Layer>,
}

#[derive(Serialize, Deserialize)]
struct Layer {
    name: String,
    bytes: Vec<u8>,
}

/// A dictionary or file of residue rules, as Python names it: kind, path, its bytes where it is no file.
type Given = (String, String, Option<Vec<u8>>);

/// The clean text, the record of `annotate`, what `clean --add` adds.
type Records = (String, String, String);

/// Cleans texts. Immutable; any number of threads may use it.
#[pyclass(module = "canonry._canonry", frozen)]
pub(crate) struct Cleaner {
    inner: canonry::Cleaner,
    state: State,
    warnings: Vec<String>,
}

#[pymethods]
impl Cleaner {
    /// Builds a cleaner; whatever is wrong with settings and dictionaries is said here.
    #[new]
    fn new(
        py: Python<'_>,
        settings: BTreeMap<String, Vec<String>>,
        dictionaries: Vec<Given>,
        disable: Vec<String>,
        write: Vec<(String, String, String)>,
    ) -> PyResult<Cleaner> {
        py.detach(|| {
            let mut layers = Layers::new([shipped()]);
            let (mut kept, mut warnings) = (Vec::new(), Vec::new());
            for (kind, name, bytes) in dictionaries {
                let compiled = opened(&layers, &kind, Path::new(&name), bytes.as_deref())?;
                kept.push(Layer { name: name.clone(), bytes: compiled.bytes().to_vec() });
                layers.push(compiled);
                if let (count, Some(first)) = layers.hidden() {
                    warnings.push(format!(
                        "{name}: forms of other entities now mean those of this file: {count}, such as `{first}`"
                    ));
                }
            }
            let version = env!("CARGO_PKG_VERSION").to_owned();
            let state = State { version, fingerprint: String::new(), settings, disable, write, layers: kept };
            Cleaner::built(state, layers, warnings)
        })
    }

    /// The cleaner that has this state.
    #[staticmethod]
    fn from_state(py: Python<'_>, state: &[u8]) -> PyResult<Cleaner> {
        py.detach(|| {
            let body = state.strip_prefix(MAGIC).and_then(|body| postcard::from_bytes::<State>(body).ok());
            let state = body.ok_or_else(|| {
                PyValueError::new_err("these bytes are no cleaner, or one of another version of canonry")
            })?;
            let mut layers = Layers::new([shipped()]);
            for layer in &state.layers {
                let opened = Compiled::open(layer.bytes.clone());
                layers.push(opened.map_err(|message| raised(&dictionary(&layer.name, message)))?);
            }
            let (version, wanted) = (state.version.clone(), state.fingerprint.clone());
            let cleaner = Cleaner::built(state, layers, Vec::new())?;
            if cleaner.fingerprint() == wanted {
                return Ok(cleaner);
            }
            Err(PyValueError::new_err(format!(
                "this cleaner was made by another canonry ({version}, fingerprint {wanted}) and would not give the same \
                 texts with this one ({}, fingerprint {}); install one version everywhere",
                env!("CARGO_PKG_VERSION"),
                cleaner.fingerprint()
            )))
        })
    }

    /// Everything it is made of: the same bytes for the same cleaner, in every process.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let body = postcard::to_stdvec(&self.state).map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
        Ok(PyBytes::new(py, &[MAGIC, &body].concat()))
    }

    /// Digest of settings, program and data.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.inner.fingerprint()
    }

    /// What a person should know about the dictionaries.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    /// The clean text; the text as it came and a reason where cleaning failed.
    fn clean<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyString>,
    ) -> PyResult<(Bound<'py, PyString>, Option<String>)> {
        let read = read(text)?;
        Ok(match py.detach(|| guarded(|| changed(&self.inner, &read))) {
            Ok(Some(clean)) => (PyString::new(py, &clean), None),
            Ok(None) => (own(text, &read), None),
            Err(why) => (text.clone(), Some(why)),
        })
    }

    /// The clean text, the record of `annotate` and what `clean --add` adds, both as JSON; offsets count code points.
    /// Where it failed, the reason.
    fn analyze(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyString>,
        id: &str,
    ) -> PyResult<(Option<Records>, Option<String>)> {
        let read = read(text)?;
        let all = py.detach(|| {
            guarded(|| {
                let page = self.inner.analyze(&read);
                let fingerprint = self.inner.fingerprint();
                let record = annotation(id, None, &page, Unit::Codepoint, fingerprint).to_string();
                let added = additions(&page, Add::ALL, Unit::Codepoint, fingerprint).to_string();
                (page.text.into_owned(), record, added)
            })
        });
        Ok(match all {
            Ok(page) => (Some(page), None),
            Err(why) => (None, Some(why)),
        })
    }

    /// Cleans the rows of a list: clean texts, and the numbers and reasons of rows that stay as they came.
    fn clean_list<'py>(
        &self,
        py: Python<'py>,
        rows: &Bound<'py, PyList>,
        threads: usize,
    ) -> PyResult<(Bound<'py, PyList>, Failed)> {
        let mut failed = Vec::new();
        let mut texts: Vec<Option<Row>> = Vec::with_capacity(rows.len());
        for (at, item) in rows.iter().enumerate() {
            let text = match item.cast::<PyString>() {
                Ok(text) => Some(read(text)?),
                Err(_) if item.is_none() => None,
                Err(_) => {
                    failed.push((at, format!("expected a str, found {}", item.get_type().name()?)));
                    None
                }
            };
            texts.push(text);
        }
        let text = |at: usize| texts[at].as_deref();
        let outcomes = rows::clean(py, &self.inner, texts.len(), threads, text, |_| ())?;
        let mut out = Vec::with_capacity(texts.len());
        for (at, outcome) in outcomes.into_iter().enumerate() {
            let item = rows.get_item(at)?;
            out.push(match (outcome, &texts[at]) {
                (Outcome::Changed(clean, ()), _) => PyString::new(py, &clean).into_any(),
                (Outcome::Same(()), Some(read)) => own(item.cast()?, read).into_any(),
                (Outcome::Failed(why), _) => {
                    failed.push((at, why.into()));
                    item
                }
                _ => item,
            });
        }
        failed.sort_by_key(|(at, _)| *at);
        Ok((PyList::new(py, out)?, failed))
    }

    /// Cleans a column: texts of the same type, and the numbers and reasons of rows that stay as they came.
    fn clean_arrow(&self, py: Python<'_>, texts: AnyArray, threads: usize) -> PyResult<(Column, Failed)> {
        arrow::clean(py, &self.inner, texts, threads)
    }

    /// Cleans a column and says more about its pages: a table of the outputs asked for.
    fn clean_table(
        &self,
        py: Python<'_>,
        texts: AnyArray,
        outputs: Vec<String>,
        threads: usize,
    ) -> PyResult<(Column, Failed)> {
        arrow::table(py, &self.inner, texts, threads, &outputs)
    }
}

impl Cleaner {
    fn built(mut state: State, mut layers: Layers, warnings: Vec<String>) -> PyResult<Cleaner> {
        let setup = Setup::read(&rules(&state.settings)).map_err(|error| refused(&error))?;
        for id in &state.disable {
            known(&layers, id)?;
        }
        let mut written = Vec::new();
        for (id, lang, text) in &state.write {
            known(&layers, id)?;
            let lang = match lang.as_str() {
                "" => Language::UND,
                code => code.parse().map_err(PyValueError::new_err)?,
            };
            written.push((id.as_str(), lang, text.as_str()));
        }
        if !written.is_empty() {
            let set = layers.set_write(&written);
            set.ok_or_else(|| PyValueError::new_err("write: these names cannot be compiled"))?;
        }
        let mut builder = canonry::Cleaner::builder().options(setup.options).layers(layers);
        for id in &state.disable {
            builder = builder.disable(id);
        }
        if let Some(word) = std::env::var("CANONRY_POISON").ok().filter(|word| !word.is_empty()) {
            builder = builder.stage(Poison(word));
        }
        let inner = builder.build().map_err(|error| raised(&error))?;
        state.fingerprint = inner.fingerprint().to_owned();
        Ok(Cleaner { inner, state, warnings })
    }
}

/// For tests of everything that calls canonry: pages with this word make it panic.
struct Poison(String);

impl Stage for Poison {
    fn name(&self) -> &'static str {
        "poison"
    }

    fn propose(&self, page: &mut Page<'_>) {
        assert!(!page.text.contains(&self.0), "a poisoned page");
    }
}

/// Settings as the command line would read them. Python hands everything over: no file, no variable is looked at.
fn rules(settings: &BTreeMap<String, Vec<String>>) -> Rules {
    let list = |key: &str| settings.get(key).cloned().unwrap_or_default();
    let one = |key: &str| list(key).into_iter().next();
    Rules {
        preset: one("preset"),
        stages: list("stages"),
        names: list("names"),
        quotes: one("quotes"),
        strip: list("strip"),
        keep: list("keep"),
        dups: one("dups"),
        mark: settings.contains_key("mark"),
        lang: one("lang"),
        protect: list("protect"),
        protect_pattern: list("protect-pattern"),
        protect_line: list("protect-line"),
        isolated: true,
        ..Rules::default()
    }
}

fn known(layers: &Layers, id: &str) -> PyResult<()> {
    let unknown = || PyValueError::new_err(format!("no dictionary has an entity `{id}`"));
    layers.entity(id).map(|_| ()).ok_or_else(unknown)
}

fn dictionary(name: &str, message: impl Into<String>) -> Error {
    Error::dictionary(Place { path: name.into(), ..Place::default() }, message)
}

fn opened(layers: &Layers, kind: &str, name: &Path, bytes: Option<&[u8]>) -> PyResult<Compiled> {
    let compiled = match (kind, bytes) {
        ("residue", _) => files::residue(name),
        (_, Some(bytes)) => files::read_bytes(layers.data(), name, bytes),
        (_, None) => files::read(layers.data(), name),
    };
    compiled.map_err(|error| raised(&error))
}

/// The clean text; `None` when it is the text itself.
fn changed(cleaner: &canonry::Cleaner, text: &str) -> Option<String> {
    match cleaner.clean(text) {
        Cow::Borrowed(same) if same.len() == text.len() => None,
        clean => Some(clean.into_owned()),
    }
}

/// A text of Python: borrowed, or a copy in which half surrogates are U+FFFD.
enum Row {
    Whole(PyBackedStr),
    Mended(String),
}

impl std::ops::Deref for Row {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Row::Whole(text) => text,
            Row::Mended(text) => text,
        }
    }
}

/// Reads a text. A half surrogate, which UTF-8 cannot say, becomes U+FFFD: one code point for one, so that offsets hold.
fn read(text: &Bound<'_, PyString>) -> PyResult<Row> {
    match PyBackedStr::try_from(text.clone()) {
        Ok(whole) => Ok(Row::Whole(whole)),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(text.py()) => {
            let encoded = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
            let mut bytes: Vec<u8> = encoded.extract()?;
            for at in 0..bytes.len().saturating_sub(2) {
                // ED A0 … ED BF: what half surrogates are encoded as, and nothing else.
                if bytes[at] == 0xed && bytes[at + 1] >= 0xa0 {
                    bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
                }
            }
            let mended = String::from_utf8(bytes).map_err(|e| PyValueError::new_err(e.to_string()))?;
            Ok(Row::Mended(mended))
        }
        Err(error) => Err(error),
    }
}

/// What Python gets of a text that needs no change: its own object, unless that cannot be written.
fn own<'py>(text: &Bound<'py, PyString>, read: &Row) -> Bound<'py, PyString> {
    match read {
        Row::Whole(_) => text.clone(),
        Row::Mended(mended) => PyString::new(text.py(), mended),
    }
}

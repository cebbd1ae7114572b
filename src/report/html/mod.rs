//! All that a run did as one page for people.
//! In: counts and findings. Out: one HTML file: no script, no request, its style and pictures inside; text from anywhere is
//! escaped by the templates and stands isolated, so that it shows as text and turns nothing around it.
//! Not here: what is found (see [`findings`](super::findings)), the same as tables (see [`tables`](super::tables)).

mod chart;
mod view;

use super::{findings::Findings, summary::Tally};
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What a report is made of.
pub struct Report<'r> {
    /// Its title.
    pub title: &'r str,
    /// What was read, as it was typed.
    pub inputs: &'r [String],
    /// The preset that rules began with.
    pub preset: &'r str,
    /// Digest of rules, data and program.
    pub fingerprint: &'r str,
    /// Counts of the run.
    pub tally: &'r Tally,
    /// Samples and lists.
    pub findings: &'r Findings,
    /// Seconds in each stage, where they were measured: such a report differs from run to run.
    pub stages: Option<&'r BTreeMap<String, f64>>,
    /// What an entity is called for people.
    pub label: &'r dyn Fn(&str) -> Option<String>,
}

const STYLE: &str = include_str!("../../../templates/report.css");

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    view: view::View,
    style: &'static str,
    digest: String,
}

impl Report<'_> {
    /// The whole page.
    ///
    /// ```
    /// use canonry::{Cleaner, Preset, report::{Tally, findings::Findings, html::Report}};
    /// let cleaner = Cleaner::preset(Preset::News);
    /// let analysis = cleaner.analyze("The <b>IS-K</b> cell fled. ISIS-Crimea did not.");
    /// let (mut tally, mut findings) = (Tally::default(), Findings::default());
    /// tally.add(&analysis);
    /// findings.add("p1", None, &analysis);
    /// let report = Report {
    ///     title: "A morning",
    ///     inputs: &[],
    ///     preset: "news",
    ///     fingerprint: cleaner.fingerprint(),
    ///     tally: &tally,
    ///     findings: &findings,
    ///     stages: None,
    ///     label: &|_| None,
    /// };
    /// let page = report.page();
    /// assert!(page.contains("ISIS-Crimea") && !page.contains("<script") && !page.contains("<b>IS-K"));
    /// ```
    pub fn page(&self) -> String {
        let digest = BASE64.encode(Sha256::digest(STYLE.as_bytes()));
        let page = Page { view: view::View::of(self), style: STYLE, digest };
        page.render().expect("a string takes everything")
    }
}

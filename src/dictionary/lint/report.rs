//! Findings for people and programs, and those somebody has accepted.
//! In: findings. Out: text, JSON Lines, SARIF, commands of GitHub's workflows; baselines. Not here: finding.

use super::{Finding, Rule, Severity};
use crate::document::names;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Write, path::Path};

names! {
    /// How findings are written.
    Format {
        /// For people: place, message, the line with a caret.
        Text = "text",
        /// One object a line.
        Json = "json",
        /// SARIF 2.1.0, which code hosts and editors read.
        Sarif = "sarif",
        /// Remarks in a workflow of GitHub.
        Github = "github",
    }
}

/// Findings in a form; of each rule at most so many of a file, and how many more there are. Programs get all.
pub fn render(findings: &[Finding], format: Format, most: usize) -> String {
    match format {
        Format::Text => summary(findings, most, |finding| format!("{finding}\n\n")),
        Format::Github => summary(findings, most, github),
        Format::Json => findings.iter().map(|finding| format!("{}\n", object(finding))).collect(),
        Format::Sarif => format!("{:#}\n", sarif(findings)),
    }
}

fn summary(findings: &[Finding], most: usize, write: impl Fn(&Finding) -> String) -> String {
    let mut counts: BTreeMap<(&Path, Rule), usize> = BTreeMap::new();
    let mut out = String::new();
    for finding in findings {
        let count = counts.entry((&finding.place.path, finding.rule)).or_default();
        *count += 1;
        if *count <= most {
            out.push_str(&write(finding));
        }
    }
    for ((path, rule), count) in counts.into_iter().filter(|(_, count)| *count > most) {
        let _ = writeln!(out, "{}: {} more of [{rule}], {count} in all", path.display(), count - most);
    }
    out
}

fn object(finding: &Finding) -> Value {
    let Finding { place, rule, severity, message, fix } = finding;
    json!({
        "path": place.path.to_string_lossy(),
        "line": place.line,
        "column": place.column,
        "rule": rule.as_str(),
        "severity": severity.as_str(),
        "message": message,
        "fixable": fix.is_some(),
    })
}

/// `::error file=ours.toml,line=3,col=6,title=brackets::…`; what would end a command or a property is written as GitHub asks.
fn github(finding: &Finding) -> String {
    let Finding { place, rule, severity, message, .. } = finding;
    let word = if *severity == Severity::Note { "notice" } else { severity.as_str() };
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{word} file={},line={},col={},title={}::{}\n",
        property(&place.path.to_string_lossy()),
        place.line.max(1),
        place.column.max(1),
        property(rule.as_str()),
        data(message)
    )
}

fn sarif(findings: &[Finding]) -> Value {
    let rules: Vec<Value> = Rule::ALL
        .iter()
        .map(|rule| json!({"id": rule.as_str(), "defaultConfiguration": {"level": rule.severity().as_str()}}))
        .collect();
    let result = |finding: &Finding| {
        let uri = finding.place.path.to_string_lossy().replace('\\', "/");
        json!({
            "ruleId": finding.rule.as_str(),
            "level": finding.severity.as_str(),
            "message": {"text": finding.message},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": uri},
                "region": {"startLine": finding.place.line.max(1), "startColumn": finding.place.column.max(1)},
            }}],
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "canonry", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

/// Findings that somebody has accepted, by file, rule and message, never by line: they stay accepted when lines move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<String, usize>);

impl Baseline {
    /// Accepts these.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Baseline {
        let mut baseline = Baseline::default();
        for finding in findings {
            *baseline.0.entry(key(finding)).or_default() += 1;
        }
        baseline
    }

    /// Reads what [`Baseline`] prints; `None` for anything else.
    pub fn read(text: &str) -> Option<Baseline> {
        let line = |line: &str| {
            let (count, key) = line.split_once('\t')?;
            Some((key.to_owned(), count.parse().ok()?))
        };
        text.lines().map(line).collect::<Option<_>>().map(Baseline)
    }

    /// Takes accepted findings away, each as often as it was accepted; says how many went.
    pub fn take(mut self, findings: &mut Vec<Finding>) -> usize {
        let before = findings.len();
        findings.retain(|finding| match self.0.get_mut(&key(finding)).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                false
            }
            None => true,
        });
        before - findings.len()
    }
}

/// One line for each: how often, file, rule, message, a tab between.
impl std::fmt::Display for Baseline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(key, count)| writeln!(f, "{count}\t{key}"))
    }
}

/// Lines of tables are told by number in their messages; numbers move.
fn key(finding: &Finding) -> String {
    let message =
        finding.message.split(" line ").map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    let message = message.collect::<Vec<_>>().join(" line ").replace(['\t', '\n'], " ");
    format!("{}\t{}\t{message}", finding.place.path.display(), finding.rule)
}

#[cfg(test)]
mod tests {
    use super::{Baseline, Finding, Format, Rule, render};
    use crate::error::Place;

    fn finding(line: usize, message: &str) -> Finding {
        let place = Place { path: "a,b.toml".into(), line, column: 2, excerpt: String::new() };
        Finding::new(place, Rule::Covered, message)
    }

    #[test]
    fn formats() {
        let findings = [finding(1, "50% of `x`\nis found"), finding(2, "y"), finding(3, "z")];
        let text = render(&findings, Format::Text, 1);
        assert!(text.starts_with("a,b.toml:1:2: note: 50%"), "{text}");
        assert!(
            text.ends_with("a,b.toml: 2 more of [covered], 3 in all\n") && !text.contains("note: y"),
            "{text}"
        );
        let github = render(&findings, Format::Github, 9);
        let first = "::notice file=a%2Cb.toml,line=1,col=2,title=covered::50%25 of `x`%0Ais found\n";
        assert!(github.starts_with(first), "{github}");
        let lines = render(&findings, Format::Json, 1);
        let last: serde_json::Value =
            serde_json::from_str(lines.lines().nth(2).expect("all of them")).expect("JSON");
        assert_eq!((&last["line"], &last["rule"]), (&3.into(), &"covered".into()));
        let sarif: serde_json::Value =
            serde_json::from_str(&render(&findings, Format::Sarif, 1)).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("results");
        assert_eq!((results.len(), &results[1]["level"]), (3, &"note".into()));
    }

    #[test]
    fn what_was_accepted_goes_as_often_as_it_was_and_moves_with_its_lines() {
        let accepted = [finding(1, "`x` is found by line 7 already"), finding(2, "y")];
        let told = Baseline::of(&accepted).to_string();
        let read = Baseline::read(&told).expect("what it printed");
        let mut now = vec![
            finding(31, "`x` is found by line 37 already"),
            finding(32, "`x` is found by line 38 already"),
            finding(33, "new"),
        ];
        assert_eq!(read.take(&mut now), 1);
        assert_eq!(now.iter().map(|finding| finding.place.line).collect::<Vec<_>>(), [32, 33]);
        assert_eq!(Baseline::read("no baseline"), None);
    }
}

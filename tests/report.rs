//! The report as a browser reads it: parsed as HTML5, its parts asked for one by one. Hostile text must show as text.

mod desk;

use desk::Desk;
use html5ever::{ParseOpts, parse_document, tendril::TendrilSink};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A page as a browser sees it.
struct Seen {
    dom: RcDom,
}

/// An element: its name, its attributes, the words in it.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    words: String,
    handle: Handle,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

fn words(node: &Handle, out: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        out.push_str(&contents.borrow());
    }
    node.children.borrow().iter().for_each(|child| words(child, out));
}

fn walk(node: &Handle, out: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let mut inside = String::new();
        words(node, &mut inside);
        out.push(Element {
            name: name.local.to_string(),
            attributes: attrs
                .borrow()
                .iter()
                .map(|a| (a.name.local.to_string(), a.value.to_string()))
                .collect(),
            words: inside,
            handle: node.clone(),
        });
    }
    node.children.borrow().iter().for_each(|child| walk(child, out));
}

impl Seen {
    fn read(html: &str) -> Seen {
        Seen { dom: parse_document(RcDom::default(), ParseOpts::default()).one(html) }
    }

    fn all(&self) -> Vec<Element> {
        let mut all = Vec::new();
        walk(&self.dom.document, &mut all);
        all
    }

    fn named(&self, name: &str) -> Vec<Element> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    /// The words of the section of an id.
    fn section(&self, id: &str) -> String {
        let found = self.all().into_iter().find(|element| element.attribute("id") == Some(id));
        found.unwrap_or_else(|| panic!("no part `{id}`")).words
    }
}

/// Texts that hold something of everything.
const PAGES: &[(&str, &str)] = &[
    (
        "pages/attack.txt",
        "Share on Facebook\n\nMarch 5, 2024\n\nThe IS-K cell in Kabul, better known as ISIS-K, fled..\n\n\
         The Islamic State Khorasan (IS-K) said so. ISIS-Crimea, its ally, did not; Isis-K fighters and al-Qaeda met in Kabul.\n\n\
         Read more: Five killed in Kabul\n",
    ),
    (
        "pages/attacco.txt",
        "Condividi su Facebook\n\n3 aprile 2024\n\nL'attacco è stato rivendicato dall'Isis-K, il ramo afghano dell'Isis, a Kabul.\n\n\
         Un portavoce di al-Qaeda ha negato tutto e ha parlato di un'altra guerra.\n",
    ),
];

fn desk() -> Desk {
    let files: Vec<(&str, &[u8])> = PAGES.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    Desk::with(&files)
}

/// What must hold of every report: whole HTML, no script, nothing asked for, headings in order, tables that can be heard.
fn is_sound(html: &str) -> Seen {
    let seen = Seen::read(html);
    assert_eq!(
        seen.dom.errors.borrow().as_slice(),
        &[] as &[std::borrow::Cow<'static, str>],
        "HTML with faults"
    );
    let all = seen.all();
    let banned =
        ["script", "img", "iframe", "object", "embed", "link", "form", "input", "video", "audio", "base"];
    for element in &all {
        assert!(!banned.contains(&element.name.as_str()), "<{}>", element.name);
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "a link to {value}");
        }
    }
    for outside in ["url(", "@import", "http://", "https://"] {
        assert!(!html.split("</style>").next().unwrap_or_default().contains(outside), "{outside}");
    }
    let policy =
        all.iter().find(|element| element.attribute("http-equiv") == Some("Content-Security-Policy"));
    let policy = policy.and_then(|element| element.attribute("content")).expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for landmark in ["header", "main", "nav", "footer"] {
        assert_eq!(seen.named(landmark).len(), 1, "{landmark}");
    }
    let headings = all.iter().filter_map(|element| match element.name.as_str() {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        _ => None,
    });
    let mut level = 0;
    for heading in headings {
        assert!(heading <= level + 1, "a heading of level {heading} below one of {level}");
        level = heading;
    }
    assert_eq!(seen.named("h1").len(), 1);
    for table in seen.named("table") {
        let mut inside = Vec::new();
        walk(&table.handle, &mut inside);
        assert!(
            inside.iter().any(|element| element.name == "caption" && !element.words.is_empty()),
            "no caption"
        );
        let heads = inside.iter().filter(|element| element.name == "th");
        assert!(heads.clone().count() > 1, "{}", table.words);
        assert!(heads.clone().all(|head| head.attribute("scope").is_some()), "a head without scope");
    }
    let ids: Vec<&str> = all.iter().filter_map(|element| element.attribute("id")).collect();
    for link in all.iter().filter_map(|element| element.attribute("href")) {
        assert!(ids.contains(&&link[1..]), "{link} leads nowhere");
    }
    for picture in all.iter().filter(|element| element.name == "svg") {
        let told =
            picture.attribute("aria-hidden") == Some("true") || picture.attribute("aria-label").is_some();
        assert!(told, "a picture nobody can hear");
    }
    assert_eq!(
        all.iter().find(|element| element.name == "html").and_then(|html| html.attribute("lang")),
        Some("en")
    );
    seen
}

#[test]
fn what_a_report_says() {
    let desk = desk();
    desk.run("report pages -o report.html").code(0).silent();
    let html = desk.text("report.html");
    let seen = is_sound(&html);
    let parts = ["needs", "changes", "removed", "names", "languages", "time", "together", "rules", "method"];
    let order: Vec<String> =
        seen.named("section").iter().filter_map(|part| part.attribute("id").map(str::to_owned)).collect();
    assert_eq!(order, parts);
    let rows: &[(&str, &[&str])] = &[
        (
            "needs",
            &[
                "unlisted branches",
                "ISIS-Crimea",
                "names kept",
                "named: the name itself is spoken about",
                "ISIS-K",
            ],
        ),
        ("changes", &["one name for", "damage repaired: stops", "fled..", "fled.", "Isis-K", "ISKP"]),
        ("removed", &["share", "Share on Facebook", "Condividi su Facebook"]),
        ("names", &["org/islamic-state-khorasan", "IS-K", "Isis-K", "org/al-qaeda", "place/kabul"]),
        ("languages", &["en", "it", "attacco.txt", "attack.txt"]),
        ("time", &["a dateline", "2024-03", "2024-04", "items, not pages"]),
        ("together", &["org/al-qaeda", "org/islamic-state-khorasan"]),
        ("rules", &["repair/stops", "--stats json"]),
        ("method", &["fingerprint", "canonry", "preset news", "2 texts"]),
    ];
    for (part, expected) in rows {
        let words = seen.section(part);
        for word in *expected {
            assert!(words.contains(word), "`{part}` does not say `{word}`:\n{words}");
        }
    }
    let old: Vec<String> = seen.named("del").iter().map(|element| element.words.clone()).collect();
    let new: Vec<String> = seen.named("ins").iter().map(|element| element.words.clone()).collect();
    assert!(
        old.contains(&"before: fled..".to_owned()) && new.contains(&"after: fled.".to_owned()),
        "{old:?} {new:?}"
    );
    assert!(new.iter().any(|words| words.contains("dello Stato Islamico")), "{new:?}");
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_with_clean() {
    let desk = desk();
    desk.put("all.jsonl", (0..300).map(record).collect::<String>());
    for threads in [1, 3] {
        desk.run(&format!("report pages all.jsonl -o {threads}.html --tables t{threads} -j {threads}"))
            .code(0);
    }
    assert_eq!(desk.text("1.html"), desk.text("3.html"));
    for table in ["needs", "removed", "pages", "changes", "names", "time", "together", "rules"] {
        assert_eq!(desk.text(&format!("t1/{table}.csv")), desk.text(&format!("t3/{table}.csv")), "{table}");
    }
    desk.run("report pages -o alone.html").code(0);
    desk.run("clean pages -o clean --report with.html").code(0);
    let (alone, with) = (desk.text("alone.html"), desk.text("with.html"));
    // The one would change texts, the other did.
    assert_eq!(alone.replace("would change", "changed"), with);
}

/// A record with names, residue and a date.
fn record(number: usize) -> String {
    let text = format!(
        "Share on Facebook\\n\\nThe IS-K cell number {number} fled to Kabul.. ISIS-Crimea and al-Qaeda{} did not.\\n\\nRead more: number {number}",
        if number.is_multiple_of(3) { " in Iraq" } else { "" }
    );
    format!(
        "{{\"id\":\"{number}\",\"date\":\"20{:02}-{:02}-01\",\"text\":\"{text}\"}}\n",
        10 + number % 14,
        1 + number % 12
    )
}

#[test]
fn ten_thousand_pages_are_less_than_a_megabyte() {
    let desk = Desk::with(&[]);
    desk.put("all.jsonl", (0..10_000).map(record).collect::<String>());
    desk.run("report all.jsonl -o report.html").code(0);
    let html = desk.text("report.html");
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
    let seen = is_sound(&html);
    let (needs, removed) = (seen.section("needs"), seen.section("removed"));
    assert!(needs.contains("10,000") && needs.contains("ISIS-Crimea"), "{needs}");
    assert!(removed.contains("9,992 more. The whole list: canonry report --tables DIR"), "{removed}");
    assert!(seen.section("time").contains("a field of the record"));
}

#[test]
fn hostile_text_shows_as_text() {
    let long = "x".repeat(1 << 20);
    let rows: &[(&str, String)] = &[
        // what it is, a word beside a name
        ("markup", "<script>alert(1)</script>".to_owned()),
        ("an end of the style", "</style></td></table><img src=x onerror=alert(1)>".to_owned()),
        ("quotes", "\"' onmouseover='x' \"".to_owned()),
        ("entities", "&lt;b&gt;&amp;amp;".to_owned()),
        ("directions", "\u{202e}txt.exe\u{202c}\u{2066}\u{200f}".to_owned()),
        ("controls", "\u{1b}[31m\u{7}\u{0}".to_owned()),
        ("a long word", long),
        ("a template", "{{ 7 * 7 }}{% raw %}".to_owned()),
        ("a comment", "<!--><![CDATA[ ]]>-->".to_owned()),
    ];
    let desk = Desk::with(&[]);
    for (what, hostile) in rows {
        let text = format!(
            "{hostile} ISIS-Crimea {hostile}\n\nThe IS-K cell{hostile}.. {hostile}\n\nThe IS-K {hostile} men fled.\n"
        );
        let record = serde_json::json!({"id": hostile, "date": hostile, "text": text, "title": hostile});
        desk.put("hostile.jsonl", format!("{record}\n"));
        desk.put("<b>\"page'&.txt", &text);
        let words = ["report", "hostile.jsonl", "<b>\"page'&.txt", "-o", "report.html", "--title"];
        let mut command = desk.command();
        command.args(words).arg(hostile.chars().filter(|c| *c != '\0').take(10_000).collect::<String>());
        command.assert().success();
        let html = desk.text("report.html");
        assert!(html.len() < 200_000, "{what}: {} bytes", html.len());
        let seen = is_sound(&html);
        assert!(seen.section("needs").contains("ISIS-Crimea"), "{what}");
        let hidden = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        assert!(!html.chars().any(hidden), "{what}: something that cannot be seen is in the page");
        // Whatever came from outside stands isolated.
        for bdi in seen.named("bdi") {
            assert!(
                bdi.handle.children.borrow().iter().all(|child| matches!(child.data, NodeData::Text { .. })),
                "{what}"
            );
        }
    }
}

#[test]
fn tables_for_a_spreadsheet() {
    let desk = desk();
    desk.put("pages/=1+1.txt", "=cmd|x ISIS-Crimea\n\n@SUM(1) The IS-K cell fled..\n");
    desk.run("report pages --tables tables").code(0).silent();
    let rows: &[(&str, &str)] = &[
        (
            "needs",
            "ISIS-Crimea,candidate,unlisted-branch,a branch that no dictionary lists,org/islamic-state,",
        ),
        ("needs", "ISIS-K,kept,named,the name itself is spoken about,org/islamic-state-khorasan,"),
        ("needs", "'=cmd|x "),
        ("removed", "share,Share on Facebook,attack.txt,1"),
        ("pages", "attacco.txt,it,it 100 %,"),
        ("changes", "damage repaired: stops"),
        ("names", "org/islamic-state-khorasan,org,IS-K,"),
        ("time", "place/kabul,2024-03-01,1"),
        ("together", "org/al-qaeda,org/islamic-state-khorasan,"),
        ("rules", "repair/stops,damage repaired: stops,"),
    ];
    for (table, expected) in rows {
        let text = desk.text(&format!("tables/{table}.csv"));
        assert!(text.contains(expected), "{table}.csv does not hold `{expected}`:\n{text}");
        let cells = text.lines().flat_map(|line| line.split(','));
        assert!(
            !cells.into_iter().any(|cell| cell.trim_start_matches('"').starts_with(['=', '@'])),
            "{table}:\n{text}"
        );
    }
}

#[test]
fn what_a_report_is_not_given() {
    let desk = desk();
    desk.run("report pages -o pages/attack.txt").code(2).says("pages/attack.txt");
    desk.run("report pages -o pages").code(2).says("is a folder");
    desk.run("report pages --tables pages/attack.txt").code(2).says("is a file");
    desk.run("clean pages -o clean --report r.html --changes r.html").code(2).says("name two files");
    desk.run("clean pages -o clean --report r.html --dry-run").code(0);
    assert!(!desk.path("r.html").exists());
    assert_eq!(desk.text("pages/attack.txt"), PAGES[0].1);
    let printed = desk.run("report pages").code(0);
    is_sound(&printed.out);
}

#[test]
fn an_empty_report_is_one_too() {
    let desk = Desk::with(&[("a.txt", b"Nothing to see here.\n")]);
    desk.run("report a.txt -o report.html").code(0);
    let seen = is_sound(&desk.text("report.html"));
    assert!(seen.section("needs").contains("Nothing. Every name that was found is known"));
    desk.run("report a.txt -o timed.html --stats json").code(0);
    assert!(is_sound(&desk.text("timed.html")).section("rules").contains("Slowest stages"));
}

#[cfg(unix)]
#[test]
fn a_killed_run_goes_on_to_the_same_report() {
    use std::{process::Stdio, thread::sleep, time::Duration};
    let desk = Desk::with(&[]);
    desk.put("all.jsonl", (0..10_000).map(record).collect::<String>());
    desk.run("report all.jsonl -o whole.html --tables whole").code(0);
    let start = || {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("canonry"));
        let words =
            desk::split("report all.jsonl -o out.html --tables out --checkpoint 2kB --isolated --resume");
        command.current_dir(desk.folder.path()).args(words).stderr(Stdio::null()).spawn().expect("started")
    };
    let mut child = start();
    while !desk.path(".out.html.canonry-run").exists() && child.try_wait().expect("asked").is_none() {
        sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert_eq!(start().wait().expect("ended").code(), Some(0));
    assert_eq!(desk.text("out.html"), desk.text("whole.html"));
    for table in ["needs", "removed", "pages", "changes", "names", "rules"] {
        assert_eq!(
            desk.text(&format!("out/{table}.csv")),
            desk.text(&format!("whole/{table}.csv")),
            "{table}"
        );
    }
    assert!(!desk.path(".out.html.canonry-run").exists(), "nothing is left behind");
}

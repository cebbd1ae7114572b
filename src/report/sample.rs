//! Analyses for the tests of this folder, made by hand so that they depend on no stage and no dictionary.

use crate::{
    Analysis, Language,
    document::{
        Candidate, EntityType, FormClass, How, Kept, Kind, LanguageSpan, Line, Mention, Meta, MetaEntry, Why,
    },
    edit::{Edit, Edits, Rule},
    span::Span,
};

/// What each stretch becomes and by which rule; stretches are found in order.
pub(super) fn analysis<'t>(
    original: &'t str,
    changes: &[(&str, &'static str, &'static str)],
) -> Analysis<'t> {
    let (mut list, mut at) = (Vec::new(), 0);
    for (old, new, rule) in changes {
        let start = at + original[at..].find(old).expect("the stretch is there");
        at = start + old.len();
        list.push(Edit::new(Span::new(start, at), *new, Rule::named(rule)));
    }
    let edits = Edits::new(list).expect("in order");
    let offsets = edits.offsets();
    let mut start = 0;
    let spans = original.split(['\n', '\r']).map(|line| {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        span
    });
    let lines: Vec<Line<_>> = spans
        .filter(|span| !span.of(original).trim().is_empty())
        .map(|span| Line {
            span,
            lang: Language::EN,
            confidence: 0.987_654,
            spans: Vec::new(),
            kind: None,
            dup: false,
            silent: false,
            item: 0,
        })
        .collect();
    let clean_lines = lines
        .iter()
        .map(|line| match edits.covering(line.span) {
            Some(edit) if edit.rules[0].as_str().starts_with("strip/") => None,
            _ => Some(offsets.span_forward(line.span)),
        })
        .collect();
    let text = edits.apply(original);
    Analysis {
        original,
        text,
        edits,
        lang: Language::EN,
        langs: vec![(Language::EN, 1.0)],
        lines,
        clean_lines,
        mentions: Vec::new(),
        clean_mentions: Vec::new(),
        candidates: Vec::new(),
        meta: Meta::default(),
        trace: Vec::new(),
    }
}

/// A page with something of everything: a residue line that leaves, a name rewritten, one kept, a candidate, a line
/// of two languages.
pub(super) fn page() -> Analysis<'static> {
    let text = "Condividi 😀\nLa IS-K è «Isis» in città..\nISIS-Sinai said: perché no\n";
    let mut page = analysis(
        text,
        &[
            ("Condividi 😀\n", "", "strip/share"),
            ("IS-K", "ISKP", "name/org/islamic-state-khorasan"),
            ("..", ".", "repair/stops"),
        ],
    );
    let offsets = page.edits.offsets();
    let (first, second) = (text.find("IS-K").expect("there"), text.find("Isis").expect("there"));
    let mention = |start: usize, surface: &str, rewritten: bool| Mention {
        span: Span::new(start, start + surface.len()),
        line: 1,
        surface: surface.to_owned(),
        entity: "org/islamic-state-khorasan".into(),
        entity_type: EntityType::Org,
        write: Some("ISKP".to_owned()),
        form: FormClass::Short,
        how: How::Listed,
        rewritten,
        kept: (!rewritten).then_some(Kept::Quoted),
        evidence: None,
    };
    page.mentions = vec![mention(first, "IS-K", true), mention(second, "Isis", false)];
    page.clean_mentions =
        page.mentions.iter().map(|mention| Some(offsets.span_forward(mention.span))).collect();
    let start = text.find("ISIS-S").expect("there");
    page.candidates = vec![Candidate {
        span: Span::new(start, start + 10),
        line: 2,
        surface: "ISIS-Sinai".to_owned(),
        entities: Vec::new(),
        parent: Some("org/islamic-state".into()),
        why: Why::UnlistedBranch,
    }];
    page.lines[0].kind = Some(Kind::Share);
    (page.lines[1].lang, page.lines[1].dup) = (Language::IT, true);
    let (from, to) = (page.lines[2].span.start, page.lines[2].span.end);
    let middle = text.find("perché").expect("there");
    page.lines[2].spans = vec![
        LanguageSpan { span: Span::new(from, middle), lang: Language::EN },
        LanguageSpan { span: Span::new(middle, to), lang: Language::IT },
    ];
    page.meta.tags = vec![MetaEntry { value: "Isis".to_owned(), from: "residue", line: 0 }];
    page
}

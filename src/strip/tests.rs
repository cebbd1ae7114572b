//! The stage on whole pages.

use super::Strip;
use crate::{
    dictionary::{Dictionary, data::ResidueRule, layers::Layers, matcher::Engine},
    document::{Kind, Language, Meta},
    edit::{Edit, Edits},
    page::{Dups, Mend, Names, Options, Page, Quotes, Stage},
    scan::Scan,
    segment::Segment,
    span::{Clean, Repaired},
    strip::{duplicate::begins, residue::ResidueRules},
};
use proptest::prelude::*;
use std::borrow::Cow;

fn rule(kind: &str, line: &[&str], start: &[&str], place: &str, block: &str) -> ResidueRule {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    ResidueRule {
        kind: kind.to_owned(),
        line: own(line),
        start: own(start),
        r#where: place.to_owned(),
        block: block.to_owned(),
        ..ResidueRule::default()
    }
}

fn strip() -> Strip {
    let rules = [
        rule("share", &["share", "tweet", "facebook", "whatsapp", "condividi"], &[], "", ""),
        rule("readmore", &[], &["read more", "also read"], "", ""),
        rule("newsletter", &[], &["sign up now"], "", ""),
        rule("related", &["related posts"], &[], "foot", "tail"),
        rule("related", &["related posts"], &[], "", ""),
        rule("related", &["more stories"], &[], "", "tail"),
        rule("nav", &["world", "back to text"], &[], "head", ""),
        rule("nav", &["torna al testo"], &[], "", ""),
        rule("source", &["source"], &[], "foot", ""),
        rule("copyright", &[], &["!mirror this site"], "foot", ""),
        rule("comments", &["name", "e-mail"], &[], "edge", ""),
        rule("date", &["di"], &[], "", ""),
        rule("nav", &["security", "health"], &[], "menu", ""),
        rule("nav", &["redazione"], &[], "edge", ""),
        rule("contact", &[], &["* can be reached at"], "", ""),
        rule("related", &["see also"], &[], "foot", "tail"),
        rule("source", &["sources"], &[], "", ""),
        rule("related", &["see also", "further reading"], &[], "own", ""),
        rule("source", &["sources", "notes"], &[], "own", ""),
        rule("nav", &["contents"], &[], "own", "contents"),
        rule("tags", &["browsing tag"], &[], "", "next"),
        rule("nav", &["skip to content"], &[], "", "above"),
        ResidueRule { needs_colon: true, ..rule("tags", &["tags"], &["tag", "tags"], "", "list") },
    ];
    Strip::new(ResidueRules::compile(&rules).expect("rules"))
}

fn options() -> Options {
    Options {
        repair: Mend::All,
        strip: Kind::ALL.to_vec(),
        dups: Dups::Headings,
        mark: false,
        names: [Names::Canonical; 5],
        quotes: Quotes::Rewrite,
        lang: None,
        protect: crate::protect::Protect::default(),
        skip: Vec::new(),
    }
}

/// What one run says and makes of a page.
#[derive(Debug, PartialEq)]
struct Run {
    text: String,
    kinds: Vec<Option<Kind>>,
    dups: Vec<bool>,
    silent: Vec<bool>,
    items: Vec<usize>,
    meta: Meta,
    rules: Vec<String>,
}

fn run(text: &str, options: &Options, finals: impl Fn(&str) -> Option<String>) -> Run {
    let (strip, scan, dictionary) =
        (strip(), Scan::new(text), Dictionary::new(Layers::new([]), Engine::Auto, &Default::default()));
    let mut page = Page {
        text,
        scan: &scan,
        dictionary: &dictionary,
        hits: &[],
        names: &[],
        options,
        protected: &[],
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
        trace: None,
    };
    Segment.propose(&mut page);
    let seen = strip.flag(&mut page);
    let lines: Vec<Cow<'_, str>> = page
        .lines
        .iter()
        .map(|line| line.span.of(text))
        .map(|line| finals(line).map_or(Cow::Borrowed(line), Cow::Owned))
        .collect();
    let edits = strip.removals(&page, seen, &lines);
    if !options.mark {
        a_copy_stays(&page, &lines, &edits);
    }
    let rules = edits.iter().flat_map(|edit| &edit.rules).map(|rule| rule.as_str().to_owned()).collect();
    let edits: Edits<Repaired, Clean> = Edits::new(edits).expect("no overlap");
    Run {
        text: edits.apply(text).into_owned(),
        kinds: page.lines.iter().map(|line| line.kind).collect(),
        dups: page.lines.iter().map(|line| line.dup).collect(),
        silent: page.lines.iter().map(|line| line.silent).collect(),
        items: page.lines.iter().map(|line| line.item).collect(),
        meta: page.meta,
        rules,
    }
}

/// Where a line left as a repetition, an earlier line that contains it stays.
fn a_copy_stays(page: &Page<'_>, lines: &[Cow<'_, str>], edits: &[Edit<Repaired>]) {
    let rule = |line: usize| {
        let span = page.lines[line].span;
        let edit = edits.iter().find(|edit| edit.span.start <= span.start && span.end <= edit.span.end);
        edit.map(|edit| edit.rules[0].as_str())
    };
    for line in (0..lines.len()).filter(|line| rule(*line).is_some_and(|rule| rule.contains("dup"))) {
        let text = |line: usize| crate::document::unmark(&lines[line]).0;
        let copy = (0..line).any(|earlier| rule(earlier).is_none() && begins(text(earlier), text(line)));
        assert!(copy, "{:?} left {:?}", lines[line], page.text);
    }
}

fn clean(text: &str) -> String {
    run(text, &options(), |_| None).text
}

const P: &str = "The army closed the road to the northern valley, and nobody was let through.";
const Q: &str = "Two days later a convoy was hit on the same road, and the valley was cut off.";

#[test]
fn blank_lines_close_behind_what_leaves() {
    let rows: &[(&str, &str)] = &[
        ("{P}\n\nShare\n\n{Q}\n", "{P}\n\n{Q}\n"),
        ("{P}\nShare\n{Q}", "{P}\n{Q}"),
        ("{P}\nShare\n\n\n{Q}", "{P}\n\n{Q}"),
        ("{P}\n\n\nShare\n{Q}", "{P}\n\n{Q}"),
        ("{P}\n\nShare\n\nTweet\n\n\n{Q}", "{P}\n\n{Q}"),
        ("{P}\nShare\n\nTweet\n{Q}", "{P}\n{Q}"),
        ("Share\n\n{P}\n", "{P}\n"),
        ("\n\nShare\n\n{P}\n", "{P}\n"),
        ("{P}\n\nShare\n\n\n", "{P}\n"),
        ("{P}\n\nShare", "{P}"),
        ("{P}\r\n\r\nShare\r\n\r\n{Q}\r\n", "{P}\r\n\r\n{Q}\r\n"),
        ("{P}\r\rShare\r\r{Q}", "{P}\r\r{Q}"),
        ("Share\n\nTweet\n", ""),
        // A line that is the whole text has no page around it.
        ("Share\n", "Share\n"),
        ("\n\nShare", "\n\nShare"),
        // Where nothing leaves, blank lines stay as they are.
        ("\n{P}\n\n\n{Q}\n\n", "\n{P}\n\n\n{Q}\n\n"),
    ];
    for (before, after) in rows {
        let fill = |text: &str| text.replace("{P}", P).replace("{Q}", Q);
        assert_eq!(clean(&fill(before)), fill(after), "{before:?}");
    }
}

#[test]
fn what_leaves_and_what_stays() {
    let rows: &[(&str, &str)] = &[
        // A phrase counts only where its rule says.
        ("World\nRoads closed\n{P}\nWorld\n{Q}\n", "Roads closed\n{P}\nWorld\n{Q}\n"),
        ("Source\n{P}\nSource\n", "Source\n{P}\n"),
        // Positions are counted over what is no residue.
        ("Read more: Army closes the road to the valley, and it will stay closed.\nWorld\n{P}\n", "{P}\n"),
        // What opens like a button may head the paragraph below; not where it speaks of the page, nor beside other residue.
        ("{P}\nSign up now, pay later\n{Q}\n", "{P}\nSign up now, pay later\n{Q}\n"),
        ("{P}\nSign up now for our newsletter\n{Q}\n", "{P}\n{Q}\n"),
        ("{P}\nSign up now, pay later\nShare\n{Q}\n", "{P}\n{Q}\n"),
        // The newsroom signs the title or the text above it; among buttons it leads to a page.
        ("Army closes the road\nRedazione\nShare\n{P}\n", "Army closes the road\nRedazione\n{P}\n"),
        ("{P}\nRedazione\nShare\n", "{P}\nRedazione\n"),
        ("{P}\nShare\nRedazione\n", "{P}\n"),
        ("By Jane Doe\n{P}\nRedazione\n", "By Jane Doe\n{P}\n"),
        // A label before a title, and one before a sentence that goes on from it.
        (
            "{P}\nRead more: the army closed the road to the valley, and it will stay closed.\n{P}\n",
            "{P}\nRead more: the army closed the road to the valley, and it will stay closed.\n{P}\n",
        ),
        // A notice of an edge is one although it is running text itself; amid the text it stays.
        (
            "{P}\nMirror this site: it mirrors the pages of others as they were, and nobody answers for them.\nWorld news\n",
            "{P}\nWorld news\n",
        ),
        (
            "{P}\nMirror this site: it mirrors the pages of others as they were, and nobody answers for them.\n{Q}\n",
            "{P}\nMirror this site: it mirrors the pages of others as they were, and nobody answers for them.\n{Q}\n",
        ),
        // The title cut off above itself.
        (
            "Army closes all roads…\nArmy closes all roads to the valley\n{P}\n",
            "Army closes all roads to the valley\n{P}\n",
        ),
        (
            "Army closes all roads…\nConvoy hit on the same road\n{P}\n",
            "Army closes all roads…\nConvoy hit on the same road\n{P}\n",
        ),
        // Titles with a dash behind each, up to the end; a verse may end so once.
        (
            "{P}\nArmy closes all roads -\nConvoy hit on the road -\nTwo ships leave harbour -\nMill of the valley sold\n",
            "{P}\n",
        ),
        (
            "{P}\nArmy closes all roads -\nConvoy hit on the road -\nTwo ships leave harbour.\n",
            "{P}\nArmy closes all roads -\nConvoy hit on the road -\nTwo ships leave harbour.\n",
        ),
        // A label above other words each time is said again; a label above the same words, or above none, is not.
        (
            "{P}\nVERA\nNumber, please.\nVOICE\nYou know it.\nVERA\nConnecting you now.\n",
            "{P}\nVERA\nNumber, please.\nVOICE\nYou know it.\nVERA\nConnecting you now.\n",
        ),
        (
            "{P}\nVERA\nNumber, please.\n{Q}\nVERA\nRoads closed\n",
            "{P}\nVERA\nNumber, please.\n{Q}\nRoads closed\n",
        ),
        // A label that the paragraph below says again is its heading.
        (
            "{P}\nShare\nUntil the nineties you could share bread, a flat or a grief; since then the verb has lost its object.\n{Q}\n",
            "{P}\nShare\nUntil the nineties you could share bread, a flat or a grief; since then the verb has lost its object.\n{Q}\n",
        ),
        (
            "{P}\nShare\nUntil the nineties you could break bread, a leg or a record; since then the verb has lost its object.\n{Q}\n",
            "{P}\nUntil the nineties you could break bread, a leg or a record; since then the verb has lost its object.\n{Q}\n",
        ),
        // Entries that lost what parted them; a name is written alike.
        ("SecurityHealth\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("Back to textHealthHarbours\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("HealthGuard closes a road\n{P}\n", "HealthGuard closes a road\n{P}\n"),
        // Teasers to the end of the page, cut off, with links or without; two may be whole, and a text stands above.
        (
            "{P}\n{Q}\nA market was bombed on the… Read more\nThe convoy was hit on the same…\nNobody was let through to the…\nArmy closes all roads to the valley\n",
            "{P}\n{Q}\n",
        ),
        (
            "{P}\nA market was bombed on the…\nThe convoy was hit on the same…\nNobody was let through to the…\n",
            "{P}\nA market was bombed on the…\nThe convoy was hit on the same…\nNobody was let through to the…\n",
        ),
        (
            "{P}\n{Q}\nA market was bombed on the…\nThe convoy was hit on the same…\nHe said no.\nNobody was let through to the…\n",
            "{P}\n{Q}\nA market was bombed on the…\nThe convoy was hit on the same…\nHe said no.\nNobody was let through to the…\n",
        ),
        // Counters and names with an article between entries of a menu; the name of a person stays.
        ("Tweet\nShare\n128\nShare\n{P}\n", "{P}\n"),
        ("Tweet\nWorld\nLa Nazione\nShare\nTweet\n{P}\n", "{P}\n"),
        ("Tweet\nWorld\nJane Doe\nShare\nTweet\n{P}\n", "Jane Doe\n{P}\n"),
        // A menu half of whose entries are known, the title still to come; small words make a title of it.
        (
            "Security Health Harbours Reports\nArmy closes all roads to the valley\n{P}\n",
            "Army closes all roads to the valley\n{P}\n",
        ),
        ("Security Health Harbours Reports\n{P}\n", "Security Health Harbours Reports\n{P}\n"),
        (
            "Security and Health in Harbours\nArmy closes all roads to the valley\n{P}\n",
            "Security and Health in Harbours\nArmy closes all roads to the valley\n{P}\n",
        ),
        // How often an article was read; a year, what is counted below, and numbers that come again are something else.
        (
            "Tweet\nArmy closes all roads to the valley\n1612\n{P}\n",
            "Army closes all roads to the valley\n{P}\n",
        ),
        (
            "Tweet\nArmy closes all roads to the valley\n2016\n{P}\n",
            "Army closes all roads to the valley\n2016\n{P}\n",
        ),
        (
            "Tweet\nArmy closes all roads to the valley\n612\nhouses burnt\n{P}\n",
            "Army closes all roads to the valley\n612\nhouses burnt\n{P}\n",
        ),
        (
            "Tweet\nArmy closes all roads to the valley\n612\n{P}\n418\n{Q}\n",
            "Army closes all roads to the valley\n612\n{P}\n418\n{Q}\n",
        ),
        // Titles of other articles between residue behind the text; where nothing known follows they stay.
        ("{P}\nTweet\nConvoy hit on the same road\nTweet\n", "{P}\n"),
        ("{P}\nTweet\nConvoy hit on the same road\n{Q}\n", "{P}\nConvoy hit on the same road\n{Q}\n"),
        // A list of news with their ages; two are too few, and what readers wrote is no title.
        (
            "{P}\nConvoy hit on the road\n- 2 hours ago\nHarbour opens again on Friday\n- 3 hours ago\nPrice of fish falls again\n- 34 minutes ago\n",
            "{P}\n",
        ),
        (
            "{P}\nConvoy hit on the road\n- 2 hours ago\nHarbour opens again on Friday\n- 3 hours ago\n",
            "{P}\nConvoy hit on the road\n- 2 hours ago\nHarbour opens again on Friday\n- 3 hours ago\n",
        ),
        (
            "{P}\nJane Doe\n2 hours ago\nJohn Roe\n3 hours ago\nJack Poe\n4 hours ago\n",
            "{P}\nJane Doe\n2 hours ago\nJohn Roe\n3 hours ago\nJack Poe\n4 hours ago\n",
        ),
        // The name of a picture's file.
        ("{P}\nHarbour_police_2\nTweet\n", "{P}\n"),
        ("{P}\nHarbour police 2\nTweet\n", "{P}\nHarbour police 2\n"),
        // The name of the site above a section; a title stands there as well.
        (
            "Harbour Rtv\nSecurity\nArmy closes all roads to the valley\n{P}\n",
            "Army closes all roads to the valley\n{P}\n",
        ),
        (
            "Roads closed\nSecurity\nArmy closes all roads to the valley\n{P}\n",
            "Roads closed\nSecurity\nArmy closes all roads to the valley\n{P}\n",
        ),
        // A year and an owner, however that is written.
        ("{P}\n© 2023 il porto nuovo Società Coop. editrice\n", "{P}\n"),
        (
            "{P}\n© 2023 il porto nuovo chiude, e nessuno sa che cosa ne sarà delle barche e di chi ci vive.\n",
            "{P}\n© 2023 il porto nuovo chiude, e nessuno sa che cosa ne sarà delle barche e di chi ci vive.\n",
        ),
        // A menu that ends at the title; two short lines are too few to be one.
        (
            "Tweet\nWorld\nPorts\nSea and land\nJihad in Europe\nArmy closes all roads to the valley\n{P}\n",
            "Army closes all roads to the valley\n{P}\n",
        ),
        (
            "Tweet\nWorld\nHerat falls\nA city waits\nArmy closes all roads to the valley\n{P}\n",
            "Herat falls\nA city waits\nArmy closes all roads to the valley\n{P}\n",
        ),
        // Chains of buttons, and words that only look like one.
        ("{P}\nFacebookTweetWhatsApp\nShare Tweet\nFacebook bans army\n{Q}", "{P}\nFacebook bans army\n{Q}"),
        // A repeated heading goes, a repeated paragraph stays, unless the two stand together.
        ("  • Roads closed\n    Roads closed\n{P}\n{Q}\n{P}\n", "  • Roads closed\n{P}\n{Q}\n{P}\n"),
        ("{P}\n{P}\n{Q}\n", "{P}\n{Q}\n"),
        // The copy that contains it leaves as residue: what repeats it stays.
        (
            "Read more: Army closes all roads to the valley\n{P}\nRead more: Army closes all roads to the…\n",
            "{P}\n",
        ),
        // What no rule knows leaves behind the text, below residue and down to the end; not what names, dates or heads
        // something, and not more lines than are known there. On a page of two texts it may be one of a list.
        (
            "{P}\n{Q}\n{P} It rained.\nShare\nFollow the bell for topics\nTweet\nEdited by Jane Doe\nJane Doe\n",
            "{P}\n{Q}\n{P} It rained.\nEdited by Jane Doe\nJane Doe\n",
        ),
        (
            "{P}\n{Q}\n{P} It rained.\nFollow the bell for topics\nShare\n",
            "{P}\n{Q}\n{P} It rained.\nFollow the bell for topics\n",
        ),
        (
            "{P}\n{Q}\n{P} It rained.\nShare\nwater and salt\nrice of the hills\na pot of tea\nbread for three\n",
            "{P}\n{Q}\n{P} It rained.\nwater and salt\nrice of the hills\na pot of tea\nbread for three\n",
        ),
        ("{P}\n{Q}\nShare\nFollow the bell for topics\n", "{P}\n{Q}\nFollow the bell for topics\n"),
        // A tail of teasers to the end of the page.
        ("{P}\nRelated posts\nConvoy hit\n\nConvoy…\n\n4 May 2020\nArmy denies\n", "{P}\n"),
        // The page goes on: only what is cut off is sure to be a teaser.
        (
            "{P}\nRelated posts\nConvoy hit on the same road\nWhat next\nHe said no.\n",
            "{P}\nConvoy hit on the same road\nWhat next\nHe said no.\n",
        ),
        (
            "{P}\nRelated posts\nConvoy hit\nConvoy…\nWhat next\nHe said no.\n",
            "{P}\nWhat next\nHe said no.\n",
        ),
        // Two titles or more in a row are teasers, though the page goes on; a short one above text is a subhead.
        (
            "{P}\nMore stories\nConvoy hit on the same road\nArmy denies the toll of the raid\n{Q}\n",
            "{P}\n{Q}\n",
        ),
        (
            "{P}\nMore stories\nConvoy hit on the same road\nArmy denies the toll of the raid\nWhat the army says now\n{Q}\n",
            "{P}\nWhat the army says now\n{Q}\n",
        ),
        // Titles below the tags to the end of the page; a byline among them stays, and all before it.
        ("{P}\n#Herat #Army\nConvoy hit on the same road\nArmy denies the toll again\n", "{P}\n"),
        (
            "{P}\n#Herat #Army\nConvoy hit on the same road\nBy Jane Doe\n",
            "{P}\nConvoy hit on the same road\nBy Jane Doe\n",
        ),
        // A line that elsewhere on the page is residue, between two that are, and beside none.
        ("{P}\nShare\nWorld\nTweet\n{Q}\n", "{P}\n{Q}\n"),
        ("{P}\nShare\nWorld\n{Q}\n", "{P}\nWorld\n{Q}\n"),
        ("{P}\nShare\nE-mail\n{Q}\n", "{P}\n{Q}\n"),
        // A list of tags before the end.
        ("{P}\nTags\nArmy\nRoads\n", "{P}\n"),
        // Site header.
        (
            "THE HARBOUR NEWS\nJun 19, 2025 |\n0\n| Remer,MN\nJane Doe\nArmy closes all roads\n{P}\n",
            "Jane Doe\nArmy closes all roads\n{P}\n",
        ),
        ("ARMY CLOSES ROADS\nJun 19, 2025\n{P}\n", "ARMY CLOSES ROADS\nJun 19, 2025\n{P}\n"),
        // Credits and back links.
        (
            "{P}\n[1] Torna al testo\nFoto: Ansa\nPhoto: trucks at a checkpoint\n{Q}\n",
            "{P}\nPhoto: trucks at a checkpoint\n{Q}\n",
        ),
        // A byline that names nobody, and one that does.
        ("Strade chiuse\ndi Redazione - 4 maggio 2020 - Condividi\n{P}\n", "Strade chiuse\n{P}\n"),
        (
            "Strade chiuse\ndi Anna Verdi - 4 maggio 2020 - Condividi\n{P}\n",
            "Strade chiuse\ndi Anna Verdi - 4 maggio 2020 - Condividi\n{P}\n",
        ),
        // An entry of a menu between others; the name of the author between buttons.
        ("{P}\nShare\nTweet\nMore of it\nFacebook\n", "{P}\n"),
        ("Share\nTweet\nJane Doe\nFacebook\n{P}\n", "Jane Doe\n{P}\n"),
        ("{P}\nShare\nMore of it\nHe denied it.\n", "{P}\nMore of it\nHe denied it.\n"),
        // The title below a list at the head is that of the article.
        (
            "Tags\nArmy closes all roads\n4 May 2020\nFoto: Ansa\n{P}\n",
            "Army closes all roads\n4 May 2020\n{P}\n",
        ),
        // The name of a newspaper above a title, and a title built like one.
        ("The Harbour Times\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("Hard Times\nBy Jane Doe\n{P}\n", "Hard Times\nBy Jane Doe\n{P}\n"),
        (
            "Hard Times\nHow the valley lost its road\n{P}\n",
            "Hard Times\nHow the valley lost its road\n{P}\n",
        ),
        ("Harbour Times\nShare\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        (
            "Harbour Times\nArmy closes all roads\n{P}\nWrite to the Harbour Times.\n",
            "Army closes all roads\n{P}\nWrite to the Harbour Times.\n",
        ),
        // The header of a site; a title built like one, which is said again, or says of what sort the article is.
        (
            "The Harbour Post | World\nArmy closes all roads\n4 May 2020\n{P}\n",
            "Army closes all roads\n4 May 2020\n{P}\n",
        ),
        ("Portus – Notizie dal porto\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("harbour.org\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("PortNews\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("PortLine\nHow PortLine left the valley\n{P}\n", "PortLine\nHow PortLine left the valley\n{P}\n"),
        ("Jane Doe\n4 May 2020\nArmy closes all roads\n{P}\n", "4 May 2020\nArmy closes all roads\n{P}\n"),
        (
            "Jane Doe\n4 May 2020\nHow Jane Doe came home\n{P}\n",
            "Jane Doe\n4 May 2020\nHow Jane Doe came home\n{P}\n",
        ),
        (
            "Closed Roads | Valley\nArmy has closed roads here\n{P}\n",
            "Closed Roads | Valley\nArmy has closed roads here\n{P}\n",
        ),
        (
            "Road Blocks – Analysis\nArmy closes all roads\n{P}\n",
            "Road Blocks – Analysis\nArmy closes all roads\n{P}\n",
        ),
        (
            "Road Blocks – Valley\nNovember 12, 2024  0 Comments\n{P}\n",
            "Road Blocks – Valley\nNovember 12, 2024  0 Comments\n{P}\n",
        ),
        // The title once more, cut off, above a button; a verse that is cut off.
        (
            "Army closes all roads to the harbour\n{P}\nArmy closes all roads to…\nShare\n",
            "Army closes all roads to the harbour\n{P}\n",
        ),
        (
            "Army closes all roads\n{P}\nAnd nobody came…\nShare\n",
            "Army closes all roads\n{P}\nAnd nobody came…\n",
        ),
        // Who skips the menu has seen the name of the site; a sentence is none.
        ("Two roads\nA diary\nSkip to content\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        (
            "It was over.\nSkip to content\nArmy closes all roads\n{P}\n",
            "It was over.\nArmy closes all roads\n{P}\n",
        ),
        // The name and the motto of a site above its menu; the title above one.
        (
            "Two roads\nA diary of the valley\nWorld Share\nArmy closes all roads\n{P}\n",
            "Army closes all roads\n{P}\n",
        ),
        ("Army closes roads\nWorld Share\n{P}\n", "Army closes roads\n{P}\n"),
        (
            "Army closes roads\nWorld Share\nArmy closes roads to the valley\n{P}\n",
            "Army closes roads\nArmy closes roads to the valley\n{P}\n",
        ),
        // The day in the header of a site, and that of the article.
        (
            "World\nMonday, 4 May 2020\nShare\nArmy closes roads\n3 May 2020\n{P}\n",
            "Army closes roads\n3 May 2020\n{P}\n",
        ),
        (
            "World\nMonday, 4 May 2020\nShare\nArmy closes roads\n{P}\n",
            "Monday, 4 May 2020\nArmy closes roads\n{P}\n",
        ),
        // Categories with their counts, and one man with his age.
        ("{P}\nShare\nAfrica (211)\nAsia (340)\n", "{P}\n"),
        ("{P}\nShare\nJane Doe (34)\n", "{P}\nJane Doe (34)\n"),
        // The path that ends in the title.
        ("Home Herat Army closes roads here\nArmy closes roads here\n{P}\n", "Army closes roads here\n{P}\n"),
        (
            "Home for the army in Herat\nArmy closes roads here\n{P}\n",
            "Home for the army in Herat\nArmy closes roads here\n{P}\n",
        ),
        // On the page of a tag the teasers are the text.
        ("Roads…\nConvoys…\nPorts…\nName\n", "Roads…\nConvoys…\nPorts…\n"),
        // A numbered heading and a row of a table say something.
        ("{P}\n1. Share\nShare\t4\t3\n{Q}\n", "{P}\n1. Share\nShare\t4\t3\n{Q}\n"),
        // A byline that names nobody is one.
        ("Strade chiuse\ndi Redazione\n{P}\nRedazione\n", "Strade chiuse\ndi Redazione\n{P}\n"),
        // The name of a section alone, beside a button, and beside another.
        (
            "Army closes roads\nSecurity\nIt said no.\n{P}\n",
            "Army closes roads\nSecurity\nIt said no.\n{P}\n",
        ),
        ("Share\nSecurity\nArmy closes roads\n{P}\n", "Army closes roads\n{P}\n"),
        ("{P}\nSecurity\nHealth\nSecurity\n", "{P}\n"),
        ("{P}\nSecurity\nHealth\n", "{P}\nSecurity\nHealth\n"),
        ("Security\nArmy closes all roads\n{P}\n", "Army closes all roads\n{P}\n"),
        ("{P}\nSecurity\n{Q}\nHealth\n", "{P}\nSecurity\n{Q}\nHealth\n"),
        ("Security Health\nArmy closes roads\n{P}\n", "Army closes roads\n{P}\n"),
        // Related posts with their categories, and a scene of a play.
        (
            "{P}\nRelated posts\nThe road\nIn \"Travel\"\nThe pass\n4 May 2020\nIn \"War\"\nBaker says:\n{Q}\n",
            "{P}\nBaker says:\n{Q}\n",
        ),
        ("{P}\nThe road\nIn \"Hamlet\"\n{Q}\n", "{P}\nThe road\nIn \"Hamlet\"\n{Q}\n"),
        // Words about the author behind the buttons hide no foot; two buttons amid the text make none.
        (
            "{P}\n{Q}\nShare\nTweet\nFacebook\nJane Doe has written about roads and valleys for thirty years and more.\nSource\n",
            "{P}\n{Q}\nJane Doe has written about roads and valleys for thirty years and more.\n",
        ),
        (
            "{P}\n{Q}\nShare\nSource\nTweet\nFacebook\nJane Doe has written about roads and valleys for thirty years and more.\n",
            "{P}\n{Q}\nJane Doe has written about roads and valleys for thirty years and more.\n",
        ),
        ("{P}\nShare\nTweet\nName\nSource\n{Q}\n", "{P}\nSource\n{Q}\n"),
        // The subhead of what follows.
        ("World\nThe roads are closed again.\n{P}\n", "World\nThe roads are closed again.\n{P}\n"),
        ("Share\nWorld\nThe roads are closed again.\n{P}\n", "The roads are closed again.\n{P}\n"),
        // A short title between menu and buttons.
        ("World\nTweet\nHarbour siege\nShare\nTweet\n{P}\n", "Harbour siege\n{P}\n"),
        (
            "World\nTweet\nHarbour siege\nShare\nTweet\nArmy closes roads here\n{P}\n",
            "Army closes roads here\n{P}\n",
        ),
        // A verse.
        ("{P}\nShare tweet,\nshare.\n{Q}\n", "{P}\nShare tweet,\nshare.\n{Q}\n"),
        // A page of headings with their texts, and one button between two texts.
        (
            "Words\nBell\nIt rings.\nShare\nIt is paid.\nRope\nIt holds.\n{P}\n",
            "Words\nBell\nIt rings.\nShare\nIt is paid.\nRope\nIt holds.\n{P}\n",
        ),
        ("{P}\nShare\nIt is paid.\n{Q}\n", "{P}\nIt is paid.\n{Q}\n"),
        // A list of words, and a bar of buttons with a word behind them.
        (
            "It said so.\nBell\nShare\nRope\nTweet\nDoor\nIt said no more.\n{P}\n",
            "It said so.\nBell\nShare\nRope\nTweet\nDoor\nIt said no more.\n{P}\n",
        ),
        (
            "It said so.\nShare\nTweet\nFacebook\nWhatsApp\nBell\nIt said no more.\n{P}\n",
            "It said so.\nBell\nIt said no more.\n{P}\n",
        ),
        // Somebody's words, and what a speaker says again; a heading with a colon.
        ("{P}\n“Share.”\n“Share.”\n{Q}\n", "{P}\n“Share.”\n“Share.”\n{Q}\n"),
        (
            "{P}\nGUARD: Who?\nGUARD: Nobody.\nGUARD: Who?\n{Q}\n",
            "{P}\nGUARD: Who?\nGUARD: Nobody.\nGUARD: Who?\n{Q}\n",
        ),
        ("Roads: closed\n{P}\nRoads: closed\n{Q}\n", "Roads: closed\n{P}\n{Q}\n"),
        // A paragraph that ends in a quotation is no title of another article.
        (
            "{P}\nRelated posts\nConvoy hit on the same road…\n“It was dawn,” he says. “Then the smoke.”\n",
            "{P}\n“It was dawn,” he says. “Then the smoke.”\n",
        ),
        // What is heard.
        ("{P}\n[SHARE]\n{Q}\n", "{P}\n[SHARE]\n{Q}\n"),
        // What the page rests on stays, and its headings with it; titles of other articles are links.
        (
            "{P}\nSee also\nHarbour gate\nSources\nGazetteer, Harbour, 1973\nLetters of the guard, 2022\n",
            "{P}\nSee also\nHarbour gate\nSources\nGazetteer, Harbour, 1973\nLetters of the guard, 2022\n",
        ),
        (
            "{P}\nSee also\nConvoy hit on the same road\nArmy vows revenge for the convoy\nSources\nShare\n",
            "{P}\n",
        ),
        (
            "{P}\nSources\nCourt records and the letters of two priests.\n",
            "{P}\nSources\nCourt records and the letters of two priests.\n",
        ),
        ("{P}\nSources\nHarbour Times\n", "{P}\nHarbour Times\n"),
        // A list of contents is one where its entries are headings below.
        (
            "{P}\nContents\n1 The siege\n2 The fall\nThe siege[edit]\n{Q}\nThe fall\nNobody knows who opened the gate.\n",
            "{P}\nThe siege[edit]\n{Q}\nThe fall\nNobody knows who opened the gate.\n",
        ),
        ("{P}\nContents\nTwo rifles\nOne map\n{Q}\n", "{P}\nContents\nTwo rifles\nOne map\n{Q}\n"),
        // A menu on one line, and a table built like it; the title, its spaces tripled.
        (
            "Politics   Security   Economy\nArmy closes roads to the valley\n{P}\n",
            "Army closes roads to the valley\n{P}\n",
        ),
        (
            "Army closes roads\nName   Town   Trade\nDoe   Herat   Baker\n{P}\n",
            "Army closes roads\nName   Town   Trade\nDoe   Herat   Baker\n{P}\n",
        ),
        ("ARMY   CLOSES   ROADS\n{P}\n", "ARMY   CLOSES   ROADS\n{P}\n"),
        // News of the hour below something known; a chronicle.
        ("{P}\nSource\n18:02 Port opens again\n17:40 Two ships leave\n", "{P}\n"),
        ("{P}\nSource\nThe valley\n18:02 Port opens again\n17:40 Two ships leave\n", "{P}\n"),
        (
            "{P}\n18:02 Port opens again\n17:40 Two ships leave\n",
            "{P}\n18:02 Port opens again\n17:40 Two ships leave\n",
        ),
        // Tags amid the text, and a sentence with commas.
        ("{P}\nTags\nIndonesia, Harbour, northern roads\n{Q}\n", "{P}\n{Q}\n"),
        ("{P}\nTags\nIndonesia, they say, is calm.\n{Q}\n", "{P}\nIndonesia, they say, is calm.\n{Q}\n"),
        // Tags without a label, and names of sources.
        ("{P}\nPolitics, Security, Niger, Sahel\nSource\n", "{P}\n"),
        (
            "{P}\nFonti: Harbour, Lantern, Ridge, Meadow\nSource\n",
            "{P}\nFonti: Harbour, Lantern, Ridge, Meadow\n",
        ),
        // A path above the title, and one that is the title.
        (
            "Sport > Non-league\nArmy closes roads to the valley\n{P}\n",
            "Army closes roads to the valley\n{P}\n",
        ),
        ("Sport > Non-league\n{P}\n", "Sport > Non-league\n{P}\n"),
        // A button between paragraphs, on a page with subheads too.
        (
            "The north is quiet\n{P}\nThe south is not\n{Q}\nThe clans met at the mill and swore that they would open it again before the winter.\nShare\nNobody knows who opened the gate that night, not even the guards who stood there.\n",
            "The north is quiet\n{P}\nThe south is not\n{Q}\nThe clans met at the mill and swore that they would open it again before the winter.\nNobody knows who opened the gate that night, not even the guards who stood there.\n",
        ),
        // Without running text there is no edge.
        ("World\nName\nArmy closes roads\n", "World\nName\nArmy closes roads\n"),
        // The kicker above each item; what speakers say.
        (
            "Books read\nArmy closes roads here\nBooks read\nConvoy hit on the road\nBooks read\nTwo ships leave harbour\n{P}\n",
            "Army closes roads here\nConvoy hit on the road\nTwo ships leave harbour\n{P}\n",
        ),
        (
            "The guard\nNobody goes there.\nThe miller\nI will go.\nThe guard\nNot you.\n{P}\n",
            "The guard\nNobody goes there.\nThe miller\nI will go.\nThe guard\nNot you.\n{P}\n",
        ),
        // Teasers cut off behind the text; below titles they are items.
        (
            "{P}\n{Q}\nConvoy hit on the same road as…\nTwo ships left the harbour for the…\nThe mill of the valley is for…\n",
            "{P}\n{Q}\n",
        ),
        (
            "{P}\n{Q}\nConvoy hit\nConvoy hit on the same road as…\nShips gone\nTwo ships left the harbour for the…\nMill sold\nThe mill of the valley is for…\n",
            "{P}\n{Q}\nConvoy hit\nConvoy hit on the same road as…\nShips gone\nTwo ships left the harbour for the…\nMill sold\nThe mill of the valley is for…\n",
        ),
        // Titles of other articles, a sentence below each; the sections of this one.
        (
            "{P}\n{Q}\nRelated posts\nConvoy hit on the road\nThe convoy was hit on the road to the valley at dawn, the army said.\nTwo ships leave harbour now\nThe ships left at night, and nobody knows where they went or why.\n",
            "{P}\n{Q}\n",
        ),
        (
            "{P}\n{Q}\nRelated posts\nConvoy hit on the road\nThe convoy was hit on the road to the valley at dawn, the army said.\nThe ships left at night, and nobody knows where they went or why.\n",
            "{P}\n{Q}\nConvoy hit on the road\nThe convoy was hit on the road to the valley at dawn, the army said.\nThe ships left at night, and nobody knows where they went or why.\n",
        ),
        // Titles said twice, once for their pictures.
        (
            "{P}\nConvoy hit on the road\nConvoy hit on the road\nTwo ships leave harbour now\nTwo ships leave harbour now\n",
            "{P}\n",
        ),
        ("{P}\nConvoy hit on the road\nConvoy hit on the road\n{Q}\n", "{P}\nConvoy hit on the road\n{Q}\n"),
        // A link to the rest, the title behind it.
        (
            "Army closes roads here\n{P}\nLeggi tutto Army closes roads here\n",
            "Army closes roads here\n{P}\n",
        ),
        (
            "Army closes roads here\n{P}\nLeggi tutto il giorno\n",
            "Army closes roads here\n{P}\nLeggi tutto il giorno\n",
        ),
        // A menu nobody knows above one that is known; three names.
        (
            "Harbour\nValley Bell\nMill\nRope Daily\nShare\nTweet\nArmy closes roads here\n{P}\n",
            "Army closes roads here\n{P}\n",
        ),
        (
            "Harbour\nValley Bell\nMill\nArmy closes roads here\n{P}\n",
            "Harbour\nValley Bell\nMill\nArmy closes roads here\n{P}\n",
        ),
        // The day above the title, where the article has its own; above the path.
        (
            "Share\nMonday, 4 May 2020\nArmy closes roads here\n5 May 2020\n{P}\n",
            "Army closes roads here\n5 May 2020\n{P}\n",
        ),
        (
            "Share\nMonday, 4 May 2020\nArmy closes roads here\n{P}\n",
            "Monday, 4 May 2020\nArmy closes roads here\n{P}\n",
        ),
        (
            "Monday, 4 May 2020\nHome » Blog » Roads\nArmy closes roads here\n{P}\n",
            "Army closes roads here\n{P}\n",
        ),
        // The weather, its place and its day.
        (
            "8.6 C\nHarbour\nMonday, 4 May 2020\nArmy closes roads here\n{P}\n",
            "Army closes roads here\n{P}\n",
        ),
        ("Harbour\n4 May 2020\nRoads closed\n{P}\n", "Harbour\n4 May 2020\nRoads closed\n{P}\n"),
        // The tag of a page, and a verse.
        ("harbour police\nArmy closes roads here\n{P}\n", "Army closes roads here\n{P}\n"),
        ("harbour police\nwere asleep at noon\n{P}\n", "harbour police\nwere asleep at noon\n{P}\n"),
        ("Browsing Tag\nHarbour\nArmy closes roads here\n{P}\n", "Army closes roads here\n{P}\n"),
        ("Browsing Tag\nArmy closes all roads here\n{P}\n", "Army closes all roads here\n{P}\n"),
        // The name of a paper, and of a house the article is about; a site with a tag.
        ("Lantern Examiner\nArmy closes roads here\n{Q}\n", "Army closes roads here\n{Q}\n"),
        (
            "Lantern Examiner\nWho owns the examiner now\n{Q}\n",
            "Lantern Examiner\nWho owns the examiner now\n{Q}\n",
        ),
        ("Lantern | Tag: Mill\nArmy closes roads here\n{P}\n", "Army closes roads here\n{P}\n"),
        (
            "Lantern | Mill: two views\nArmy closes roads here\n{P}\n",
            "Lantern | Mill: two views\nArmy closes roads here\n{P}\n",
        ),
        // What a picture is called beside a button; a title that sounds like it.
        (
            "Share\nLantern logo\nShare\nArmy closes all roads here\n{P}\n",
            "Army closes all roads here\n{P}\n",
        ),
        ("Mill New Avatar\n{P}\n", "Mill New Avatar\n{P}\n"),
        // A land or a section above the title; a title of one word and what it is about; an author.
        ("Nation\nArmy closes all roads here\n{P}\n", "Army closes all roads here\n{P}\n"),
        ("SECURITY DESK\nArmy closes all roads here\n{P}\n", "Army closes all roads here\n{P}\n"),
        ("Hunger\nHow the valley lost its bread\n{P}\n", "Hunger\nHow the valley lost its bread\n{P}\n"),
        ("Rose Bell\nArmy closes all roads here\n{P}\n", "Rose Bell\nArmy closes all roads here\n{P}\n"),
        // News with the day above each, and a chronicle; the days of an archive, and of two events.
        (
            "{P}\n4 May 2020\nConvoy hit on the road\n5 May 2020\nTwo ships leave harbour now\n6 May 2020\nThe mill opens its gate\n",
            "{P}\n",
        ),
        (
            "{P}\n4 May 2020\nThe convoy was hit on the road to the valley at dawn, the army said.\n5 May 2020\nThe ships left at night, and nobody knows where they went or why.\n",
            "{P}\n4 May 2020\nThe convoy was hit on the road to the valley at dawn, the army said.\n5 May 2020\nThe ships left at night, and nobody knows where they went or why.\n",
        ),
        ("{P}\n4 May 2020\n5 May 2020\n6 May 2020\n7 May 2020\n{Q}\n", "{P}\n{Q}\n"),
        ("{P}\n4 May 2020\n5 May 2020\n{Q}\n", "{P}\n4 May 2020\n5 May 2020\n{Q}\n"),
        // What a feed writes below an item, however long.
        (
            "{P}\nThe post The army closes all of the roads to the northern valley again appeared first on The Harbour Post of the North.\n",
            "{P}\n",
        ),
        (
            "{P}\nThe post at the gate was lost at dawn, and the captain appeared first on the wall.\n",
            "{P}\nThe post at the gate was lost at dawn, and the captain appeared first on the wall.\n",
        ),
        // Dates, credits of wires and bylines stay.
        (
            "Roads closed\nBy Jane Doe\n4 May 2020\n{P}\n(With inputs from agencies)\n",
            "Roads closed\nBy Jane Doe\n4 May 2020\n{P}\n(With inputs from agencies)\n",
        ),
    ];
    for (before, after) in rows {
        let fill = |text: &str| text.replace("{P}", P).replace("{Q}", Q);
        assert_eq!(clean(&fill(before)), fill(after), "{before:?}");
    }
}

#[test]
fn who_gives_evidence() {
    let rows: &[(&str, &[bool], &[bool])] = &[
        // The line it repeats leaves as residue: it stays, and speaks.
        (
            "More stories\nArmy closes all roads to the valley…\nArmy closes all roads to the valley\n{P}\n",
            &[false, false, true, false],
            &[true, true, false, false],
        ),
        // The line it repeats stays and speaks for both.
        ("{P}\n{Q}\n{P}\n", &[false, false, true], &[false, false, true]),
        ("Roads closed\nRoads closed\n{P}\n", &[false, true, false], &[false, true, false]),
        ("{P}\nShare\n", &[false, false], &[false, true]),
    ];
    for (page, dups, silent) in rows {
        let run = run(&page.replace("{P}", P).replace("{Q}", Q), &options(), |_| None);
        assert_eq!((&run.dups[..], &run.silent[..]), (*dups, *silent), "{page:?}");
    }
}

#[test]
fn policies() {
    let page = format!("Roads closed\nRoads closed\n{P}\n{Q}\n{P}\nShare\n");
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = options();
        change(&mut options);
        run(&page, &options, |_| None)
    };
    assert_eq!(with(&|o| o.strip.clear()).text, format!("Roads closed\n{P}\n{Q}\n{P}\nShare\n"));
    assert_eq!(with(&|o| o.dups = Dups::All).text, format!("Roads closed\n{P}\n{Q}\n"));
    let kept = with(&|o| (o.dups, o.strip) = (Dups::Keep, Vec::new()));
    assert_eq!(kept.text, page);
    // Flagging is not changing.
    assert_eq!(kept.dups, [false, true, false, false, true, false]);
    assert_eq!(kept.kinds.last(), Some(&Some(Kind::Share)));
    let marked = with(&|o| o.mark = true).text;
    assert_eq!(marked, format!("Roads closed\n[dup] Roads closed\n{P}\n{Q}\n{P}\n[share] Share\n"));
    let again = run(&marked, &Options { mark: true, ..options() }, |_| None);
    assert_eq!(again.text, marked);
}

#[test]
fn lines_that_only_writing_makes_equal() {
    let page = format!("IS-K closes roads\n{P}\nISIS-K closes roads\n{Q}\n");
    let write = |line: &str| Some(line.replace("ISIS-K", "ISKP").replace("IS-K", "ISKP"));
    let once = run(&page, &options(), write);
    assert_eq!(once.rules, ["strip/dup-final"]);
    assert_eq!(once.dups, [false; 4]);
    assert_eq!(once.text, format!("IS-K closes roads\n{P}\n{Q}\n"));
}

#[test]
fn facts_of_the_margins() {
    let page = format!(
        "Jane Doe\nArmy closes all roads – Harbour Times\n4 May 2020\n{P}\nRead more at Harbour Institute\nTags: army, roads\nJane Doe can be reached at jane@example.com.\n"
    );
    let meta = run(&page, &options(), |_| None).meta;
    let values = |entries: &[crate::document::MetaEntry]| -> Vec<(String, &'static str)> {
        entries.iter().map(|entry| (entry.value.clone(), entry.from)).collect()
    };
    assert_eq!(values(&meta.dates), [("2020-05-04".to_owned(), "dateline")]);
    assert_eq!(values(&meta.tags), [("army".to_owned(), "residue"), ("roads".to_owned(), "residue")]);
    assert_eq!(
        values(&meta.source),
        [("Harbour Times".to_owned(), "title"), ("Harbour Institute".to_owned(), "residue")]
    );
    assert_eq!(values(&meta.byline), [("Jane Doe".to_owned(), "byline")]);
}

#[test]
fn margins_of_several_parts() {
    let meta = |line: &str| run(&format!("Roads closed\n{line}\n{P}\n"), &options(), |_| None).meta;
    let signed = meta("By Jane Doe | September 3, 2022 | Herat");
    assert_eq!((&*signed.dates[0].value, &*signed.byline[0].value), ("2022-09-03", "Jane Doe"));
    let rows = [
        ("Jane Doe Published December 3, 2023 Updated December 4, 2023", "2023-12-03", Some("Jane Doe")),
        ("Published in Harbour Times, December 3rd, 2023", "2023-12-03", None),
        ("March 14, 2024 by Jane Doe", "2024-03-14", Some("Jane Doe")),
        ("Thursday June 08 2023, 5.00pm BST, The Tribune", "2023-06-08", None),
    ];
    for (line, date, name) in rows {
        let found = meta(line);
        assert_eq!(found.dates.first().map(|date| &*date.value), Some(date), "{line}");
        assert_eq!(found.byline.first().map(|name| &*name.value), name, "{line}");
    }
    assert_eq!(&*meta("Articolo di Mario Rossi").byline[0].value, "Mario Rossi");
    for line in [
        "The list was published in March and updated in May 2020",
        "Killed on March 14, 2024 by Raiders of the North",
    ] {
        assert!(meta(line).dates.is_empty() && meta(line).byline.is_empty(), "{line}");
    }
    // The title of an article may hold a date; nobody signed it.
    let titled = meta("Army closes all roads – 4 May 2020");
    assert_eq!((titled.dates[0].from, titled.byline.len()), ("title", 0));
}

#[test]
fn tags_below_one_another() {
    let page = format!("{P}\nTags\nArmy\nNorthern roads\nMayor: \"The roads are not safe\"\n");
    let tags = run(&page, &options(), |_| None).meta.tags;
    assert_eq!(tags.iter().map(|tag| &*tag.value).collect::<Vec<_>>(), ["Army", "Northern roads"]);
}

/// Lines that pages are made of: residue with and without a place, headings, teasers, running text, margins.
const LINES: &[&str] = &[
    "Share",
    "Share Tweet",
    "World",
    "Source",
    "Name",
    "Related posts",
    "Tags",
    "Tags: army, roads",
    "Read more: Convoy hit",
    "Convoy hit on the same road again, two days later",
    "Convoy hit on the same road again…",
    "Convoy hit",
    "Roads closed",
    "  • Roads closed",
    "What next?",
    "He said no.",
    "4 May 2020",
    "Jun 19, 2025 |",
    "0",
    "| Remer,MN",
    "THE HARBOUR NEWS",
    "By Jane Doe",
    "(With inputs from agencies)",
    "Foto: Ansa",
    "[1] Torna al testo",
    "Home > World > Valley",
    "* * *",
    "[share] Share",
    "[dup] Roads closed",
    "The army closed the road to the northern valley, and nobody was let through.",
    "The army closed the road to the northern valley, and nobody…",
    "Two days later a convoy was hit on the same road, and the valley was cut off.",
    "Read more: the army closed the road to the valley, and it will stay closed for weeks.",
    "IS-K closes roads",
    "ISIS-K closes roads",
    "IS-K says in a long line of many words that all the roads to the valley will be closed for weeks and weeks to come by its men",
    "",
    "",
    "",
    " ",
    "Army closes all roads to the north -",
    "The convoy was hit on the same… Read more",
    "WorldShare",
    "VERA",
    "Number, please.",
    "[12:41]",
    "3.2 Share",
];

/// A repetition that stays, lest all its copies leave, leaves where the next run would remove it.
#[test]
fn one_run_goes_as_far_as_two() {
    let page = [32, 18, 15, 29, 3, 12, 12, 32, 9, 9].map(|line| LINES[line]).join("\n");
    for dups in Dups::ALL.iter().copied() {
        let options = Options { dups, ..options() };
        let once = run(&page, &options, |_| None);
        assert_eq!(run(&once.text, &options, |_| None).text, once.text);
        let copies = if dups == Dups::Keep { 2 } else { 1 };
        assert_eq!(once.text.matches("Roads closed").count(), copies, "{dups:?}: {}", once.text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn twice_is_once(
        lines in prop::collection::vec(0..LINES.len(), 0..24),
        crlf in any::<bool>(),
        mark in any::<bool>(),
        dups in 0..3usize,
        kept in prop::collection::vec(0..Kind::ALL.len(), 0..4),
        ending in any::<bool>(),
    ) {
        let breaks = if crlf { "\r\n" } else { "\n" };
        let mut page = lines.iter().map(|line| LINES[*line]).collect::<Vec<_>>().join(breaks);
        if ending {
            page.push_str(breaks);
        }
        let strip = Kind::ALL.iter().copied().enumerate().filter(|(n, _)| !kept.contains(n)).map(|(_, kind)| kind).collect();
        let options = Options { mark, dups: Dups::ALL[dups], strip, ..options() };
        // As the pipeline does: words are rewritten in the lines that stay.
        let write = |line: &str| line.replace("ISIS-K", "ISKP").replace("IS-K", "ISKP");
        let once = run(&page, &options, |line| Some(write(line)).filter(|new| new != line));
        let text = write(&once.text);
        let twice = run(&text, &options, |_| None);
        prop_assert_eq!(&twice.text, &text);
        prop_assert!(twice.rules.is_empty());
    }
}

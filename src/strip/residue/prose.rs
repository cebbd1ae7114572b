//! Tells a sentence of the article from one of the page where a phrase alone cannot: `The report was published by the
//! ministry on Tuesday.` opens as a notice does, and `The report was published by our editors without comments.` is one.
//! In: a line and what of it a phrase has not read. Out: whether the line says elsewhere that it speaks of the page.
//! Not here: which phrases need no such word (those with `!`; see `table`).

/// Words for the parts of a page and for what readers do there, folded; sorted.
#[rustfmt::skip]
const OF_PAGES: &[&str] = &[
    "abbonamenti", "abbonamento", "abbonandoti", "abbonarsi", "abbonarti", "abbonatevi", "abbonati",
    "abbonato", "accedere", "accedi", "access", "account", "accounts", "adblock", "adblocker", "ads",
    "advert", "advertisement", "advertiser", "advertising", "adverts", "akismet", "apps", "archives",
    "articles", "autorizzazione", "blog", "bookmark", "browser", "browsers", "button", "buttons", "canale",
    "canali", "captcha", "casella", "clicca", "cliccando", "cliccare", "clicchi", "com", "comment",
    "commenta", "commentare", "commenti", "commenting", "commento", "comments", "condividere", "condividi",
    "consenso", "content", "contents", "contenuti", "contenuto", "cookie", "cookies", "copyright",
    "copyrighted", "donate", "donating", "donation", "donations", "donazione", "donazioni", "download",
    "downloads", "editorial", "email", "emails", "facebook", "funzionalita", "giornalismo", "guidelines",
    "http", "https", "impostazioni", "inbox", "informativa", "instagram", "internet", "iscritto",
    "iscriversi", "iscriviti", "iscrizione", "iva", "javascript", "journalism", "lettore", "lettori",
    "licence", "license", "licenza", "link", "linkedin", "links", "log", "login", "mail", "material",
    "materials", "membership", "menu", "moderated", "moderators", "modulo", "net", "netiquette", "newsletter",
    "newsletters", "notifications", "notifiche", "online", "org", "password", "paywall", "pdf", "permalink",
    "podcast", "podcasts", "popup", "posts", "preferences", "preferenze", "preferiti", "premium", "profilo",
    "pubblicita", "pubblicitari", "pulsante", "reader", "redazione", "registrati", "registrato", "reporters",
    "reproduced", "reproduction", "republish", "republished", "riprodotte", "riprodotto", "riproduzione",
    "riservata", "riservati", "rss", "scarica", "scaricare", "seguici", "seguiteci", "settings", "site",
    "sites", "siti", "sito", "sottotitoli", "spam", "sponsor", "sponsored", "subscribe", "subscribed",
    "subscriber", "subscribers", "subscription", "subscriptions", "subtitles", "tasti", "tasto", "terms",
    "testata", "trackback", "transcript", "twitter", "unlimited", "unsubscribe", "updates", "user", "users",
    "utente", "utenti", "visualizzazione", "warranty", "web", "website", "websites", "whatsapp", "widget",
    "widgets", "wikipedia", "wordpress", "www", "youtube",
];

/// Words of those who write to their readers, and of those who ask for something; two of them weigh as one of
/// [`OF_PAGES`]; sorted.
#[rustfmt::skip]
const TO_READERS: &[&str] = &[
    "article", "ascolta", "ci", "click", "contact", "contatta", "contattaci", "discover", "follow", "free",
    "gratis", "gratuita", "gratuitamente", "gratuiti", "gratuito", "grazie", "guarda", "here", "inviare",
    "iscritti", "join", "latest", "leggere", "leggete", "leggi", "listen", "more", "news", "noi", "nostra",
    "nostre", "nostri", "nostro", "notizie", "our", "partecipa", "please", "privacy", "questa", "queste",
    "questi", "questo", "qui", "reading", "scopri", "scrivici", "see", "send", "share", "sostieni", "stories",
    "story", "suggest", "support", "te", "this", "ti", "trova", "trovi", "tua", "tue", "tuo", "tuoi", "us",
    "vi", "video", "visit", "vostra", "vostro", "watch", "welcome", "you", "your", "yours", "yourself",
];

/// What a line weighs as a whole, and what of it the phrase has not read, where the page speaks.
const LINE: usize = 4;
const REST: usize = 2;

/// True for a line without any word of a page but those of the phrase, which has left `rest` of it unread: few of `view`,
/// the folded words of the whole line.
pub(super) fn is_unspoken(text: &str, view: &str, rest: &str) -> bool {
    const REMNANT: usize = 1;
    has_words(rest, REMNANT + 1) && !text.contains(['©', '@']) && weight(rest) < REST && weight(view) < LINE
}

/// The same for a phrase that has read all of the line, some of it as words that stand for anything.
pub(super) fn is_unspoken_freely(text: &str, view: &str) -> bool {
    !text.contains(['©', '@']) && weight(view) < REST
}

/// A line of some words that ends as sentences do.
pub(super) fn is_sentence(text: &str, view: &str) -> bool {
    const LEAST: usize = 5;
    ends_as_sentence(text) && has_words(view, LEAST)
}

/// The same, of fewer words: nothing of it is left unread.
pub(super) fn is_short_sentence(text: &str, view: &str) -> bool {
    const LEAST: usize = 3;
    ends_as_sentence(text) && has_words(view, LEAST)
}

fn has_words(view: &str, least: usize) -> bool {
    view.split(' ').filter(|word| !word.is_empty()).nth(least - 1).is_some()
}

/// Behind a label stands a sentence that goes on from it, of some words and without a capital: `Listen: the river is louder
/// at night.` A title has one; who asks, asks the reader (`Quiz: how well do you know the river?`).
pub(super) fn opens_small(behind: &str) -> bool {
    const LEAST: usize = 5;
    behind.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        && !behind.ends_with('?')
        && behind.split_whitespace().nth(LEAST - 1).is_some()
}

/// A full stop, a question or an exclamation; no ellipsis, with which teasers end.
fn ends_as_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '’', '»', ')', ']']);
    end.ends_with(['.', '!', '?']) && !end.ends_with("..")
}

/// Each word counts once.
fn weight(words: &str) -> usize {
    let mut seen: Vec<&str> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    let weigh = |word: &&str| {
        let of_pages = OF_PAGES.binary_search(word).is_ok();
        if of_pages { 2 } else { usize::from(TO_READERS.binary_search(word).is_ok()) }
    };
    seen.iter().map(weigh).sum()
}

#[cfg(test)]
mod tests {
    use super::{
        OF_PAGES, TO_READERS, is_sentence, is_short_sentence, is_unspoken, is_unspoken_freely, opens_small,
    };
    use crate::scan::Scan;

    #[test]
    fn sentences_that_speak_of_the_page_are_told_from_others() {
        // What the phrase has read, the rest of the line, and whether that is prose.
        let rows = [
            ("The report was published by ", "the ministry on Tuesday.", true),
            ("The report was published by ", "the ministry on Tuesday", false),
            ("The report was published by ", "them.", false),
            ("The report was published by ", "readers of our site.", false),
            ("Subscribe to our newsletter ", "and read on in the morning.", false),
            ("We may remove ", "the mines before winter!", true),
            ("We may remove ", "your comments before winter!", false),
            ("All rights are reserved ", "© 2021 by the elders.", false),
            ("Continue reading ", "in the book of the elders...", false),
            ("Nota: ", "i campi sono allagati.”", true),
        ];
        for (read, rest, prose) in rows {
            let text = format!("{read}{rest}");
            let (view, rest) = (Scan::new(&text).view, Scan::new(rest).view);
            let (view, rest) = (view.trim(), rest.trim());
            assert_eq!(is_sentence(&text, view) && is_unspoken(&text, view, rest), prose, "{text}");
        }
        let rows = [
            ("Supported by Russia and Iran.", true),
            ("Supported by our subscribers.", false),
            ("Supported by Iran.", true),
            ("Supported by Russia and Iran", false),
        ];
        for (text, prose) in rows {
            let view = Scan::new(text).view;
            let view = view.trim();
            assert_eq!(is_short_sentence(text, view) && is_unspoken_freely(text, view), prose, "{text}");
        }
    }

    #[test]
    fn labels_go_on_in_small_letters() {
        assert!(opens_small("the river is louder at night.") && opens_small("9 men, one of them old."));
        assert!(!opens_small("The river is louder at night.") && !opens_small("the river."));
        assert!(!opens_small("how well do you know the river?"));
    }

    #[test]
    fn words_are_sorted_and_folded() {
        for words in [OF_PAGES, TO_READERS] {
            assert!(words.is_sorted());
            assert!(words.iter().all(|word| crate::fold::word(word) == *word));
        }
        assert!(!OF_PAGES.iter().any(|word| TO_READERS.contains(word)));
    }
}

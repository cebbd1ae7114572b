//! Good text stays: nothing is repaired that is not damaged, no line of prose is taken for residue.

use canonry::{
    Cleaner, Preset,
    repair::{Repair, Rules},
};

/// Clean text of twelve languages, each with the marks, joiners and spaces it is written with.
const LANGUAGES: &[&str] = &[
    "The road was open; nobody – not even the guard – knew why. “It’s the wind,” she said, ‘and the river’s.’",
    "L’esercito non c’era più: «È l’ora», disse, e la città – così lontana – s’accese… Perché? Non si sa.",
    "L’armée n’était plus là : « C’est l’heure », dit-il ; la ville, hélas ! brûlait déjà… Où aller ?",
    "Die Straße war frei, „niemand weiß es“, sagte der Wächter – außer dem Müller, der schläft. Größe: 5 m².",
    "¿Quién vio al niño? ¡Nadie! La señora dijo: «Mañana será otro día», y cerró la puerta; 1.ª calle, n.º 7.",
    "A ponte não caiu: «Amanhã», disse o capitão, «há-de haver pão». São três léguas até à aldeia.",
    "Drumul era liber; „nimeni nu știe”, spuse paznicul. Țăranii își strângeau șirul de oi în Brașov.",
    "Żołnierze zdążyli przejść most. „Nikt nie wie”, rzekł strażnik – i zgasił światło. Łódź, Gdańsk, Kraków.",
    "Дорога была свободна — «никто не знает», сказал сторож. Ёлка стояла у моста; объезд закрыт.",
    "Η γέφυρα δεν έπεσε· «αύριο», είπε ο φύλακας, «θα δούμε». Ποιος ξέρει; Κανείς.",
    "می\u{200c}خواهم به خانه بروم؛ کتاب\u{200c}ها روی میز است. \u{200f}«هیچ\u{200c}کس نمی\u{200c}داند»، نگهبان گفت.",
    "क्\u{200d}षमा कीजिए, पुल खुला है। सैनिक ने कहा, “कल देखेंगे।” श्री\u{200d}मान आए।",
    "道は開いていた。「誰も知らない」と番人は言った。　橋は川を渡る…",
    "الطريق مفتوح؛ قال الحارس: «لا أحد يعرف». \u{200f}(2024) الجسر بعيد عن القَرْيَة.",
    "Emoji stay whole: 👩\u{200d}🚒 👨\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f} 🇮🇹 1\u{fe0f}\u{20e3}.",
];

/// Code, mathematics, tables, verse and addresses: much that looks like damage and is none.
const STRANGE: &str = "\
fn main() {
    let mut total = 0;
    for n in 0..10 { total += n; }
    if a < b && c > d || !e { return; }
    println!(\"{total:>8}\");
    let range = ..=5;
    let path = Path::new(\"../data/in.txt\");
    x <<= 2; y >>= 1; z ^= 0xff;
    match c { 'a'..='z' => 1, _ => 0 }
}
#include <stdio.h>
int *p = &x; p->next = &y[0];
for (i = 0; i < n; i++) a[i] &= ~mask;
std::vector<std::pair<int, int>> v;
template <typename T> T max(T a, T b);
def f(x): return x if x > 0 else -x
>>> print('a' * 3)
... pass
SELECT * FROM t WHERE a <> b AND c <= 5;
git log --oneline main..branch
cd ../.. && ls -la | grep '^d'
curl 'https://example.org/?a=1&b=2&copy=3' -o out
[ -f \"$FILE\" ] && rm -- \"$FILE\"
awk '{ print $1 }' < in.txt > out.txt
printf '%s\\n' \"${x:-none}\"
key = \"value\" # a comment
{\"a\": [1, 2, 3], \"b\": null}
a: &anchor b
C:\\Users\\name\\file.txt
\\begin{equation} x^2 + y^2 = z^2 \\end{equation}
For all ε > 0 there is a δ > 0 with |x − a| < δ.
∑ i = n(n+1)/2, ∫ f dx, √2 ≈ 1.414, a ≤ b ≠ c
3 < 5 and 7 > 2; a <b and c> d; <40 % of them
P(A | B) = P(A ∩ B) / P(B)
f : X → Y, x ↦ x²
10 °C, 5′ 11″, ½ cup, 3 × 4 cm, 50 ‰
H₂O, CO₂, m³, 10⁻⁶
A&B, R&D, AT&T, Q&A, B&B
x = -b ± √(b² − 4ac)
1.5e-10, 1,234.56, 1.234,56, 12:30:45
| name | port | men |
|------|------|-----|
| Anna | east |  12 |
name\tport\tmen
Anna\teast\t12
2019\t\t7
- one
  - two
    * three
1. first
2) second
  a) third
> quoted
>> twice
• bullet
  ◦ nested
* * *
---
===
I went by night, I went by day,
    I asked the guard, he would not say.
        The river knows.
O wind… O rain… O road,
who’ll carry now my load?
’Tis late; th’ hour’s come o’er the hill,
and rock ’n’ roll plays still.
https://example.org/a?b=c&amp=d#top
http://example.com/path/to/file.html
www.example.org/index.php?id=7&lt=2
someone@example.org
ftp://example.net/pub/..
see example.org/wiki/A_(b)
@handle and #hashtag
10.1000/xyz123
192.168.0.1:8080
file_name-v2.final.tar.gz
../relative/./path
~/.config/app.toml
v1.2.3..v1.3.0
etc., i.e., e.g., U.S., J.R.R. Tolkien
wait ... what?
Well. . . perhaps.
pp. 12–34, vol. 5(2)
«Guillemets», „low“, ‚single‘, ‹angle›
’90s, ’til, dogs’, James’s
Qa‘ida, Ba‘ath, Sana‘a
Hawai‘i, O‘ahu
İstanbul, Łódź, Ærø, Þór, naïve, façade
Å, é, ñ, ö as they should be
Crème brûlée à la carte
Ã is a letter of São Tomé in capitals: SÃO TOMÉ
Â ilha, Ângela, Câmara
10 € or £5 or ¥100
© 2020, ® and ™
§ 12 Abs. 3, ¶ 4
† 1990, * 1920
Wow!!! Really?! Yes…
“Nested ‘quotes’ stay,” he said.
(a) (b) [c] {d} <e>
no-break 5 km, 10 %, n° 5
50 % < 60 %
if (a<b) then c>d
&c. and &etc
fn pair<A>(x: Vec<A>) -> Option<A> { x.pop() }
impl<S> Layer<S> for Pile<S> {}
if a<b>c
mv <a> <b> && rm <i>
git log main..HEAD --oneline
for x in Start..End
this.name.First.toString()
self.Foo.Bar
printf(\"%-10s  %5d\\n\", name, n);
x = y  # a comment
key:    value
SELECT  id,   name   FROM users;
\\frac{a}{b}  \\quad
call(&copy, &reg, &not);
?a=1&copy2=3&regs=4, cut&copy2, rock&notes, the &ltd, &region, &quote, &ample
Herat         12        34     81
Total            112.50
Name            Age   City
a     b     c
10.15   Keynote
The sea,    the sea
Year   Dead   Wounded
";

/// Lines of articles that begin, end or look like residue.
const LINES: &[&str] = &[
    "Market reopens after blast",
    "By Jane Doe",
    "4 May 2020",
    "HERAT, Afghanistan —",
    "“We will not share our bread with them,” the elder said, and the square was silent for a long while.",
    "\"We will never forgive the men who did this,\" the mayor said at the funeral of the six.",
    "«Condividi il pane e nascondi il coltello», diceva mio nonno a chi partiva per il confine.",
    "\"Follow us, they said, and we did.\"",
    "“Subscribe to no army.”",
    "Share prices fell by a third in the week that followed the raid on the port.",
    "Read more than one account before you judge, the teacher told them.",
    "Comments by the minister drew anger in the north, where the dead were still unburied.",
    "Print and radio carried the news, and the town heard it twice before noon.",
    "Contact was lost at four in the morning.",
    "Follow the river, not the road,",
    "and never let them see your load.",
    "Ingredients",
    "300 g of lentils",
    "2 carrots",
    "Salt",
    "Wash the lentils and leave them in water for an hour, then drain them.",
    "• Five men were held at the bridge",
    "• Two were released",
    "1. The path",
    "2. The radio",
    "Shopkeepers carry the wounded past the checkpoint on Tuesday. (Reuters)",
    "A view of the bridge after the blast, May 2020.",
    "What next for the valley?",
    "Condividi la sorte del villaggio o vai via, gli hanno detto gli anziani.",
    "Stampa e televisioni parlano di strage, ma nessuno è andato a vedere.",
    "Abbonati al terrore: così li chiamava il giudice nel suo libro.",
    "Cerca l’uomo che ha sparato, era scritto sul muro.",
    "Il commento del sindaco è arrivato a sera, quando la piazza era già vuota.",
    "Vai al fronte, gli ordinò l’emiro.",
    "(With inputs from agencies)",
    "The army closed the road to the northern valley, and nobody was let through.",
];

/// Headlines, captions, datelines, recipes, verse and lists that open with the words of buttons and menus, one a line.
const LOOKALIKES: [(&str, &str, [&str; 2]); 2] = [
    (
        "Army closes all roads to the valley",
        include_str!("prose/lines.en.txt"),
        [
            "The army closed the road to the northern valley on Monday night, and nobody was let through.",
            "Two days later a convoy was hit on the same road, and the valley was cut off once more.",
        ],
    ),
    (
        "L’esercito chiude tutte le strade per la valle",
        include_str!("prose/lines.it.txt"),
        [
            "L’esercito ha chiuso lunedì notte la strada per la valle del nord, e nessuno è passato.",
            "Due giorni dopo un convoglio è stato colpito sulla stessa strada, e la valle è rimasta isolata.",
        ],
    ),
];

fn repair() -> impl Fn(&str) -> String {
    let cleaner = Cleaner::preset(Preset::News);
    let repair = Repair::new(Rules::ALL);
    move |text| repair.edits(text, &|word| cleaner.dictionary().knows(word)).apply(text).into_owned()
}

#[test]
fn text_of_twelve_languages_stays() {
    let repair = repair();
    for text in LANGUAGES {
        assert_eq!(&repair(text), text);
    }
}

#[test]
fn code_mathematics_tables_verse_and_addresses_stay() {
    let repair = repair();
    assert!(STRANGE.lines().count() >= 100);
    for line in STRANGE.lines() {
        assert_eq!(repair(line), line);
    }
    assert_eq!(repair(STRANGE), STRANGE);
}

#[test]
fn no_line_of_an_article_is_residue() {
    let cleaner = Cleaner::preset(Preset::News);
    let page = LINES.join("\n");
    let found = cleaner.analyze(&page);
    let flagged: Vec<&str> =
        found.lines.iter().filter(|line| line.kind.is_some()).map(|line| line.span.of(&page)).collect();
    assert!(flagged.is_empty(), "{flagged:#?}");
    // Alone, too: there everything stands at an edge of the page.
    for line in LINES {
        let page = format!(
            "{line}\n\nThe army closed the road to the northern valley, and nobody was let through.\n"
        );
        let kind = cleaner.analyze(&page).lines[0].kind;
        assert!(kind.is_none(), "{line}: {kind:?}");
    }
}

#[test]
fn lines_that_open_like_residue_stay_wherever_they_stand() {
    let cleaner = Cleaner::preset(Preset::News);
    let mut found = Vec::new();
    for (title, lines, [first, last]) in LOOKALIKES {
        for line in lines.lines() {
            for page in [[line, title, first, last], [title, first, line, last], [title, first, last, line]] {
                let page = page.join("\n");
                let lines = cleaner.analyze(&page).lines;
                found.extend(
                    lines.into_iter().filter_map(|seen| Some((seen.kind?, seen.span.of(&page).to_owned()))),
                );
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Pages whose every line is content: glossaries, dialogues, chronicles, lists, tables.
#[test]
fn pages_that_speak_in_words_of_menus_stay() {
    let cleaner = Cleaner::preset(Preset::News);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/prose/pages");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    assert!(paths.len() > 12, "{paths:?}");
    let mut changed = Vec::new();
    for path in &paths {
        let page = std::fs::read_to_string(path).expect("a page");
        let clean = cleaner.clean(&page);
        let lines = page.lines().filter(|line| !clean.lines().any(|stays| stays == *line));
        changed.extend(lines.map(|line| format!("{}: {line}", path.display())));
        if clean != page {
            changed.push(path.display().to_string());
        }
    }
    assert!(changed.is_empty(), "{changed:#?}");
}

/// The items of an index stay, whatever button closes each of them; the same items leave below a label that leads elsewhere.
#[test]
fn items_closed_by_a_button_stay() {
    let cleaner = Cleaner::preset(Preset::News);
    let item = |title: &str, text: &str| format!("{title}\n{text}\nShare this\nRead more\n");
    let items = [
        item(
            "Road to the valley is closed",
            "The army closed the road on Monday after two men had been seen near the bridge, and the governor said that it would stay closed.",
        ),
        item(
            "Ferry sinks off the northern cape",
            "Nobody was hurt, the harbour master said, and the crew of twelve is safe on the island that lies…",
        ),
        item(
            "Elders ask for tents and flour",
            "A council met in the school on Monday and wrote to the capital…",
        ),
    ]
    .concat();
    let without: String =
        items.split_inclusive('\n').filter(|line| !["Share this\n", "Read more\n"].contains(line)).collect();
    assert_eq!(cleaner.clean(&items), without);
    // A label above each of them, the last one cut off.
    let whole =
        |items: &str| items.replace("that lies…", "that lies off the cape, where a boat will fetch them.");
    let labelled = whole(&items).replace("Share this\nRead more\n", "Featured post\n");
    assert_eq!(cleaner.clean(labelled.trim_end_matches("Featured post\n")), whole(&without));
    // Posts of a forum: what a reader says without a stop stays between the buttons of the others.
    let buttons = "Link to comment\nShare on other sites\n";
    let posts = [
        "The army closed the road on Monday after two men had been seen near the bridge, and it will stay closed.\n",
        "Boh, as if that had ever helped us. We went there and they laughed.\n",
        "The truth is that the road was never open for us in the first place\n",
    ];
    let forum = posts.map(|post| format!("{post}{buttons}")).concat();
    assert_eq!(cleaner.clean(&forum), posts.concat());
    let article = "Bridge stays closed\n\nThe bridge over the river stays closed, the governor told reporters on Sunday.\n\n\
        Farmers carry their grain to the market by mule, a journey of six hours, and wait for the engineers.\n\n";
    assert_eq!(
        cleaner.clean(&format!("{article}Related articles\n{items}")),
        article.trim_end().to_owned() + "\n"
    );
}

/// The posts of an archive stay between the lines that say where each is filed; teasers below an article that says so leave.
#[test]
fn posts_that_are_filed_stay() {
    let cleaner = Cleaner::preset(Preset::News);
    let first = "Why the valley held\n(The author is a friend of this page and I trust she lets me put this up.) A year ago the valley \
        called itself free and the capital shrugged, and then the tanks came up the road at night … Continue reading\n";
    let others = [
        "The harbour is ours again\nThe mayor told the press that no gun is left in the streets of the old town and that he…\n",
        "Nobody came to the island\nIt took the crew eleven days to find the bay, and the lamp was out when they did, so they…\n",
    ];
    let archive = format!(
        "{first}Posted in Valley | Leave a comment\n{}Posted in Harbour | Leave a comment\n{}Posted in Harbour | Leave a comment\n",
        others[0], others[1]
    );
    assert_eq!(cleaner.clean(&archive), format!("{first}{}{}", others[0], others[1]));
    let article = "Bridge stays closed\nThe bridge over the river stays closed, the governor told reporters on Sunday at noon.\n\
        Farmers carry their grain to the market by mule, a journey of six hours, and wait for the engineers.\n";
    let page =
        format!("{article}Posted in Valley | Leave a comment\nRelated posts\n{}{}", others[0], others[1]);
    assert_eq!(cleaner.clean(&page), article);
}

/// An article has a title: the last line above the text that may be one stays, though it stands among the names of the site.
#[test]
fn the_only_title_stays() {
    let cleaner = Cleaner::preset(Preset::News);
    let text = "Parrà strano, per una valle che passa per madre di tutte le paci, ma gli anziani persero il consiglio a \
        metà mandato e nessuno lo disse.\nIn questi giorni rischiano la tregua, perché i due villaggi non trovano un \
        accordo sul ponte e il governatore non vuole aspettare la primavera.\n";
    let site = ".\nAnnunci online\nil blog di Anna Verdi\n";
    let posted = "post pubblicato in Diario, il 30 luglio 2011\n";
    let page = |head: &str| cleaner.clean(&format!("{site}{head}{posted}{text}")).into_owned();
    let title = "La fragile repubblica montana\n";
    assert_eq!(page(title), format!("{title}{text}"));
    // With a title below it, a line of four words among them is the site's.
    let other = "Il consiglio perde la metà dei suoi anziani\n";
    assert_eq!(cleaner.clean(&format!("{site}{title}{posted}{other}{text}")), format!("{other}{text}"));
}

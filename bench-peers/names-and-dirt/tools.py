"""The tools that are compared, each behind the same three questions.

In: the forms of canonry's dictionaries (`canonry dict export --format jsonl`) and a text with its language.
Out: `find(text, lang)`, the places of names as (start, end, entities) in characters of the text, or of the text as an
earlier step left it; `text(text, lang)`, the text with names unified; `repair(text, lang)`, the text with damaged
characters mended. A tool has only those methods it claims to have. Nothing is imported before a tool is built, so that
one that is not installed costs the others nothing.
"""

import json
import subprocess
import tempfile
import unicodedata
from collections import defaultdict
from pathlib import Path

DIRT = ("mojibake", "entity", "invisible", "unicode", "space")


class Names:
    """The forms every peer is given: which entities a form may mean, and how it is written in a language."""

    def __init__(self, exported, written):
        """`exported`: JSON Lines of `dict export`; `written`: entity -> (name by language, short name by language)."""
        self.forms = [json.loads(line) for line in exported.splitlines()]
        self.written = written

    def add_spellings(self, cases):
        """Add the sound spellings of the cases, and return how many were not listed.

        The dictionaries list one spelling of those that canonry folds together (`al-Qaida` for `Al Qaida`). Peers compare
        letters: so that none is judged by what it was not told, each spelling that stands undamaged in a case, or that
        a name is written as, becomes a form like the one it folds to (`IS` a weak one), else a strong one.
        """
        spellings = {
            (name["entity"], spelling)
            for case in cases
            for name in case["find"]
            for spelling in [case["text"][name["start"] : name["end"]] * (case["class"] not in DIRT), *name["write"]]
            if spelling and all(letter.isalnum() or letter in " -'’." for letter in spelling)
        }
        listed = {(form["entity"], form["form"]) for form in self.forms}
        folded = defaultdict(list)
        for form in self.forms:
            folded[form["entity"], plain(form["form"])].append(form)
        missing = sorted(spellings - listed)
        for entity, spelling in missing:
            like = min(folded[entity, plain(spelling)], key=lambda form: form["strength"] != "weak", default=None)
            like = like or {"class": "long", "strength": "strong", "keep": False}
            self.forms.append({**like, "entity": entity, "form": spelling})
        return len(missing)

    def choose(self, strong_only):
        """Form -> entities. A form that several entities share counts for each of them, in the peer's favour."""
        chosen = defaultdict(set)
        for form in self.forms:
            if not strong_only or form["strength"] == "strong":
                chosen[form["form"]].add(form["entity"])
        return chosen

    def write(self, strong_only, lang):
        """Form -> what it is written as: the short name for short forms, the form itself where the entry says so."""
        rewritten = {}
        for form in self.forms:
            if strong_only and form["strength"] != "strong":
                continue
            long, short = self.written[form["entity"]]
            name = (form["class"] == "short" and short.get(lang)) or long.get(lang)
            rewritten.setdefault(form["form"], form["form"] if form["keep"] or not name else name)
        return rewritten


def plain(form):
    """The letters and digits of a form, small and without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", form.lower()) if c.isalnum())


def longest_first(hits):
    """Of hits that overlap the one further left, then the longer."""
    kept, end = [], 0
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if hit[0] >= end:
            kept.append(hit)
            end = hit[1]
    return kept


def entities_by(forms, case):
    """How a tool's match is read back: form as the tool compares it -> entities."""
    read = defaultdict(set)
    for form, entities in forms.items():
        read[form if case else form.lower()] |= entities
    return lambda words: read.get(words if case else words.lower(), set())


class FlashText:
    """flashtext and flashtext2: a trie of whole words that finds and rewrites."""

    def __init__(self, module, names, strong, case):
        from importlib import import_module

        forms = names.choose(strong)
        self.read = entities_by(forms, case)
        self.by_lang = {}
        for lang in ("en", "it"):
            words = import_module(module).KeywordProcessor(case_sensitive=case)
            for form, name in names.write(strong, lang).items():
                words.add_keyword(form, name)
            self.by_lang[lang] = words
        self.spans = module == "flashtext2"

    def find(self, text, lang):
        words = self.by_lang[lang]
        found = words.extract_keywords_with_span(text) if self.spans else words.extract_keywords(text, span_info=True)
        return [(start, end, self.read(text[start:end])) for _, start, end in found]

    def text(self, text, lang):
        return self.by_lang[lang].replace_keywords(text)


class AhoCorasick:
    """pyahocorasick with the check of whole words that every user of an automaton writes himself."""

    def __init__(self, names, strong, case):
        import ahocorasick

        forms = names.choose(strong)
        self.fold = (lambda text: text) if case else str.lower
        self.read = entities_by(forms, case)
        self.automaton = ahocorasick.Automaton()
        for form in forms:
            self.automaton.add_word(self.fold(form), len(form))
        self.automaton.make_automaton()

    def find(self, text, lang):
        folded = self.fold(text)
        if len(folded) != len(text):
            return []
        hits = []
        for last, length in self.automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
                hits.append((start, end, self.read(text[start:end])))
        return longest_first(hits)


class Spacy:
    """spaCy's PhraseMatcher on a blank pipeline of the text's own language, longest span first.

    The EntityRuler hands phrases to the same matcher."""

    def __init__(self, names, strong, case):
        import spacy
        from spacy.matcher import PhraseMatcher

        forms = names.choose(strong)
        self.read = entities_by(forms, case)
        self.by_lang = {}
        for lang in ("en", "it"):
            pipeline = spacy.blank(lang)
            matcher = PhraseMatcher(pipeline.vocab, attr="ORTH" if case else "LOWER")
            matcher.add("name", list(pipeline.tokenizer.pipe(forms)))
            self.by_lang[lang] = pipeline, matcher

    def find(self, text, lang):
        pipeline, matcher = self.by_lang[lang]
        page = pipeline.make_doc(text)
        spans = [page[start:end] for _, start, end in matcher(page)]
        return longest_first((s.start_char, s.end_char, self.read(s.text)) for s in spans)


class Ftfy:
    """ftfy: as it comes, or told to leave quotation marks, ligatures and widths as they are."""

    def __init__(self, careful):
        import ftfy

        quiet = ftfy.TextFixerConfig(
            uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=True
        )
        config = quiet if careful else ftfy.TextFixerConfig()
        self.repair = lambda text, lang: ftfy.fix_text(text, config)


class Plsfix:
    def __init__(self):
        import plsfix

        self.repair = lambda text, lang: plsfix.fix_text(text)


class CleanText:
    """clean-text with everything off that loses letters on purpose (lower case, ASCII, indents)."""

    def __init__(self):
        import cleantext

        self.repair = lambda text, lang: cleantext.clean(
            text, fix_unicode=True, to_ascii=False, lower=False, strip_lines=False, lang="en"
        )


class Repaired:
    """A repairer before a finder: what people put together themselves."""

    def __init__(self, repairer, finder):
        self.repair_first, self.finder = repairer.repair, finder

    def find(self, text, lang):
        return self.finder.find(self.repair_first(text, lang), lang)

    def text(self, text, lang):
        return self.finder.text(self.repair_first(text, lang), lang)


class Canonry:
    """The command itself, as it comes (`--isolated`: no settings of this machine), never told a text's language."""

    def __init__(self, command):
        self.command = command

    def run(self, *arguments, texts):
        records = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts))
        done = subprocess.run(
            [self.command, *arguments, "--isolated", "--format", "jsonl", "-"],
            input=records.encode(), capture_output=True, check=True,
        )
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def find_all(self, texts):
        pages = self.run("annotate", texts=texts)
        return [[(m["start"], m["end"], {m["entity"]}) for m in page["mentions"]] for page in pages]

    def text_all(self, texts):
        return [page["text"] for page in self.run("clean", texts=texts)]

    def repair_all(self, texts):
        return [page["text"] for page in self.run("clean", "--stages", "repair", texts=texts)]

    def undo_all(self, texts):
        """The texts that `undo` makes of cleaned texts and log."""
        with tempfile.TemporaryDirectory() as folder:
            page, clean, log, back = (Path(folder) / f"{name}.jsonl" for name in ("page", "clean", "log", "back"))
            page.write_text("".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts)))
            quiet = {"check": True, "capture_output": True}
            subprocess.run([self.command, "clean", "--isolated", page, "-o", clean, "--edits", log], **quiet)
            subprocess.run([self.command, "undo", log, clean, "-o", back], **quiet)
            return [json.loads(line)["text"] for line in back.read_text().splitlines()]

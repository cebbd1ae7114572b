#!/usr/bin/env python3
"""The benchmark of names and dirt: what tools make of names in dirty English and Italian lines.

In: cases.jsonl, a canonry command, the peers of requirements.txt that are installed. Out: results.json (for every tool
the cases it got wrong) and the tables of README.md and docs/comparison.md, which say nothing but what results.json says.

    python run.py                 every tool that is installed; entries of others stay as they are
    python run.py --only canonry  canonry alone (standard library)
    python run.py --check         writes nothing: cases sound, canonry as recorded, tables as results.json says
    python run.py --list          of every tool the cases it got wrong
"""

import argparse
import datetime
import hashlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from functools import cache, partial
from pathlib import Path

import tools

HERE = Path(__file__).resolve().parent
CASES, RESULTS, README = HERE / "cases.jsonl", HERE / "results.json", HERE / "README.md"
COMPARISON = HERE.parents[1] / "docs/comparison.md"
DICTIONARIES = HERE.parents[1] / "dictionaries"
KEYS = {"id", "lang", "class", "text", "find", "clean"}
CLASSES = {
    "boundary": "names in words, compounds, brackets",
    "case": "capitals: `Isis`, `IS` and `is`, `LeT` and `Let`",
    "apostrophe": "possessives, elision, seven kinds of apostrophe",
    "dash": "five kinds of dash inside a name",
    "grammar": "articles and prepositions before a name",
    "spelling": "romanizations (peers are told those of the cases)",
    "branch": "a branch is not its parent, an unlisted one neither",
    "acronym": "acronyms with and without evidence",
    "homograph": "the same word, something else",
    "quote": "titles, quotations, names that are spoken about",
    "address": "URLs, e-mail, handles, paths",
    "mojibake": "letters read in the wrong encoding",
    "entity": "HTML character references",
    "invisible": "soft hyphens, zero-width characters, BOM",
    "unicode": "decomposed, full-width and foreign look-alike letters",
    "space": "doubled and no-break spaces, names broken over lines",
    "residue": "lines of the website beside a name",
    "mixed": "two languages in one line",
    "stays": "sound text that must stay byte for byte",
}

LACKS_FINDER = "evidence, capitals form by form, kinds of apostrophe and dash; writes nothing"
LACKS_REWRITER = "evidence, capitals form by form, kinds of apostrophe and dash, grammar, log, undo"


# Cases


def read_cases():
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def faults(cases, entities):
    """Everything that is wrong with the cases, as sentences."""
    for number, case in enumerate(cases, 1):
        where = f"cases.jsonl:{number} ({case.get('id', 'no id')})"
        if missing := KEYS - case.keys():
            yield f"{where}: lacks {', '.join(sorted(missing))}"
            continue
        if unknown := case.keys() - KEYS - {"repaired", "why"}:
            yield f"{where}: knows no key {', '.join(sorted(unknown))}"
        if case["lang"] not in ("en", "it"):
            yield f"{where}: lang is en or it, not {case['lang']!r}"
        if case["class"] not in CLASSES:
            yield f"{where}: no class {case['class']!r}; run.py lists them"
        if not case["clean"]:
            yield f"{where}: clean is empty; it lists the accepted texts"
        end = 0
        for name in case["find"]:
            if not end <= name["start"] < name["end"] <= len(case["text"]):
                yield f"{where}: a name from {name['start']} to {name['end']} lies outside the text or on another"
            if not name["write"]:
                yield f"{where}: a name without anything it may be written as"
            if entities and name["entity"] not in entities:
                yield f"{where}: no entity {name['entity']} in the dictionaries"
            end = name["end"]
    for name, times in Counter(case["id"] for case in cases).items():
        if times > 1:
            yield f"cases.jsonl: {times} cases are called {name}"
    for texts, times in Counter((case["lang"], case["text"]) for case in cases).items():
        if times > 1:
            yield f"cases.jsonl: {times} cases read {texts[1]!r}"
    langs = Counter(case["lang"] for case in cases)
    if len(cases) < 150 or 2 * min(langs["en"], langs["it"]) < 0.9 * len(cases):
        yield f"cases.jsonl: {langs['en']} English and {langs['it']} Italian; expected 150, half of them each"
    if 3 * sum(must_stay(case) for case in cases) < len(cases):
        yield "cases.jsonl: fewer than a third must stay as they are"


def must_stay(case):
    return case["clean"] == [case["text"]]


# Scores


def found_right(case, hits, same_text):
    """The names of the case, all of them, in order and no other; where the text is the same, at their places."""
    names = case["find"]
    if len(hits) != len(names):
        return False
    return all(
        name["entity"] in entities and (not same_text or start < name["end"] and name["start"] < end)
        for name, (start, end, entities) in zip(names, hits)
    )


def took_parent(case, hits, parents):
    """A branch was taken for the group it belongs to; in cases of branches nobody lists, for anything."""
    if case["class"] == "branch" and not case["find"]:
        return bool(hits)
    wanted = {name["entity"] for name in case["find"]}
    above = {parents.get(entity) for entity in wanted} - wanted - {None}
    return any(entities & above and not entities & wanted for _, _, entities in hits)


def plainly_written(case):
    """The text with names written and nothing else done: a rewriter that knows no grammar may stop there."""
    texts, done = [""], 0
    for name in case["find"]:
        between = case["text"][done : name["start"]]
        texts = [text + between + written for text in texts for written in name["write"]]
        done = name["end"]
    return [text + case["text"][done:] for text in texts]


def asked(cases, question, kind):
    """Which cases a kind of tool is asked: only what it claims to do."""
    if question == "repair":
        unclaimed = {"ftfy": ("invisible", "space"), "clean-text": ("invisible",)}.get(kind, ())
        return [case for case in cases if "repaired" in case and case["class"] not in unclaimed]
    if question == "text" and kind != "canonry":
        left_out = ("residue",) if kind == "pipeline" else ("residue", *tools.DIRT)
        return [case for case in cases if case["class"] not in left_out]
    return cases


def ids(cases, wrong):
    return [case["id"] for case in cases if wrong(case)]


def try_peer(peer, cases, kind, parents):
    """Question -> ids of the cases a peer got wrong."""
    wrong, count = {}, {}
    if hasattr(peer, "find"):
        count["find"] = len(cases)
        hits = {case["id"]: peer.find(case["text"], case["lang"]) for case in cases}
        wrong["find"] = ids(cases, lambda case: not found_right(case, hits[case["id"]], kind != "pipeline"))
        wrong["parent"] = ids(cases, lambda case: took_parent(case, hits[case["id"]], parents))
    for question, expected in (("text", "clean"), ("repair", "repaired")):
        if not (method := getattr(peer, question, None)) or hasattr(peer, "finder") and not hasattr(peer.finder, "text"):
            continue
        mine = asked(cases, question, kind)
        count[question] = len(mine)
        out = {case["id"]: method(case["text"], case["lang"]) for case in mine}
        accepted = {case["id"]: case[expected] + (plainly_written(case) if question == "text" else []) for case in mine}
        if question == "text" and kind == "pipeline":
            for case in mine:
                accepted[case["id"]] += unmended(case)
        wrong[question] = ids(mine, lambda case: out[case["id"]] not in accepted[case["id"]])
        wrong["twice"] = ids(mine, lambda case: method(out[case["id"]], case["lang"]) != out[case["id"]])
    return {"asked": count, "wrong": wrong}


def unmended(case):
    """In a damaged text an article may be repaired and not agree with the name: that is no fault of a rewriter."""
    for repaired in case.get("repaired", []):
        for name in case["find"]:
            surface = case["text"][name["start"] : name["end"]]
            repaired = repaired.replace(surface, name["write"][0], 1)
        yield repaired


def try_canonry(canonry, cases, parents):
    texts = [case["text"] for case in cases]
    hits = dict(zip((case["id"] for case in cases), canonry.find_all(texts)))
    cleaned = canonry.text_all(texts)
    damaged = asked(cases, "repair", "canonry")
    out = {
        "text": dict(zip((case["id"] for case in cases), cleaned)),
        "repair": dict(zip((case["id"] for case in damaged), canonry.repair_all([c["text"] for c in damaged]))),
        "twice": dict(zip((case["id"] for case in cases), canonry.text_all(cleaned))),
        "undo": dict(zip((case["id"] for case in cases), canonry.undo_all(texts))),
    }
    wrong = {
        "find": ids(cases, lambda case: not found_right(case, hits[case["id"]], True)),
        "parent": ids(cases, lambda case: took_parent(case, hits[case["id"]], parents)),
        "text": ids(cases, lambda case: out["text"][case["id"]] not in case["clean"]),
        "repair": ids(damaged, lambda case: out["repair"][case["id"]] not in case["repaired"]),
        "twice": ids(cases, lambda case: out["twice"][case["id"]] != out["text"][case["id"]]),
        "undo": ids(cases, lambda case: out["undo"][case["id"]] != case["text"]),
    }
    by_id = {case["id"]: case for case in cases}
    got = {}
    for question in ("find", "text", "repair"):
        for name in wrong[question]:
            said = out[question][name] if question != "find" else [
                f"{by_id[name]['text'][start:end]} = {min(entities)}" for start, end, entities in hits[name]
            ]
            got.setdefault(name, {})[question] = said
    return {"asked": {"find": len(cases), "text": len(cases), "repair": len(damaged)}, "wrong": wrong, "got": got}


# Tools


def entities_written():
    """Entity -> (name by language, short name by language), entity -> parent, from the dictionaries' sources."""
    written, parents = {}, {}
    by_lang = lambda name: name if isinstance(name, dict) else {"en": name, "it": name} if name else {}
    for file in sorted(DICTIONARIES.glob("*.toml")):
        for entity in tomllib.loads(file.read_text("utf-8")).get("entity", []):
            written[entity["id"]] = by_lang(entity.get("write")), by_lang(entity.get("short"))
            parents[entity["id"]] = entity.get("parent")
    return written, parents


def peers(names):
    """Every peer in every setting: (name, packages, licence, kind, setting, what it lacks, how it is built)."""
    settings = [
        (f"{'strong' if strong else 'all'} forms, {'case kept' if case else 'any case'}", strong, case)
        for strong in (True, False)
        for case in (True, False)
    ]
    careful = lambda: tools.Ftfy(careful=True)
    for setting, strong, case in settings:
        # Built once for itself and for the place behind a repairer, and gone with its setting.
        flash = cache(partial(tools.FlashText, "flashtext", names, strong, case))
        flash2 = partial(tools.FlashText, "flashtext2", names, strong, case)
        automaton = cache(partial(tools.AhoCorasick, names, strong, case))
        matcher = partial(tools.Spacy, names, strong, case)
        behind = lambda finder: lambda: tools.Repaired(careful(), finder())
        for name, packages, licence, kind, lacks, build in (
            ("flashtext", ["flashtext"], "MIT", "rewriter", LACKS_REWRITER, flash),
            ("ftfy, then flashtext", ["ftfy", "flashtext"], "Apache-2.0, MIT", "pipeline", LACKS_REWRITER, behind(flash)),
            ("flashtext2", ["flashtext2"], "MIT", "rewriter", LACKS_REWRITER, flash2),
            ("pyahocorasick", ["pyahocorasick"], "BSD-3-Clause", "finder", LACKS_FINDER, automaton),
            (
                "ftfy, then pyahocorasick", ["ftfy", "pyahocorasick"], "Apache-2.0, BSD-3-Clause", "pipeline",
                LACKS_FINDER, behind(automaton),
            ),
            ("spaCy PhraseMatcher", ["spacy"], "MIT", "finder", LACKS_FINDER, matcher),
        ):
            yield name, packages, licence, kind, setting, lacks, build
    yield "ftfy", ["ftfy"], "Apache-2.0", "ftfy", "as it comes", "names, residue, log", lambda: tools.Ftfy(careful=False)
    yield "ftfy", ["ftfy"], "Apache-2.0", "ftfy", "quotes and widths left", "names, residue, log", careful
    yield "plsfix", ["plsfix"], "MIT", "ftfy", "as it comes", "names, residue, log", tools.Plsfix
    yield (
        "clean-text", ["clean-text"], "Apache-2.0", "clean-text", "no lower case, no ASCII", "names, residue, log", tools.CleanText
    )


def version(packages):
    """The versions of the packages, or none and the one that is missing."""
    try:
        return " ".join(importlib.metadata.version(package) for package in packages), None
    except importlib.metadata.PackageNotFoundError as missing:
        return None, str(missing.name)


# The README


def share(entry, question, cases):
    """`right/asked` of some cases."""
    wrong, mine = set(entry["wrong"].get(question, [])), asked(cases, question, entry["kind"])
    return f"{len(mine) - sum(case['id'] in wrong for case in mine)}/{len(mine)}" if mine else "–"


def label(entry):
    return f"{entry['name']} {entry['version']}" + (f", {entry['setting']}" if entry["setting"] else "")


def right(entry, question):
    return entry["asked"][question] - len(entry["wrong"][question])


def best_of_each(results, question):
    """Each tool in the setting that got most cases right (chosen afterwards, in its favour), the best tool first."""
    score = lambda entry: right(entry, question) / entry["asked"][question]
    best = {}
    for entry in results.values():
        if question in entry["asked"] and (entry["name"] not in best or score(entry) > score(best[entry["name"]])):
            best[entry["name"]] = entry
    return sorted(best.values(), key=lambda entry: (-score(entry), entry["name"]))


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"


def shown(text):
    """A text as a cell of a table: nothing invisible, no letter that looks like another, nothing that ends the cell."""
    plainly = lambda c: c.isprintable() and (c.isascii() or unicodedata.name(c, "").startswith("LATIN") or c in "’‘“”–—«»…€")
    escaped = "".join(c if plainly(c) else f"\\u{{{ord(c):x}}}" for c in text)
    return "`" + escaped.replace("|", "\\|").replace("``", "` `").replace("`", "ˋ") + "`"


def render(cases, results):
    """The tables of the README."""
    named, silent = [c for c in cases if c["find"]], [c for c in cases if not c["find"]]
    stay = [c for c in cases if must_stay(c)]
    english, italian = [c for c in cases if c["lang"] == "en"], [c for c in cases if c["lang"] == "it"]
    langs = f"{len(english)} English and {len(italian)} Italian"
    yield f"{len(cases)} cases, {langs}; {len(stay)} must stay as they are; {len(silent)} hold no name at all."
    dates = sorted({entry["date"] for entry in results.values()})
    given = results["canonry"]
    yield f"Run on {' and '.join(dates)}; every peer was given the {given['forms']:,} forms of canonry's dictionaries and"
    yield f"{given['added']} spellings of the cases. Tools with settings stand here with the best one; the others are below."
    finders, rewriters = best_of_each(results, "find"), best_of_each(results, "text")
    yield "\n### Finding names\n"
    yield "*names*: every name of the case found, each as the right entity, and no other. *silent*: nothing found where no"
    yield "name stands. *parent*: cases in which a branch was taken for the group above it.\n"
    head = ["tool", "names", "silent", "English", "Italian", "parent", "licence", "lacks"]
    yield from table(head, (
        [label(e), *(share(e, "find", some) for some in (named, silent, english, italian)), len(e["wrong"]["parent"]),
         e["licence"], e["lacks"]]
        for e in finders
    ))
    yield "\n### Writing them\n"
    yield "*right*: the whole text reads as the case says. Peers are asked only cases of characters and names, those that"
    yield "mend no characters only sound ones, and a text in which articles do not agree counts as right for them.\n"
    yield from table(["tool", "right", "must stay", "must change", "twice = once", "undone"], (
        [label(e), share(e, "text", cases), share(e, "text", stay),
         share(e, "text", [c for c in cases if not must_stay(c)]), share(e, "twice", asked(cases, "text", e["kind"])),
         share(e, "undo", cases) if "undo" in e["wrong"] else "cannot"]
        for e in rewriters
    ))
    menders = sorted((e for e in results.values() if "repair" in e["asked"]), key=lambda e: (-right(e, "repair"), label(e)))
    kinds = [*tools.DIRT, "stays"]
    yield "\n### Mending characters\n"
    yield "Names as they stand, only damage mended. –: the tool does not claim it.\n"
    yield from table(["tool", *kinds, "lacks"], (
        [label(e), *(share(e, "repair", [c for c in cases if c["class"] == kind]) for kind in kinds), e["lacks"]]
        for e in menders
    ))
    yield "\n### Finding names, class by class\n"
    yield "Each peer in the setting in which it got most right.\n"
    yield from table(["class", "what", *(e["name"] for e in finders)], (
        [kind, about, *(share(e, "find", [c for c in cases if c["class"] == kind]) for e in finders)]
        for kind, about in CLASSES.items()
    ))
    yield "\n### Every setting\n"
    yield "*strong*: without the forms that canonry itself takes for a name only beside evidence (`IS`, `TTP`).\n"
    every = sorted((e for e in results.values() if "find" in e["asked"]), key=lambda e: (e["name"] != "canonry", label(e)))
    yield from table(["tool", "names", "silent", "parent", "text right", "must stay", "must change"], (
        [label(e), share(e, "find", named), share(e, "find", silent), len(e["wrong"]["parent"])]
        + ([share(e, "text", some) for some in (cases, stay, [c for c in cases if not must_stay(c)])]
           if "text" in e["asked"] else ["–"] * 3)
        for e in every
    ))
    yield "\n### What canonry got wrong\n"
    got, by_id = results["canonry"]["got"], {case["id"]: case for case in cases}
    yield f"All of it: {len(got)} of {len(cases)} cases.\n"
    yield from table(["case", "text", "question", "expected", "got"], (
        [name, shown(by_id[name]["text"]), question, *failure(by_id[name], question, said)]
        for name, questions in got.items()
        for question, said in questions.items()
    ))


def failure(case, question, said):
    if question == "find":
        names = [f"{case['text'][n['start'] : n['end']]} = {n['entity']}" for n in case["find"]]
        return [", ".join(map(shown, names)) or "nothing", ", ".join(map(shown, said)) or "nothing"]
    return [" or ".join(map(shown, case["clean" if question == "text" else "repaired"])), shown(said)]


def summary(cases, results):
    """The short table of the page that compares tools."""
    named, silent, stay = [c for c in cases if c["find"]], [c for c in cases if not c["find"]], [c for c in cases if must_stay(c)]
    texts = {entry["name"]: entry for entry in best_of_each(results, "text")}
    yield f"{len(cases)} cases, {sum(c['lang'] == 'it' for c in cases)} of them Italian; {len(stay)} must stay as they are.\n"
    yield from table(["tool", "names found", "silent without names", "branch taken for parent", "text right"], (
        [label(e), share(e, "find", named), share(e, "find", silent), len(e["wrong"]["parent"]),
         share(texts[e["name"]], "text", cases) if e["name"] in texts else "–"]
        for e in best_of_each(results, "find")
    ))


def pages(cases, results):
    """Each page that shows results, with its tables made anew."""
    for file, tables in ((README, render), (COMPARISON, summary)):
        before, rest = file.read_text("utf-8").split("<!-- results -->\n", 1)
        after = rest.split("<!-- end of results -->", 1)[1]
        yield file, before + "<!-- results -->\n" + "\n".join(tables(cases, results)) + "\n<!-- end of results -->" + after


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--canonry", metavar="COMMAND", help="default: canonry of this clone, else of the PATH")
    arguments.add_argument("--only", metavar="TOOL", help="run this tool alone")
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is not as recorded")
    arguments.add_argument("--list", action="store_true", help="print the cases each tool got wrong, and run nothing")
    options = arguments.parse_args()

    cases = read_cases()
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    if options.list:
        for entry in results.values():
            for question, wrong in entry["wrong"].items():
                print(f"{label(entry)}: {question}: {len(wrong)}: {' '.join(wrong)}")
        return

    built = HERE.parents[1] / "target/release/canonry"
    command = options.canonry or (str(built) if built.exists() else shutil.which("canonry"))
    if not command:
        sys.exit("no canonry: build it (cargo build --release) or name it with --canonry")
    ask = lambda *words: subprocess.run([command, *words], capture_output=True, check=True, text=True).stdout
    exported = ask("dict", "export", "--isolated", "--format", "jsonl")
    written, parents = entities_written()
    names = tools.Names(exported, written)
    if found := list(faults(cases, {form["entity"] for form in names.forms})):
        sys.exit("\n".join(found))

    state = hashlib.sha256(CASES.read_bytes()).hexdigest()[:16]
    told = {"cases": state, "date": datetime.date.today().isoformat(), "forms": len(names.forms)}
    told["added"] = names.add_spellings(cases)
    fresh = {
        "name": "canonry", "version": ask("--version").split(",")[0].split()[1], "setting": "", "kind": "canonry",
        "licence": "MIT OR Apache-2.0", "lacks": "names that no dictionary lists; other languages", **told,
        **try_canonry(tools.Canonry(command), cases, parents),
    }
    if options.check:
        check(cases, results, fresh, state)
        print(f"{len(cases)} cases sound; canonry and the tables as recorded")
        return

    results["canonry"] = fresh
    for name, packages, licence, kind, setting, lacks, build in peers(names):
        if options.only and options.only != name:
            continue
        installed, missing = version(packages)
        if missing:
            print(f"{name}, {setting}: skipped, {missing} is not installed (pip install -r requirements.txt)", file=sys.stderr)
            continue
        results[f"{name}, {setting}"] = {
            "name": name, "version": installed.replace(" ", " + "), "setting": setting, "kind": kind, "licence": licence,
            "lacks": lacks, **told, **try_peer(build(), cases, kind, parents),
        }
        print(f"{name}, {setting}: done", file=sys.stderr)
    for key in [key for key, entry in results.items() if entry["cases"] != state]:
        print(f"{key}: left out, its result is of other cases; install it and run again", file=sys.stderr)
        del results[key]
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for file, text in pages(cases, results):
        file.write_text(text, "utf-8")


def check(cases, results, fresh, state):
    """Stop with a sentence where what is recorded is not what is."""
    again = "run bench-peers/names-and-dirt/run.py and look at what changed"
    old = [key for key, entry in results.items() if entry["cases"] != state]
    if old or "canonry" not in results:
        sys.exit(f"results.json is of other cases ({', '.join(old) or 'no canonry'}): {again}")
    for part in ("asked", "wrong", "got"):
        for question in fresh[part]:
            was, is_now = results["canonry"][part].get(question), fresh[part][question]
            if was != is_now:
                sys.exit(f"canonry, {part} {question}: recorded {was}, now {is_now}: {again} (--only canonry)")
        if gone := results["canonry"][part].keys() - fresh[part].keys():
            sys.exit(f"canonry is right now where it was wrong: {', '.join(sorted(gone))}: {again} (--only canonry)")
    for file, text in pages(cases, results):
        if file.read_text("utf-8") != text:
            sys.exit(f"{file} does not say what results.json says: {again} (--only canonry)")


if __name__ == "__main__":
    main()

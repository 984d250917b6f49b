"""How well the safeguarding screen carries over to sentences that it hasn't seen, and learning its weights anew."""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from app.processes import ROOT
from bench.answers import share
from domain.safeguarding import Danger
from services.plain import squeeze
from services.safeguarding.likeness import HARMLESS, NAME, SPAN, Likeness
from services.safeguarding.screen import Screen

DATA = ROOT / "tests" / "data"
FOLDER = ROOT / "content" / "safeguarding"
LEARNED = ("crisis", "screen", "oblique", "screen_develop", "screen_training")
HARMLESS_QUESTIONS = ("queries", "out_of_scope")
HELD_OUT = "screen_heldout"
UNIT = 100  # a weight of 1 as it is written down
ENOUGH = -40  # from which score on a text counts as danger, in these units
LEAST = 3  # smaller weights aren't
STEPS, RATE, HOLD = 300, 0.05, 2.0
FOLDS = 8
WAYS = 5
STORIES = 0.4  # so many rows are told once more, among others
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A text to learn from. `family`: texts written alike; `part`: no whole sentence, to be put into several."""

    text: str
    danger: Danger | None
    family: str = ""
    part: bool = False


def main(arguments: list[str]) -> int:
    """Print figures with 95 % intervals; with --learn write the weights first."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench screen", description=__doc__)
    parser.add_argument("--learn", action="store_true", help=f"learn {NAME} from tests/data/ and write it")
    parser.add_argument("--enough", type=int, default=ENOUGH, help="from which score on a text counts as danger")
    parser.add_argument("--across", action="store_true", help="learn without each family in turn and try it on it")
    args = parser.parse_args(arguments)
    rows = list(learning_rows())
    if args.learn:
        written = as_text(learn(rows), args.enough)
        (FOLDER / NAME).write_text(written, encoding="utf-8")
        print(f"{len(rows)} texts, {len(written.encode()) // 1024} KB")
    if args.across:
        _across(rows, args.enough)
    _held_out(_rows(HELD_OUT))
    return 0


def _held_out(rows: Sequence[dict[str, Any]]) -> None:
    """What the rules alone and the whole screen find among sentences that neither has seen."""
    whole = Screen.load(FOLDER)
    for name, screen in (("rules alone", Screen(whole.patterns)), ("rules and likeness", whole)):
        hits = [(screen.check(row["text"]) is not None, row) for row in rows]
        print(f"held out, {name}")
        for kind in (*Danger, None):
            mine = [hit for hit, row in hits if row["category"] == (kind or "safe")]
            print(f"  {kind or 'false alarms':18}", share(sum(mine), len(mine)))
        found = [hit for hit, row in hits if row["crisis"]]
        print(f"  {'found in all':18}", share(sum(found), len(found)))


def _across(rows: Sequence[Row], enough: int) -> None:
    families = sorted({row.family for row in rows if row.family})
    patterns, hits = Screen(Screen.load(FOLDER).patterns), []
    for fold in range(FOLDS):
        left_out = set(families[fold::FOLDS])
        weights = _likeness(learn([row for row in rows if row.family not in left_out]), enough)
        for row in rows:
            if row.family in left_out:
                plain = squeeze(row.text)
                hits.append((row, weights.score(plain) >= enough, patterns.check(row.text) is not None))
    for name, found in (("likeness", [hit for _, hit, _ in hits]), ("both", [one or two for _, one, two in hits])):
        danger = [hit for hit, (row, _, _) in zip(found, hits, strict=True) if row.danger]
        safe = [hit for hit, (row, _, _) in zip(found, hits, strict=True) if not row.danger]
        print(f"{name}, each family unseen: found {share(sum(danger), len(danger))}")
        print(f"  false alarms {share(sum(safe), len(safe))}")


def learning_rows() -> Iterator[Row]:
    """Everything that the weights are learned from: written examples, and questions that the search is for."""
    for name in LEARNED:
        for row in _rows(name):
            danger = Danger(row["category"]) if row["crisis"] else None
            family = f"{row['category']} {row['family']}" if "family" in row else ""
            yield Row(row["text"], danger, family, row.get("form") == "part")
    rules = Screen(Screen.load(FOLDER).patterns)
    asked = [[row["text"]] for name in HARMLESS_QUESTIONS for row in _rows(name)]
    for file in sorted((ROOT / "content" / "knowledge").glob("*.yaml")):
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))["entries"]
        asked += [[entry["question"], *entry.get("variants", ())] for entry in entries]
    for texts in asked:
        if not any(rules.check(text) for text in texts):  # an entry on danger: some of its wordings are no example
            yield from (Row(text, None) for text in texts)


def learn(rows: Sequence[Row]) -> tuple[dict[str, float], float, dict[str, Danger]]:
    """Weights, bias and, for what speaks for a danger, which: the mean over a few ways to put the rows together."""
    sums: dict[str, float] = defaultdict(float)
    bias = 0.0
    for seed in range(WAYS):
        weights, start = _learn_once(list(_in_sentences(rows, random.Random(seed))))
        for part, weight in weights.items():
            sums[part] += weight / WAYS
        bias += start / WAYS
    return dict(sums), bias, _dangers(rows)


def _learn_once(whole: Sequence[Row]) -> tuple[dict[str, float], float]:
    """A logistic regression, twice: of long texts the stretch that counts is known only then."""
    weights, _ = _fit([(squeeze(row.text), row.danger is not None) for row in whole])
    samples: list[tuple[str, bool]] = []
    for row in whole:
        plain = squeeze(row.text)
        spans = [plain[start : start + SPAN] for start in range(0, max(1, len(plain) - SPAN + 1), SPAN // 4)]
        if row.danger:
            spans = [max(spans, key=lambda span: sum(weights.get(part, 0.0) for part in _parts(span)))]
        samples += [(span, row.danger is not None) for span in spans]
    return _fit(samples)


def _in_sentences(rows: Sequence[Row], chosen: random.Random) -> Iterator[Row]:
    """The rows, parts of sentences with something around them, and stories: several rows in one, danger among them."""
    around = _around()
    for row in rows:
        text = row.text
        if row.part:
            before, who, after = (chosen.choice(around[place]) for place in ("before", "who", "after"))
            text = f"{before}{who}{text}{after}"
        yield Row(text, row.danger, row.family)
    harmless = [row.text for row in rows if not row.danger]
    for row in rows:
        if chosen.random() < STORIES:
            said, after_that = (chosen.sample(harmless, chosen.randint(0, 2)) for _ in range(2))
            yield Row("".join((*said, row.text, *after_that)), row.danger, row.family)


def _fit(samples: Sequence[tuple[str, bool]]) -> tuple[dict[str, float], float]:
    numbers: dict[str, int] = {}
    columns, rows = [], []
    for row, (text, _) in enumerate(samples):
        for part in _parts(text):
            columns.append(numbers.setdefault(part, len(numbers)))
            rows.append(row)
    column, row_of = np.array(columns), np.array(rows)
    wanted = np.array([float(label) for _, label in samples])
    weights, many = np.zeros(len(numbers) + 1), len(samples)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        sums = np.bincount(row_of, weights[column], minlength=many) + weights[-1]
        off = (1 / (1 + np.exp(-sums)) - wanted) / many
        slope = np.append(np.bincount(column, off[row_of], minlength=len(numbers)), off.sum())
        slope[:-1] += HOLD * weights[:-1] / many
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return dict(zip(numbers, weights[:-1].tolist(), strict=True)), float(weights[-1])


def _dangers(rows: Sequence[Row]) -> dict[str, Danger]:
    """For each part, the danger in whose texts it stands most often, by their number."""
    counts: dict[Danger, Counter[str]] = defaultdict(Counter)
    texts: Counter[Danger] = Counter()
    for row in rows:
        if row.danger:
            counts[row.danger].update(set(_parts(squeeze(row.text))))
            texts[row.danger] += 1
    parts = {part for count in counts.values() for part in count}
    return {part: max(sorted(counts), key=lambda kind: (counts[kind][part] + 0.1) / texts[kind]) for part in parts}


def _parts(text: str) -> list[str]:
    return [*text, *(text[place : place + 2] for place in range(len(text) - 1))]


def _likeness(learned: tuple[dict[str, float], float, dict[str, Danger]], enough: int) -> Likeness:
    weights, bias, dangers = learned
    whole = {part: round(weight * UNIT) for part, weight in weights.items()}
    kept = {part: weight for part, weight in whole.items() if abs(weight) >= LEAST}
    return Likeness(
        kept, {part: dangers[part] for part in kept if part in dangers}, round(bias * UNIT), enough, _around()["rule"]
    )


def as_text(learned: tuple[dict[str, float], float, dict[str, Danger]], enough: int) -> str:
    """The file of weights."""
    likeness = _likeness(learned, enough)
    lines: dict[tuple[str, int], list[str]] = defaultdict(list)
    for part, weight in sorted(likeness.weights.items()):
        kind = str(likeness.dangers[part]) if weight > 0 and part in likeness.dangers else HARMLESS
        lines[kind, weight].append(part)
    header = [
        "# Learned by ./xinqiao bench screen --learn, not to be edited: what is missed belongs into the rules.",
        "# A danger (- for none), a weight in hundredths, and the characters and pairs that have it.",
        f"bias {likeness.bias}",
        f"enough {enough}",
        f"rule {likeness.rule}",
    ]
    ordered = sorted(lines.items(), key=lambda line: (line[0][0], -line[0][1]))
    return "\n".join([*header, *(f"{kind} {weight} {' '.join(parts)}" for (kind, weight), parts in ordered)]) + "\n"


def _around() -> dict[str, Any]:
    """What is put around a part to make it a sentence, and the name under which staff see a find."""
    found: dict[str, Any] = json.loads((DATA / "screen_around.json").read_text(encoding="utf-8"))
    return found


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]

"""Annotated sentences, and the segments that training reads."""
import json
import re

import numpy as np

LONGEST = 250
"""Pieces of a segment, with the one that opens and the one that ends it."""


def read(path):
    """The articles of a file, each a list of sentences (words, labels): `tests/nlp/corpus/README.md` has the format."""
    if path.endswith(".json"):
        return snippets(path)
    articles, words, labels, follows, article = [], [], [], False, False
    with open(path, encoding="utf8") as file:
        for line in list(file) + ["\n"]:
            line = line.rstrip("\n")
            if line.startswith(("# ", "#\t")):
                if line.startswith("# article"):
                    article, follows = True, False
            elif line.strip():
                columns = line.split("\t")
                words.append(columns[0])
                labels.append(columns[1])
            elif words:
                if not follows:
                    articles.append([])
                articles[-1].append((words, begun(labels)))
                words, labels, follows = [], [], article
    return articles


def is_held(number):
    """Whether a snippet of GerNTSA is kept out of training: a fifth of them, in blocks, as neighbours are of one article."""
    return number // 50 % 5 == 4


def snippets(path):
    """The snippets of GerNTSA's JSON file that are not kept out, each an article without names."""
    with open(path, encoding="utf8") as file:
        texts = [entry["opinion_snippet"] for entry in sorted(json.load(file), key=lambda entry: entry["id"])]
    held = {text for number, text in enumerate(texts) if is_held(number)}
    words = [re.findall(r"\w+(?:[-.’']\w+)*|[^\w\s]", text) for text in dict.fromkeys(texts) if text not in held]
    return [[(own, ["O"] * len(own))] for own in words]


def begun(labels):
    """Every name begins with `B`."""
    made, before = [], "O"
    for label in labels:
        if label[0] == "I" and before[1:] != label[1:]:
            label = "B" + label[1:]
        made.append(label)
        before = label
    return made


def labels_of(articles):
    """`O`, then begin and inside of every type."""
    used = {label for article in articles for _, labels in article for label in labels} - {"O"}
    types = sorted({label[2:] for label in used})
    return ["O"] + [place + kind for kind in types for place in ("B-", "I-")]


def names(labels):
    """Strict spans of one of the four types."""
    found, i = set(), 0
    while i < len(labels):
        end = i + 1
        if labels[i][0] == "B":
            while end < len(labels) and labels[end] == "I" + labels[i][1:]:
                end += 1
            if not labels[i].endswith(("deriv", "part")):
                found.add((i, end, labels[i][2:]))
        i = end
    return found


class Corpus:
    """A corpus on its way into training: `key` is the head that learns from it, `share` how much of it a pass reads."""

    def __init__(self, key, share, articles, pieces, number):
        self.key, self.share, self.articles = key, share, articles
        self.length = lambda words: sum(len(pieces.of(word)) for word in words)
        self.pieces, self.number = pieces, number
        self.packed = key in "do"

    def segments(self, rng):
        """Segments of a pass: half of them single sentences, the others several of an article, or of none."""
        order = rng.permutation(len(self.articles))
        whole = int(self.share)
        part = order[: round((self.share - whole) * len(order))]
        singles, made = [], []
        for i in np.concatenate([order] * whole + [part]).astype(int):
            article = self.articles[i]
            if len(article) == 1 and self.packed:
                singles += article
            else:
                made += self.pack(article, rng)
        return [self.segment(words, labels) for words, labels in made + self.pack(singles, rng)]

    def pack(self, sentences, rng):
        made, words, labels, size, wanted = [], [], [], 0, 0
        for own_words, own_labels in sentences:
            if rng.random() < 0.03:
                own_words = [word.upper() for word in own_words]
            own = self.length(own_words)
            if words and (not self.packed or size + own > LONGEST - 2):
                made.append((words, labels))
                words, labels, size = [], [], 0
            if not words:
                wanted = rng.choice([0, 64, 160, 248], p=[0.5, 0.2, 0.15, 0.15])
            words, labels, size = words + own_words, labels + own_labels, size + own
            while size > LONGEST - 2:
                cut, taken = 0, 0
                limit = int(rng.integers(120, LONGEST - 2))
                while taken + len(self.pieces.of(words[cut])) <= limit:
                    taken += len(self.pieces.of(words[cut]))
                    cut += 1
                made.append((words[:cut], labels[:cut]))
                words, labels, size = words[cut:], labels[cut:], size - taken
            if words and size >= wanted:
                made.append((words, labels))
                words, labels, size = [], [], 0
        return made + ([(words, labels)] if words else [])

    def segment(self, words, labels):
        ids, first = [0], []
        for word in words:
            first.append(len(ids))
            ids += self.pieces.of(word)
        return ids + [2], first, [self.number.get(label, 0) for label in labels]


def rows(segments, rng, width):
    """Puts segments, in random order, into rows of `width` pieces; answers lists of segments."""
    made, free = [], []
    for i in rng.permutation(len(segments)):
        size = len(segments[i][1])
        for slot, left in enumerate(free[-16:]):
            if left >= size:
                at = len(free) - len(free[-16:]) + slot
                made[at].append(segments[i])
                free[at] -= size
                break
        else:
            made.append([segments[i]])
            free.append(width - size)
    return [made[i] for i in rng.permutation(len(made))]


def batch(rows, width, rng=None):
    """Arrays of rows: pieces, place in the segment, number of the segment (-1 outside), head, label (-100 for none)."""
    shape = (len(rows), width)
    ids, place, group = np.ones(shape, np.int64), np.zeros(shape, np.int64), np.full(shape, -1, np.int64)
    head, label = np.full(shape, -1, np.int64), np.full(shape, -100, np.int64)
    for r, row in enumerate(rows):
        at = 0
        for number, (key, own, first, labels) in enumerate(row):
            span = slice(at, at + len(own))
            ids[r, span], place[r, span], group[r, span], head[r, span] = own, range(len(own)), number, key
            label[r, at + np.array(first, np.int64)] = labels
            at += len(own)
        if rng is not None and rng.random() < 0.5:
            # Pieces that nobody knows.
            ids[r, (rng.random(width) < 0.02) & (ids[r] > 3)] = 3
    return ids, place, group, head, label

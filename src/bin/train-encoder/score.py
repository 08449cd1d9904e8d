"""Strict F1 of networks, as `read-names score` has it, but in floats.

    python score.py CHECKPOINT[,CHECKPOINT…] NAME=FILE… [--heads d,o,d+o] [--model FILE]

Of several checkpoints it is the mean of their likelihoods that is scored.
"""
import argparse

import numpy as np
import torch

import corpora
import model_file
from corpora import LONGEST, batch, names
from network import Network
from pieces import Pieces

TYPES = ("PER", "LOC", "ORG", "OTH")
JOINT = ["O"] + [place + kind for kind in TYPES for place in ("B-", "I-")]
AROUND = 40
MAY_FOLLOW = np.array([[b[0] != "I" or a[1:] == b[1:] for b in JOINT] for a in JOINT])


def joint(odds, labels):
    """Likelihoods of a head's labels as those of the nine that all heads share."""
    made = np.zeros((len(odds), len(JOINT)))
    for i, label in enumerate(labels):
        made[:, JOINT.index(label) if label in JOINT else 0] += odds[:, i]
    return np.maximum(made, 1e-6)


def best(odds):
    """The likeliest row of labels."""
    scores, ways = np.where([label[0] == "I" for label in JOINT], -1e9, 0) + np.log(odds[0]), []
    for row in np.log(odds[1:]):
        steps = np.where(MAY_FOLLOW, scores[:, None], -1e9)
        ways.append(steps.argmax(0))
        scores = steps.max(0) + row
    label = scores.argmax()
    made = [label]
    for way in ways[::-1]:
        label = way[label]
        made.append(label)
    return [JOINT[i] for i in made[::-1]]


def windows(sizes):
    """What is shown and what is taken of a sentence with words of so many pieces: `src/nlp/encoder/segments.rs`."""
    if sum(sizes) + 2 <= LONGEST:
        return [(0, len(sizes), 0, len(sizes))]
    made, start = [], 0
    while start < len(sizes):
        first = start
        while first > 0 and sum(sizes[first - 1 : start]) <= AROUND:
            first -= 1
        end = first
        while end < len(sizes) and sum(sizes[first : end + 1]) <= LONGEST - 2:
            end += 1
        last = end
        if end < len(sizes):
            while last - 1 > start and sum(sizes[last - 1 : end]) <= AROUND:
                last -= 1
        made.append((first, end, start, last))
        start = last
    return made


@torch.no_grad()
def logits(network, pieces, sentences, device):
    """Logits of the words of each sentence."""
    network.eval()
    width = network.head.out_features
    made = [np.zeros((len(words), width), np.float32) for words in sentences]
    pending = []
    for number, words in enumerate(sentences):
        sizes = [len(pieces.of(word)) for word in words]
        for first, end, start, last in windows(sizes):
            ids = [0] + [piece for word in words[first:end] for piece in pieces.of(word)] + [2]
            places = (1 + np.cumsum([0] + sizes[first:end]))[start - first : last - first]
            pending.append((len(ids), number, start, last, ids, places))
    pending.sort(key=lambda segment: segment[0])
    for at in range(0, len(pending), 256):
        part = pending[at : at + 256]
        ids, place, group, _, _ = batch([[(0, ids, [], [])] for _, _, _, _, ids, _ in part], part[-1][0])
        arrays = [torch.tensor(array, device=device) for array in (ids, place, group)]
        with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
            found = network(*arrays).float().cpu().numpy()
        for row, (_, number, start, last, _, places) in zip(found, part):
            made[number][start:last] = row[places]
    return made


def odds(network, found, heads):
    """The mean of what some heads find, brought to the shared labels."""
    total = 0
    for head in heads:
        own = found[:, network.places[head]].astype(np.float64)
        own = np.exp(own - own.max(-1, keepdims=True))
        total = total + joint(own / own.sum(-1, keepdims=True), network.labels[head]) / len(heads)
    return total


def tally(found, gold):
    """F1 by type, and of all of them; types that the corpus does not annotate do not count."""
    annotated = {kind for labels in gold for _, _, kind in names(labels)}
    counts = {kind: np.zeros(3) for kind in annotated}
    for own, labels in zip(found, gold):
        right = names(labels)
        own = {name for name in names(own) if name[2] in annotated}
        for name in own | right:
            counts[name[2]] += [name in own and name in right, name in own, name in right]
    f1 = lambda c: 200 * c[0] / max(1, c[1] + c[2])
    types = {kind: f1(counts[kind]) for kind in TYPES if kind in annotated}
    return {"all": f1(sum(counts.values(), np.zeros(3))), **types}


def report(name, networks, pieces, sets, device, heads):
    """Prints F1 of the mean of networks."""
    for corpus, articles in sets.items():
        sentences = [sentence for article in articles for sentence in article]
        words, gold = [words for words, _ in sentences], [labels for _, labels in sentences]
        found = [logits(network, pieces, words, device) for network in networks]
        for mean in heads:
            labels = []
            for own in zip(*found):
                read = [odds(network, values, mean.split("+")) for network, values in zip(networks, own)]
                labels.append(best(sum(read) / len(read)))
            shown = " ".join(f"{kind} {value:.2f}" for kind, value in tally(labels, gold).items())
            print(f"{name}\t{corpus}\t{mean}\t{shown}", flush=True)


def load(path, model, device):
    """The network of a checkpoint."""
    checkpoint = torch.load(path, weights_only=True)
    network = Network(checkpoint["labels"], checkpoint["layers"], model, None)
    network.load_state_dict(checkpoint["weights"])
    return network.to(device).eval()


def read_sets(pairs):
    """Corpora by name, of NAME=FILE."""
    return {name: corpora.read(path) for name, path in (pair.split("=", 1) for pair in pairs)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoints")
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--heads", default="d,o,d+o")
    parser.add_argument("--model", default="src/nlp/encoder/names.bin")
    parser.add_argument("--name", default="mean")
    given = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = model_file.read(given.model)
    networks = [load(path, model, device) for path in given.checkpoints.split(",")]
    report(given.name, networks, Pieces(model), read_sets(given.sets), device, given.heads.split(","))


if __name__ == "__main__":
    main()

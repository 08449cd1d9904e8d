"""Trains the encoder, from the base or with teachers: README.md says what was run."""
import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F

import corpora
import model_file
import score
from network import Network
from pieces import Pieces

WIDTH = 256
"""Pieces of a row."""

WEIGHTS = {"d": 1.0, "o": 1.0, "s": 1.0, "l": 0.5, "m": 0.5, "w": 0.3}
"""What a word of a corpus counts for the head of its own; corpora that are not here are only read with teachers."""

TAUGHT = {"d": 1.0, "o": 1.0, "s": 0.5}
"""What a head counts when teachers tell what it should find."""

WARM = 0.06
"""In this share of the steps the rate rises; then it sinks."""


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="+", help="KEY=FILE or KEY*SHARE=FILE; a pass reads that share of it")
    parser.add_argument("--model", default="src/nlp/encoder/names.bin", help="gives vocabulary and word vectors")
    parser.add_argument("--start", help="base.npz, where it begins with the base")
    parser.add_argument("--init", help="a checkpoint, where it begins with layers of that")
    parser.add_argument("--layers", default="0,1,2,3,4,5,6,7,8,9,10,11", help="the layers it begins with")
    parser.add_argument("--teachers", default="", help="checkpoints, with commas: the mean of what they find is learned")
    parser.add_argument("--truth", type=float, default=0.3, help="what the annotation counts beside teachers")
    parser.add_argument("--out", required=True)
    parser.add_argument("--name", default="run")
    parser.add_argument("--passes", type=float, default=12)
    parser.add_argument("--kept", type=float, default=0, help="after so many passes the same steps come again, in another order")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--last-rate", type=float, default=0.02, help="the share of the rate that it ends with")
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--rows", type=int, default=4, help="rows of 256 pieces in a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--score", nargs="*", default=[], help="NAME=FILE, measured at the end")
    parser.add_argument("--heads", default="d,o,s,d+o")
    return parser.parse_args()


class Reading:
    """The corpora, and the batches of a pass over them."""

    def __init__(self, given, pieces, rng):
        self.rows, self.rng, self.shares, self.articles = given.rows, rng, {}, {}
        self.pieces = pieces
        for corpus in given.corpora:
            key, path = corpus.split("=", 1)
            key, _, share = key.partition("*")
            self.articles[key] = self.articles.get(key, []) + corpora.read(path)
            self.shares[key] = float(share or 1)

    def labels(self):
        return {key: corpora.labels_of(own) for key, own in self.articles.items() if key in WEIGHTS}

    def begin(self, labels):
        keys = list(labels)
        self.corpora = []
        for key, articles in self.articles.items():
            number = {label: i for i, label in enumerate(labels.get(key, []))}
            corpus = corpora.Corpus(key, self.shares[key], articles, self.pieces, number)
            self.corpora.append((keys.index(key) if key in keys else -1, corpus))

    def one_pass(self):
        segments = [(head, *segment) for head, corpus in self.corpora for segment in corpus.segments(self.rng)]
        rows = corpora.rows(segments, self.rng, WIDTH)
        whole = range(0, len(rows) - self.rows + 1, self.rows)
        return [corpora.batch(rows[at : at + self.rows], WIDTH, self.rng) for at in whole]

    def batches(self, passes):
        batches = self.one_pass()
        count = int(len(batches) * passes)
        while len(batches) < count:
            batches += self.one_pass()
        return torch.tensor(np.stack([np.stack(batch) for batch in batches[:count]]))


def truth(network, found, head, label):
    """How far off the annotation is what the heads find in their own corpora."""
    loss, words = 0.0, 0.0
    for number, key in enumerate(network.labels):
        wanted = torch.where(head == number, label, -100).flatten()
        own = found[..., network.places[key]].flatten(0, 1)
        loss = loss + WEIGHTS[key] * F.cross_entropy(own, wanted, reduction="sum")
        words = words + WEIGHTS[key] * (wanted >= 0).sum()
    return loss / words.clamp(min=1)


@torch.no_grad()
def told(teachers, ids, place, group):
    """The mean of what teachers find, by head."""
    found = [teacher(ids, place, group).float() for teacher in teachers]
    odds = lambda key: [torch.softmax(own[..., t.places[key]], -1) for own, t in zip(found, teachers)]
    return {key: (sum(odds(key)) / len(teachers)).half() for key in TAUGHT}


def taught(network, odds, found, label):
    """How far off what teachers find is what the heads find in all corpora."""
    word = (label >= 0).float()
    loss = 0.0
    for key, weight in TAUGHT.items():
        wanted = odds[key].float()
        log = torch.log_softmax(found[..., network.places[key]], -1)
        gap = (wanted * (wanted.clamp(min=1e-8).log() - log)).sum(-1)
        loss = loss + weight * (gap * word).sum() / word.sum().clamp(min=1)
    return loss


class Training:
    """A network with what a step needs; the arrays of a batch, that `number` says, are put into `shown`."""

    def __init__(self, given, network, teachers, device):
        self.given, self.network, self.teachers, self.device = given, network, teachers, device
        groups = {(False, False): [], (False, True): [], (True, False): []}
        for name, value in network.named_parameters():
            is_head = name.startswith("head")
            groups[is_head, value.ndim > 1 and not is_head].append(value)
        groups = [
            {
                "params": values,
                "lr": torch.tensor(0.0, device=device),
                "weight_decay": 0.01 if decays else 0.0,
                "most": given.head_rate if is_head else given.rate,
            }
            for (is_head, decays), values in groups.items()
        ]
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True, capturable=device == "cuda")
        self.shown = torch.zeros(5, given.rows, WIDTH, dtype=torch.long, device=device)
        self.loss = torch.zeros((), device=device)
        self.number, self.told = 0, {}
        self.is_half = device == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()

    def tell(self, ids, place, group):
        """What teachers find in the batch; on a CPU that is kept for when the batch comes again."""
        if self.device == "cuda" or not self.given.kept:
            return told(self.teachers, ids, place, group)
        if self.number not in self.told:
            self.told[self.number] = told(self.teachers, ids, place, group)
        return self.told[self.number]

    def step(self):
        ids, place, group, head, label = self.shown
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.is_half, cache_enabled=False):
            found = self.network(ids, place, group, self.given.drop).float()
            odds = self.tell(ids, place, group) if self.teachers else None
        loss = truth(self.network, found, head, label)
        if odds:
            loss = self.given.truth * loss + taught(self.network, odds, found, label)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.loss.add_(loss.detach())

    def plain_step(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.step()

    def recorded(self):
        """A step as a recording: steps are many and small, and played again they need no time for launching."""
        kept = {name: value.clone() for name, value in self.network.state_dict().items()}
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                self.plain_step()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            self.step()
        # What was learned while recording is forgotten.
        self.network.load_state_dict(kept)
        for state in self.optimizer.state.values():
            for value in state.values():
                value.zero_()
        self.loss.zero_()
        torch.manual_seed(self.given.seed)
        return graph.replay

    def order(self, count):
        """The numbers of the batches of all steps."""
        kept = min(count, int(count * self.given.kept / self.given.passes)) or count
        rng, order = np.random.default_rng(self.given.seed), list(range(kept))
        while len(order) < count:
            order += list(rng.permutation(kept))
        return order[:count]

    def run(self, batches):
        self.network.train()
        self.shown.copy_(batches[0])
        step = self.recorded() if self.device == "cuda" else self.plain_step
        begun, count, before, last = time.time(), len(batches), 0, self.given.last_rate
        for at, self.number in enumerate(self.order(count)):
            done = at / count
            share = done / WARM + 0.01 if done < WARM else last + (1 - last) * (1 - (done - WARM) / (1 - WARM))
            for group in self.optimizer.param_groups:
                group["lr"].fill_(group["most"] * min(1.0, share))
            self.shown.copy_(batches[self.number])
            step()
            if (at + 1) % 500 == 0 or at + 1 == count:
                mean = float(self.loss) / (at + 1 - before)
                progress = f"step {at + 1} of {count}, loss {mean:.4f}, {time.time() - begun:.0f} s"
                print(f"{self.given.name}: {progress}", flush=True)
                self.loss.zero_()
                before = at + 1


def main():
    given = options()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(given.seed)
    torch.backends.cuda.matmul.allow_tf32 = True
    model = model_file.read(given.model)
    pieces = Pieces(model)
    reading = Reading(given, pieces, np.random.default_rng(given.seed))
    paths = [path for path in given.teachers.split(",") if path]
    teachers = [score.load(path, model, device).requires_grad_(False) for path in paths]
    init = torch.load(given.init, weights_only=True) if given.init else None
    labels = init["labels"] if init else teachers[0].labels if teachers else reading.labels()
    network = Network(labels, map(int, given.layers.split(",")), model, given.start)
    if init:
        network.begin(init["weights"])
    reading.begin(labels)
    Training(given, network.to(device), teachers, device).run(reading.batches(given.passes).to(device))
    weights = {name: value.cpu() for name, value in network.state_dict().items()}
    torch.save({"weights": weights, "labels": labels, "layers": network.taken}, given.out)
    if given.score:
        score.report(given.name, [network], pieces, score.read_sets(given.score), device, given.heads.split(","))


if __name__ == "__main__":
    main()

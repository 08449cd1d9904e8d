"""The parts of a model file (`src/nlp/encoder/file.rs` says what lies where) that training leaves as they are."""
from types import SimpleNamespace

import numpy as np

NAMES = ["layers", "hidden", "inner", "positions", "pieces", "piece_bytes", "replaced", "replacements"]


def read(path):
    """Vocabulary, normalisation and word vectors of a model file; where the rest begins, and the labels of its heads."""
    data = open(path, "rb").read()
    assert data[:8] == b"prenc001", f"{path}: not a model file"
    length = int.from_bytes(data[40:44], "little")
    text = data[44 : 44 + length].decode().splitlines()
    lines = dict(line.split(" ", 1) for line in text)
    shape = dict(zip(NAMES, map(int, lines["shape"].split())))
    at = 44 + length

    def take(kind, count):
        nonlocal at
        values = np.frombuffer(data, kind, count, at)
        at += values.nbytes
        return values

    made = SimpleNamespace(closing=set(lines["closing"]), shape=shape)
    heads = [line.split(" ")[1:] for line in text if line.startswith("head ")]
    made.heads = {name: labels for name, *labels in heads}
    made.norm_from = take("<u4", shape["replaced"])
    made.norm_len = take("u1", shape["replaced"])
    made.norm_to = take("<u4", shape["replacements"])
    made.piece_len = take("u1", shape["pieces"])
    made.piece_blob = take("u1", shape["piece_bytes"])
    made.scores = take("<f4", shape["pieces"])
    made.word_q4 = take("u1", shape["pieces"] * shape["hidden"] // 2).reshape(shape["pieces"], -1)
    made.word_scale = take("<f2", shape["pieces"] * shape["hidden"] // 32).reshape(shape["pieces"], -1)
    made.end = at
    return made


def pieces(model):
    """The text of every piece, in the order of their numbers."""
    ends = np.cumsum(model.piece_len.astype(int))
    blob = model.piece_blob.tobytes()
    return [blob[end - length : end].decode() for end, length in zip(ends, model.piece_len)]


def replaced(model):
    """What comes for a character."""
    ends = np.cumsum(model.norm_len.astype(int))
    to = "".join(map(chr, model.norm_to))
    return {chr(c): to[end - n : end] for c, end, n in zip(model.norm_from, ends, model.norm_len)}


def words(model):
    """The vector of every piece, as floats."""
    nibbles = np.stack([model.word_q4 & 15, model.word_q4 >> 4], 2)
    values = nibbles.astype(np.float32).reshape(len(nibbles), -1) - 8
    return values * np.repeat(model.word_scale.astype(np.float32), 32, axis=1)

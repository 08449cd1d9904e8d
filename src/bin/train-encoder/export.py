"""Rounds a checkpoint to 8 bits, as `pack-names` takes it: `python export.py CHECKPOINT FOLDER [MODEL]`.

Weights are rounded for each output by the largest of its values; vocabulary, normalisation and word vectors are those of
MODEL, a model file.
"""
import json
import os
import sys

import numpy as np
import torch
from safetensors.numpy import save_file

import model_file
from network import HIDDEN, INNER, POSITIONS

HEADS = ["d", "o", "s"]


def main(checkpoint, folder, source="src/nlp/encoder/names.bin"):
    checkpoint = torch.load(checkpoint, weights_only=True, map_location="cpu")
    weights = {name: value.float().numpy() for name, value in checkpoint["weights"].items()}
    labels, model = checkpoint["labels"], model_file.read(source)
    tensors = {
        "word.q4": model.word_q4,
        "word.scale": model.word_scale,
        "vocab.blob": model.piece_blob,
        "vocab.len": model.piece_len,
        "vocab.score": model.scores,
        "norm.from": model.norm_from,
        "norm.len": model.norm_len,
        "norm.to": model.norm_to,
        "pos": weights.pop("pos").astype(np.float16),
    }
    rows, at = {}, 0
    for key, own in labels.items():
        rows[key] = range(at, at + len(own))
        at += len(own)
    wanted = [row for key in HEADS for row in rows[key]]
    for name in ("head.weight", "head.bias"):
        tensors[name] = weights.pop(name)[wanted]
    for name, value in weights.items():
        if name.endswith(".weight") and value.ndim == 2:
            scale = (np.maximum(np.abs(value).max(1), 1e-9) / 127).astype(np.float32)
            tensors[name] = np.clip(np.round(value / scale[:, None]), -127, 127).astype(np.int8)
            tensors[name.replace(".weight", ".scale")] = scale
        else:
            tensors[name] = value
    os.makedirs(folder, exist_ok=True)
    tensors = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    save_file(tensors, os.path.join(folder, "encoder.safetensors"))
    config = {
        "layers": len(checkpoint["layers"]),
        "hidden": HIDDEN,
        "ffn": INNER,
        "positions": POSITIONS,
        "vocab": len(model.piece_len),
        "no_space_before": sorted(model.closing),
        "head_order": HEADS,
        "label_heads": {key: labels[key] for key in HEADS},
    }
    with open(os.path.join(folder, "config.json"), "w", encoding="utf8") as file:
        json.dump(config, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])

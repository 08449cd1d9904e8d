"""The network of `src/nlp/encoder/forward.rs` in floats, for rows that hold several segments."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import base
import model_file

HIDDEN, INNER, HEADS, POSITIONS = 384, 1536, 12, 256


def attention(q, k, v, mask):
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    # On a CPU plain products need half as long.
    with torch.autocast("cpu", enabled=False):
        scores = q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2) + mask
        return torch.softmax(scores, -1) @ v


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.o = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.f1, self.f2 = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.ln1, self.ln2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, mask, drop):
        rows, width, _ = x.shape
        q, k, v = self.qkv(x).view(rows, width, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        seen = attention(q, k, v, mask.to(q.dtype))
        seen = self.o(seen.transpose(1, 2).reshape(rows, width, HIDDEN))
        x = self.ln1(x + F.dropout(seen, drop, self.training))
        wide = self.f2(F.gelu(self.f1(x), approximate="tanh"))
        return self.ln2(x + F.dropout(wide, drop, self.training))


class Network(nn.Module):
    """`labels` by head; `layers` are those of the base that it begins with."""

    def __init__(self, labels, layers, model, start):
        super().__init__()
        self.labels, self.taken = labels, list(layers)
        self.register_buffer("word", torch.tensor(model_file.words(model)).half(), persistent=False)
        self.pos = nn.Parameter(torch.zeros(POSITIONS, HIDDEN))
        self.lne = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in self.taken)
        self.head = nn.Linear(HIDDEN, sum(map(len, labels.values())))
        generator = torch.Generator().manual_seed(0)
        self.head.weight.data.normal_(0, 0.02, generator=generator)
        self.head.bias.data.zero_()
        self.places, at = {}, 0
        for key, own in labels.items():
            self.places[key] = slice(at, at + len(own))
            at += len(own)
        if start:
            values = {name: torch.tensor(base.unpacked(value)) for name, value in np.load(start).items()}
            self.begin(values)

    def begin(self, values):
        """Takes over weights, those of the layers it begins with."""
        own = self.state_dict()
        for name in own:
            source = name
            if name.startswith("layers."):
                _, number, rest = name.split(".", 2)
                source = f"layers.{self.taken[int(number)]}.{rest}"
            if source in values:
                own[name] = values[source]
        self.load_state_dict(own)

    def forward(self, ids, place, group, drop=0.0):
        """Logits of all pieces; those of a row attend to the ones of their own segment."""
        with torch.autocast(ids.device.type, enabled=False):
            # A product has a gradient whose sums are always in one order.
            one = place[..., None] == torch.arange(POSITIONS, device=ids.device)
            x = self.lne(self.word[ids].float() + one.float() @ self.pos)
        x = F.dropout(x, drop, self.training)
        mask = torch.where(group[:, None, :, None] == group[:, None, None, :], 0.0, -1e4)
        for layer in self.layers:
            x = layer(x, mask, drop)
        return self.head(x)

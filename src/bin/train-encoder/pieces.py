"""Words to pieces, as `src/nlp/encoder/pieces.rs` cuts them."""
import model_file

UNKNOWN, MOST = 3, 12


class Pieces:
    def __init__(self, model):
        self.texts = model_file.pieces(model)
        self.replaced = model_file.replaced(model)
        self.closing = model.closing
        self.scores = {p: (i, float(s)) for i, (p, s) in enumerate(zip(self.texts, model.scores)) if i > 3 and p}
        self.unknown = float(model.scores.min()) - 10
        self.longest = max(map(len, self.texts))
        self.known = {}

    def best(self, text):
        """The pieces with the greatest sum of scores; of equal sums the one found first."""
        ways = [(0.0, 0, 0)] + [None] * len(text)
        for start in range(len(text)):
            score = ways[start][0]
            for end in range(start + 1, min(len(text), start + self.longest) + 1):
                found = self.scores.get(text[start:end])
                if found and (ways[end] is None or score + found[1] > ways[end][0]):
                    ways[end] = (score + found[1], start, found[0])
            if ways[start + 1] is None or score + self.unknown > ways[start + 1][0]:
                ways[start + 1] = (score + self.unknown, start, UNKNOWN)
        cut, end = [], len(text)
        while end > 0:
            _, end, piece = ways[end]
            cut.append(piece)
        return cut[::-1]

    def of(self, word):
        if word not in self.known:
            text = "".join(self.replaced.get(c, c) for c in word).replace(" ", "▁")
            cut = self.best(text if text.startswith("▁") else "▁" + text)
            if len(word) < 4 and word[:1] in self.closing and len(cut) > 1 and self.texts[cut[0]] == "▁":
                cut = cut[1:]
            self.known[word] = (cut or [UNKNOWN])[:MOST]
        return self.known[word]

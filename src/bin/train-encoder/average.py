"""The mean of the weights of checkpoints that began alike: `python average.py OUT CHECKPOINT…`."""
import sys

import torch


def main(out, *paths):
    checkpoints = [torch.load(path, weights_only=True) for path in paths]
    mean = checkpoints[0]
    for name in mean["weights"]:
        mean["weights"][name] = sum(checkpoint["weights"][name] for checkpoint in checkpoints) / len(checkpoints)
    torch.save(mean, out)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Learning from labelled contracts: a small encoder, and how chunks are ranked with its vectors (docs/training.md)."""

"""Pages that are images: which they are, their words by character recognition, in a process of its own."""

"""Keep ciphertext until the reviewer has it (docs/formats.md §8, §9); imports the public half of keys only."""

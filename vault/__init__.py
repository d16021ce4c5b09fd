"""Keep ciphertext until the reviewer has it (docs/formats.md §8, §9); of keys, only the public half."""

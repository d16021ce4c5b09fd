"""The pages without scripts (design §8): this process seals what comes in, while it comes in.

What reaches this package is plaintext, in memory only, for as long as a request lasts: fields as text, files
one piece at a time, the codename. None of it is logged, none is written to a disk before it is ciphertext.
"""

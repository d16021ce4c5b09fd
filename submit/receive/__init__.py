"""How sealed bytes come in: at once or in pieces, at a price, from slow senders and under load."""

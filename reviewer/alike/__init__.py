"""What cases have in common: the same page, account, file, nearly the same text or picture."""

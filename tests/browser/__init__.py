"""Pages as a real browser shows them, filters them and prints them."""

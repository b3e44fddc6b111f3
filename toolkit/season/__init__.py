"""A year's work on one county PC: a folder, what was sent, what came back, who decided what."""

"""Word documents: what the county sends on paper."""

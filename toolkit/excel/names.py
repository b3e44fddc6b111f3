"""Row keys of single values that are spoken of in more than one place."""

from __future__ import annotations

# What the county fills in about an agency, and the people whom the agency names.
COUNTY_SAYS = ("agency", "code", "category", "rulemaking", "year", "deadline", "recipient")
PEOPLE = ("contact", "phone", "reviewer", "signer")

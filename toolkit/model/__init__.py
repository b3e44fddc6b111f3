"""What a report is: figures, rules, findings, the form. Knows no Excel, no Word, no files."""

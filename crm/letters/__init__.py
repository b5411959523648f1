"""Letters: a letter to one person from a template, with enclosures, in the name of a sender."""

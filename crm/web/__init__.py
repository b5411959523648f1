"""What every page shares: rights enforced, base form, lists, errors, headers and limits."""

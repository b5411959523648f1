"""Follow-ups: what somebody promised to do, by when; the Today list is a view of them."""

"""The tests, which mirror crm/."""

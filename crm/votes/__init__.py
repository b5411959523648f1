"""How States voted on the General Assembly's yearly resolution on the Convention."""

"""One country on one sheet: all that somebody needs who meets its people, each fact with its day."""

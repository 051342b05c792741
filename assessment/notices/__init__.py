"""Who is told what of a year: a function an event, called by the action that does it."""

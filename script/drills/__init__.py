"""What goes wrong in a year, done on purpose to a private site, a module a drill.

To add one: a module here with `main() -> None`, its name in script/drill and in docs/drills.md's
first table. It starts its site with script.drills.sites (checkout, database, gunicorn, worker, all
on loopback, bounded in time), puts people on it with script.drills.people, and ends with
`record.write(NAME, TITLE, lines)`, which puts its section into docs/drills.md.

A drill prints what it sees, ends by itself, and ends with 1 when something was lost that had been
acknowledged. It kills only processes that it started, by their id.
"""

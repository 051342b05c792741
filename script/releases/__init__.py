"""An installed site and its releases: script/install, script/upgrade.

    FOLDER (/srv/kaohe)
        releases/NAME/      a version: its code, .venv, collected (static files), var → ../../var
        current             → releases/NAME; of a site that was installed into one folder, → .
        var/                what the site keeps; the program's own
        backups/WHEN/       of each upgrade: whole site, database as it stood still, upgrade.json
        away                there while the site stands still: nginx says so

Python's own library alone: it runs before anything is installed. How services are stopped and
started is a program of its own (`--control`, else script/releases/systemd), called with one word:
stop-work, stop-web, start-web, start-work.
"""

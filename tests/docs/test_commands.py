"""docs/commands.md names just the commands, scripts and settings there are, with arguments."""

import re
from argparse import Action
from pathlib import Path

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "commands.md"
SCRIPTS = ROOT / "script"
#: Those of our apps; Django and the packages bring others.
COMMANDS = {name: app for name, app in get_commands().items() if (ROOT / app).is_dir()}
ABOUT_COMMANDS = PAGE.read_text().partition("\n## Scripts\n")[0]
ROWS = dict(re.findall(r"^\| `([a-z_]+)((?: [^`]*)?)` \|", ABOUT_COMMANDS, flags=re.MULTILINE))
OF_DJANGO = {action.dest for action in BaseCommand().create_parser("manage.py", "any")._actions}
#: What a command calls in Chinese otherwise than its argument is named.
ENGLISH = {
    "账号": "NAME", "姓名": "NAME", "摘要": "DIGEST", "链头": "HEAD", "文件": "FILE",
    "目录": "FOLDER", "天数": "DAYS", "份数": "N",
}  # fmt: skip


def test_the_page_names_just_the_commands_there_are():
    assert set(ROWS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_names_just_the_arguments_of_a_command(name):
    parser = load_command_class(COMMANDS[name], name).create_parser("manage.py", name)
    actions = [action for action in parser._actions if action.dest not in OF_DJANGO]
    told = re.findall(r"\[.+?\]|--\S+ [A-Z]+|[A-Z]+", ROWS[name].replace(r" \| ", "] ["))
    assert [one for one in told if "-" not in one] == [
        told_as(action) for action in actions if not action.option_strings
    ]
    assert {one for one in told if "-" in one} == {
        told_as(action) for action in actions if action.option_strings
    }


def told_as(action: Action) -> str:
    """Return an argument as the page writes it."""
    word = ENGLISH.get(action.metavar, action.dest.upper())
    if not action.option_strings:
        return word if action.required else f"[{word}]"
    [option] = action.option_strings
    told = option if action.nargs == 0 else f"{option} {word}"
    return told if action.required else f"[{told}]"


# --- scripts --------------------------------------------------------------------------------------


def test_the_page_names_just_the_scripts_there_are_with_their_arguments():
    """The second line of a script ends with how it is called."""
    scripts = [path for path in SCRIPTS.iterdir() if path.is_file() and path.stat().st_mode & 0o100]
    heads = [path.read_text().splitlines()[1] for path in scripts]
    told = re.findall(r"^\| `(script/[^`]+)` \|", PAGE.read_text(), flags=re.MULTILINE)
    assert sorted(told) == sorted(head.rpartition(": ")[2] for head in heads)


def test_the_accounts_of_the_demo_are_those_it_makes():
    table = PAGE.read_text().partition("\n### The demo\n")[2].partition("\n```")[0]
    told = set(re.findall(r"`([a-z]+)`", table))
    demo = "".join(path.read_text() for path in (ROOT / "portal" / "demo").glob("*.py"))
    made = set(re.findall(r'"([a-z]+)"', demo + (ROOT / "fixtures" / "offices.json").read_text()))
    assert len(told) > 5
    assert told - made == set()


# --- settings and variables of the scripts --------------------------------------------------------


def settings_read() -> set[str]:
    sources = (ROOT / "config" / name for name in ("settings.py", "services.py"))
    source = "".join(path.read_text() for path in sources)
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))


def variables_read() -> set[str]:
    """Return the variables that the scripts take from the environment, besides settings."""
    scripts = "".join(path.read_text() for path in SCRIPTS.iterdir() if path.is_file())
    drills = "".join(path.read_text() for path in (SCRIPTS / "drills").glob("*.py"))
    read = re.findall(r"\$\{([A-Z_]+):-", scripts) + re.findall(r"get\(\"(DRILL_\w+)\"", drills)
    return set(read) - settings_read() - {"HOME"}


def told_in(document: Path) -> set[str]:
    """Return the variables of the first column of the tables."""
    cells = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", document.read_text(), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"[A-Z_]+", cell)}


def test_settings_and_variables_of_the_page_are_those_that_are_read():
    assert told_in(PAGE) == settings_read() | variables_read()


def test_settings_of_the_deployment_are_those_that_are_read():
    assert told_in(ROOT / "docs" / "deployment.md") == settings_read()


def test_the_example_of_the_environment_sets_what_is_read():
    example = (ROOT / "docs" / "examples" / "kaohe.env").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE)) <= settings_read()

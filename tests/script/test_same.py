"""script/same: who is shown what, what is left out of it, and that a difference is found."""

import pytest
from django.http import HttpResponse
from lxml import html

from script.sameness import demo, difference, site, taking, walk
from trust import log

FORM = """<form action="/2017/flow/" method="post"><input name="csrfmiddlewaretoken" value="x1">
<input name="value" value="95.2"></form>"""


def test_addresses_of_one_shape_differ_in_numbers_and_answers_alone():
    assert walk.shape_of("/2017/tables/430100/?b=2&a=") == "/N/tables/N/?a&b"


class Site:
    """Pages by address, each with its links; what was asked for is undone at once."""

    def __init__(self, pages: dict[str, list[str]]):
        self.pages, self.put_backs = pages, 0

    def client(self, session):
        return self

    def get(self, url):
        links = "".join(f'<a href="{link}">去</a>' for link in self.pages[url])
        return HttpResponse(f"<p>{url}</p>{links}")

    def addresses(self):
        return ["/about/", "/things/<int:pk>/"]

    def address_of(self, path):
        return path if any(path == url.partition("?")[0] for url in self.pages) else None

    def was_written(self):
        return True

    def put_back(self):
        self.put_backs += 1

    def blank(self, told):
        return told


def test_a_walk_follows_links_and_is_shown_some_pages_of_a_shape():
    site = Site({
        "/": ["/things/1/", "things/2/", "/things/3/?page=2", "https://elsewhere.cn/", "#top"],
        "/about/": ["/static/a.css", "/nowhere/"],
        "/things/1/": ["/things/3/"],
        "/things/2/": [],
        "/things/3/": [],
        "/things/3/?page=2": [],
    })  # fmt: skip
    kept = {}

    walked = walk.walk(site, None, walk.Most(pages=2, papers=1, admin=1), kept.__setitem__)

    shown = ["/", "/about/", "/things/1/", "/things/2/", "/things/3/?page=2"]
    assert sorted(walked.shown) == sorted(kept) == shown
    assert walked.met["/things/N/"] == ["/things/1/", "/things/2/", "/things/3/"]
    assert site.put_backs == len(shown)


def test_people_are_also_shown_what_the_links_of_others_lead_to():
    walks = {
        "kaohe": walk.Walk(met={"/N/": ["/1/", "/2/", "/3/"], "/N/?page": ["/1/?page=2"]}),
        "yueyang": walk.Walk(met={"/": ["/"]}),
    }
    assert taking._unseen("yueyang", walks) == ["/1/", "/3/"]
    assert taking._unseen("kaohe", walks) == ["/"]


def test_a_snapshot_is_never_laid_over_another(tmp_path):
    (tmp_path / "acts.txt").touch()
    with pytest.raises(SystemExit, match="not empty"):
        taking.take(tmp_path)


@pytest.fixture
def snapshots(tmp_path):
    """Two folders that say the same."""
    for side in ("old", "new"):
        (tmp_path / side / "kaohe").mkdir(parents=True)
        for name in ("kaohe/a.txt", "kaohe/b.txt", "c.txt"):
            (tmp_path / side / name).write_text("名次\n第3名\n")
    return tmp_path / "old", tmp_path / "new"


def test_equal_snapshots_have_no_difference(snapshots, capsys):
    assert difference.tell(*snapshots) == 0
    assert "3 files: 0 changed" in capsys.readouterr().out


def test_a_change_of_many_pages_is_told_once(snapshots, capsys):
    old, new = snapshots
    for name in ("kaohe/a.txt", "kaohe/b.txt"):
        (new / name).write_text("名次\n第4名\n")

    assert difference.tell(old, new) == 1
    told = capsys.readouterr().out
    assert told.count("-第3名\n+第4名") == 1
    assert "changed, 2: kaohe/a.txt, kaohe/b.txt" in told


def test_a_page_that_is_gone_or_new_is_a_difference(snapshots, capsys):
    old, new = snapshots
    (old / "c.txt").unlink()

    assert difference.tell(old, new) == 1
    assert f"only in {new}, 1: c.txt" in capsys.readouterr().out


def test_a_missing_snapshot_is_no_equal_one(snapshots, tmp_path):
    with pytest.raises(SystemExit):
        difference.tell(snapshots[0], tmp_path / "nowhere")


@pytest.mark.django_db
def test_digests_of_the_log_are_blanked_and_no_others():
    entry = log.write_alone(log.Actor("甲", request="0123456789abcdef0123456789abcdef"), "试写")
    own = site.Site.__new__(site.Site)
    own._entries = {}
    own._note_log()
    said = f"日志摘要 {entry.digest[:16]} {entry.digest} {entry.request} 内容摘要 {'f' * 64}"

    told = own.blank(said.encode()).decode()

    assert told == f"日志摘要 <log digest> <log digest> <request> 内容摘要 {'f' * 64}"


def test_a_form_of_a_page_is_filled_over_what_it_says():
    (form,) = html.document_fromstring(FORM).forms
    act = demo.Act("kaohe", "/2017/", "flow/", {"to": "review"})

    assert demo._goes_to(form, act)
    assert demo._filled(form, act) == {"value": "95.2", "to": "review"}
    assert not demo._goes_to(form, demo.Act("kaohe", "/2017/", "", {}))

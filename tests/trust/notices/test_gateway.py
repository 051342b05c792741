"""Gateways for SMS and 政务微信, against a real server of this machine: what it is sent, and what
becomes of the outbox where it is down, slow, refuses or answers nonsense."""

import json
import logging
import socket
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from config.checks import check_gateways
from tests.factories import make_account
from trust.models import Channel, Delivery, NoticeAddress
from trust.notices import gateway, outbox
from trust.notices.gateway import SMS, WECHAT, body_of, masked

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NUMBER = "13812345678"
S = Delivery.State
OFF = {"URL": "", "SECRET": "", "BODY": '{"m": "{to}", "c": "{text}"}', "OK": "", "TIMEOUT": 2}


@contextmanager
def serving(answer):
    """Yield the address of a server that answers by answer(handler), and what it was sent."""
    sent = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append((self.path, dict(self.headers), json.loads(body)))
            answer(self)

        def log_message(self, *told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


def says(status, body=b"{}", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def use(settings, channel=Channel.SMS, **told):
    settings.GATEWAYS = settings.GATEWAYS | {channel.value: OFF | told}


@pytest.fixture
def reached(person):
    person.email = ""
    person.save()
    NoticeAddress.objects.create(account=person, channel=Channel.SMS, address=NUMBER)
    return person


def row():
    found = Delivery.objects.get(channel=Channel.SMS)
    return found.state, found.attempts


def test_a_site_without_a_gateway_sends_by_none(reached, tell):
    tell(reached)
    assert not Delivery.objects.exists()


def test_a_message_is_posted_with_what_the_template_names(settings, reached, tell):
    with serving(says(200)) as (url, sent):
        body = (
            '{"to": ["{to}"], "say": "【考核】{text}", "n": 1, "count": "{count}", "id": "{key}"}'
        )
        use(settings, URL=f"{url}/send?a=1", SECRET="s3cret", BODY=body)
        tell(reached, title='请填"报"\\{to}')
        outbox.deliver()
    [(path, headers, told)] = sent
    assert path == "/send?a=1"
    assert headers["Authorization"] == "Bearer s3cret"
    batch = Delivery.objects.get().batch
    assert told == {
        "to": [NUMBER],
        "say": '【考核】请填"报"\\{to} 请登录“水库移民工作考核”查看。',
        "n": 1,
        "count": "1",
        "id": str(batch),
    }
    assert row() == (S.SENT, 1)


def test_a_secret_that_stands_elsewhere_is_in_no_head(settings, reached, tell):
    with serving(says(200)) as (url, sent):
        use(settings, URL=f"{url}/send?key={{secret}}", SECRET="s3cret")
        tell(reached)
        outbox.deliver()
    [(path, headers, _)] = sent
    assert path == "/send?key=s3cret"
    assert "Authorization" not in headers


def test_several_are_one_message_with_the_address_of_the_list(settings, reached, tell):
    settings.SITE_URL = "https://kaohe.example.cn/"
    with serving(says(200)) as (url, sent):
        use(settings, URL=url)
        tell(reached, title="第一件")
        tell(reached, title="第二件")
        outbox.deliver()
    [(_, _, told)] = sent
    assert told["c"] == "您有 2 条通知：第一件；第二件 https://kaohe.example.cn/notices/"


def test_a_long_title_is_cut_and_the_address_stays(settings, reached, tell):
    settings.SITE_URL = "https://kaohe.example.cn"
    with serving(says(200)) as (url, sent):
        use(settings, URL=url)
        (notice,) = tell(reached, title="长" * 200)
        outbox.deliver()
    text = sent[0][2]["c"]
    assert len(text) == SMS.longest
    assert text.endswith(f"长… https://kaohe.example.cn/notices/{notice.pk}/")


@pytest.mark.parametrize(
    ("answer", "why", "attempts"),
    [
        (says(500), "短信网关没有接收：500", 1),
        (says(429), "短信网关没有接收：429", 1),
        (says(401), "短信网关没有接收：401", 1),
        (says(302, Location="http://127.0.0.1:1/"), "短信网关要转到别的网址（302），没有跟去", 1),
        (says(200, b"<html>"), "短信网关的答复看不懂，没有“code”", 1),
        (says(200, b"[" * 60000), "短信网关的答复看不懂", 1),
        (says(200, b"[]"), "短信网关的答复看不懂", 1),
        (says(200, b"{}"), "短信网关的答复看不懂", 1),
    ],
)
def test_a_gateway_that_is_not_well_ends_the_run_and_all_waits(
    settings, reached, tell, answer, why, attempts
):
    with serving(answer) as (url, sent):
        use(settings, URL=url, OK="code=0")
        other = make_account()
        NoticeAddress.objects.create(account=other, channel=Channel.SMS, address=NUMBER)
        tell(reached, other)
        run = outbox.deliver()
    assert [told.startswith(why) for told in run.unreachable] == [True]
    assert len(sent) == 1
    assert list(Delivery.objects.order_by("pk").values_list("state", "attempts")) == [
        (S.WAITING, attempts),
        (S.WAITING, 0),
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says(400), "短信网关没有接收：400"),
        (
            says(200, '{"code": 7, "msg": "13812345678 停机"}'.encode()),
            "短信网关没有接收：code 为 7",
        ),
    ],
)
def test_one_that_is_refused_does_not_keep_others(settings, reached, tell, answer, why):
    with serving(answer) as (url, sent):
        use(settings, URL=url, OK="code=0")
        other = make_account()
        NoticeAddress.objects.create(account=other, channel=Channel.SMS, address=NUMBER)
        tell(reached, other)
        run = outbox.deliver()
    assert len(sent) == 2
    assert not run.unreachable
    assert set(Delivery.objects.values_list("state", "attempts", "why")) == {(S.WAITING, 1, why)}
    assert not any(NUMBER in line for line in run.put_off)


def test_a_refused_one_is_tried_again_as_mail_is_and_given_up_after_ten(settings, reached, tell):
    with serving(says(400)) as (url, sent):
        use(settings, URL=url)
        tell(reached)
        for _ in range(12):
            outbox.deliver()
            for waiting in Delivery.objects.filter(state=S.WAITING):
                waiting.next_at -= timedelta(days=2)
                waiting.save()
    assert (row(), len(sent)) == ((S.FAILED, 10), 10)


def test_a_gateway_that_is_down_leaves_all_for_later(settings, reached, tell):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        use(settings, URL=f"http://127.0.0.1:{taken.getsockname()[1]}")
    tell(reached)
    assert outbox.deliver().unreachable == ["短信网关连接不上：ConnectionRefusedError"]
    with serving(says(200)) as (url, _):
        use(settings, URL=url)
        Delivery.objects.update(next_at="2020-01-01T00:00:00Z")
        outbox.deliver()
    assert row() == (S.SENT, 2)


def silent(handler):
    time.sleep(1.5)


def dripping(handler):
    for _ in range(20):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize("answer", [silent, dripping])
def test_a_gateway_that_does_not_come_to_an_end_is_hung_up_on(settings, reached, tell, answer):
    with serving(answer) as (url, _):
        use(settings, URL=url, TIMEOUT=1)
        tell(reached)
        assert outbox.deliver().unreachable == ["短信网关连接不上：1 秒没有答复"]
    assert row() == (S.WAITING, 1)


def test_a_certificate_of_nobody_known_is_refused(settings, reached, tell, monkeypatch):
    monkeypatch.setattr(
        gateway.HTTPSConnection, "connect", _raise(gateway.ssl.SSLCertVerificationError("self"))
    )
    use(settings, URL="https://sms.example.cn/")
    tell(reached)
    assert outbox.deliver().unreachable == ["短信网关连接不上：证书或加密方式不被信任"]


def _raise(error):
    def raise_it(*_):
        raise error

    return raise_it


def test_certificates_are_looked_at():
    connection = gateway._connection(gateway.urlsplit("https://sms.example.cn/"), 1)
    assert connection._context.verify_mode == gateway.ssl.CERT_REQUIRED
    assert connection._context.check_hostname


def test_one_channel_that_is_down_does_not_keep_the_others(settings, reached, tell, mailoutbox):
    reached.email = "gan@example.cn"
    reached.save()
    NoticeAddress.objects.create(account=reached, channel=Channel.WECHAT, address="gan")
    with serving(says(200, b'{"errcode": 0}')) as (url, sent):
        use(settings, URL="http://127.0.0.1:1")
        use(settings, Channel.WECHAT, URL=url, OK="errcode=0", BODY=DEFAULTS["wechat"]["BODY"])
        tell(reached)
        outbox.deliver()
    assert len(mailoutbox) == 1
    assert sent[0][2]["text"]["mentioned_list"] == ["gan"]
    states = dict(Delivery.objects.values_list("channel", "state"))
    assert states == {"email": S.SENT, "sms": S.WAITING, "wechat": S.SENT}


def test_who_took_the_number_back_gets_nothing(settings, reached, tell):
    use(settings, URL="http://127.0.0.1:1")
    tell(reached)
    NoticeAddress.objects.all().delete()
    run = outbox.deliver()
    assert "账号没有填写手机号码，不再发送；不再重试。" in run.given_up[0]
    assert row()[0] == S.FAILED


def test_neither_number_nor_secret_is_in_any_line_of_the_log(settings, reached, tell, caplog):
    caplog.set_level(logging.DEBUG)
    for answer in (says(500), says(400), says(200, b"13812345678")):
        with serving(answer) as (url, _):
            use(settings, URL=f"{url}?key=s3cret", SECRET="s3cret", OK="code=0")
            tell(reached)
            run = outbox.deliver()
            lines = [*run.put_off, *run.given_up, *run.unreachable, caplog.text]
            assert not any(word in line for line in lines for word in (NUMBER, "s3cret", url))


def test_what_is_told_to_many_costs_a_query_a_gateway(
    settings, reached, actor, django_assert_max_num_queries
):
    use(settings, URL="http://127.0.0.1:1")
    people = [reached, *(make_account() for _ in range(20))]
    from trust import log
    from trust.notices.actions import notify

    with log.acting(), django_assert_max_num_queries(5):
        notify(people, kind="selfeval.reminder", title="请填报", link="/", actor=actor)


DEFAULTS = gateway.settings.GATEWAYS


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"URL": "ftp://a.cn/"}, "https:// 开头"),
        ({"URL": "https:///x"}, "https:// 开头"),
        ({"URL": "https://[x"}, "网址写错了"),
        ({"URL": "https://a.cn:x/"}, "网址写错了"),
        ({"URL": "http://sms.example.cn/"}, "http:// 只用于本机"),
        ({"URL": "https://u:p@a.cn/"}, "不能写账号和密码"),
        ({"BODY": "{to}{text}"}, "不是 JSON"),
        ({"BODY": '{"a": "{to}"}'}, "须有 {to}"),
        ({"BODY": '{"a": "{to}{text}{who}"}'}, "{who} 不是可用的字段"),
        ({"OK": "0"}, "字段=值"),
        ({"TIMEOUT": 0}, "1 到 60"),
        ({"TIMEOUT": 61}, "1 到 60"),
    ],
)
def test_a_site_with_wrong_settings_does_not_start_and_sends_nothing(
    settings, reached, tell, told, why
):
    use(settings, **{"URL": "https://sms.example.cn/"} | told)
    [error] = check_gateways(None)
    assert (error.id, why in error.msg, "SMS_URL" in error.hint) == ("config.E011", True, True)
    tell(reached)
    [line] = outbox.deliver().unreachable
    assert why in line
    assert row() == (S.WAITING, 0)


def test_the_settings_of_a_site_that_says_nothing_are_off_and_otherwise_good(settings):
    assert [DEFAULTS[name]["URL"] for name in ("sms", "wechat")] == ["", ""]
    assert check_gateways(None) == []
    for name in ("sms", "wechat"):
        use(settings, Channel(name), **DEFAULTS[name] | {"URL": "https://a.example.cn/"})
    assert check_gateways(None) == []


def test_values_do_not_break_out_of_the_json():
    values = {"to": '","x":"', "text": "{to}\n"}
    assert json.loads(body_of('{"m": "{to}", "c": "a{text}", "n": [1, null]}', values)) == {
        "m": '","x":"',
        "c": "a{to}\n",
        "n": [1, None],
    }


@pytest.mark.parametrize(
    ("channel", "address", "fits"),
    [
        (SMS, "13812345678", True),
        (SMS, "1381234567", False),
        (SMS, "13812345678\n", False),
        (SMS, "１３８１２３４５６７８", False),
        (SMS, "23812345678", False),
        (WECHAT, "zhang.san@hn", True),
        (WECHAT, "@all", False),
        (WECHAT, "a b", False),
    ],
)
def test_addresses_are_of_their_form(channel, address, fits):
    assert bool(channel.form.fullmatch(address)) is fits


def test_an_address_is_shown_masked():
    assert masked(NUMBER) == "138****78"
    assert masked("gan") == "g***"

"""Notices as e-mail: one letter a person, whatever has gathered."""

import smtplib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from lib.site_words import site_words
from trust.notices.models import LONGEST_WHY, Notice
from trust.notices.senders import Message, NotTaken, Unreachable

#: «I am closing»: said to one letter, meant of all.
CLOSING = 421


class Mail:
    """The sender of trust.notices.models.Channel.EMAIL; how, says EMAIL_URL."""

    nowhere = "账号没有填写电子邮箱，不再发送"

    def is_on(self) -> bool:
        return True

    def addresses(self, people: Iterable[Any]) -> Mapping[int, str]:
        return {person.pk: person.email for person in people if person.email}

    @contextmanager
    def opened(self) -> Iterator[Callable[[Message], None]]:
        connection = get_connection()
        try:
            connection.open()
        except smtplib.SMTPResponseException as error:  # the account or its password
            raise Unreachable(_said(error.smtp_code, error.smtp_error)) from error
        except OSError as error:
            raise _unreachable(error) from error
        try:
            yield partial(_post, connection)
        finally:
            with suppress(OSError):
                connection.close()


MAIL = Mail()


def _post(connection, message: Message) -> None:
    letter = letter_of(message)
    letter.connection = connection
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except OSError as error:
        raise _unreachable(error) from error
    except ValueError as error:  # an address or a head that no letter may bear
        raise NotTaken(f"邮件地址有误：{error}"[:LONGEST_WHY]) from error


def _refused(code: int, words: bytes | str) -> NotTaken | Unreachable:
    why = _said(code, words)
    return Unreachable(why) if code == CLOSING else NotTaken(why)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(f"邮件服务器没有接收：{code} {text}".split())[:LONGEST_WHY]


def _unreachable(error: OSError) -> Unreachable:
    why = " ".join(str(error).split()) or type(error).__name__
    return Unreachable(f"邮件服务器连接不上：{why}"[:LONGEST_WHY])


def letter_of(message: Message) -> EmailMessage:
    """Return the letter: of one notice its title, of several how many, each with its address."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    notices = message.notices
    if len(notices) == 1:
        subject, told = notices[0].title, _told(notices[0])
    else:
        subject = f"【{site_words().product}】您有 {len(notices)} 条通知"
        told = "\n\n".join(f"{n}. {_told(each)}" for n, each in enumerate(notices, 1))
    return EmailMessage(
        subject,
        f"{message.person}：\n\n{told}\n\n{_foot(notices)}\n",
        settings.DEFAULT_FROM_EMAIL,
        [message.address],
        headers={
            "Message-ID": f"<{message.key}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _told(notice: Notice) -> str:
    at = timezone.localtime(notice.created_at)
    lines = [f"{notice.title}（{at:%Y-%m-%d %H:%M}）", notice.body, address_in_site(notice)]
    return "\n".join(line for line in lines if line)


def address_in_site(notice: Notice | None) -> str:
    """Return where it, or the list of all, is read in the site, which marks one as read; "" where
    the site's own address is not set."""
    if not settings.SITE_URL:
        return ""
    if notice is None:
        path = reverse("notices")
    else:
        path = reverse("notice", args=[notice.pk]) if notice.in_site else notice.link
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _foot(notices: Sequence[Notice]) -> str:
    where = "" if settings.SITE_URL else f"请登录“{site_words().product}”，按顶栏的铃铛查看。\n"
    return (
        f"{where}（本邮件由系统发送，请勿直接回复。"
        "哪些通知发邮件，可在账号菜单的“通知设置”里选择。）"
    )

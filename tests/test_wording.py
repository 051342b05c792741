"""How people are named with the role, and with whom they act for."""

import pytest

from lib.wording import person_as, who


@pytest.mark.parametrize(
    ("role", "name", "told"),
    [
        ("考核办", "李四", "考核办 李四"),
        ("", "李四", "李四"),
        ("考核办", "", "考核办"),
        ("考核办（代 张三）", "李四", "考核办 李四（代 张三）"),
        ("培训（中心）", "李四", "培训（中心） 李四"),
    ],
)
def test_whom_somebody_acts_for_comes_last(role, name, told):
    assert who(role, name) == told
    if name:
        assert person_as(name, role).strip() == told


def test_role_that_the_name_says_is_said_once():
    assert person_as("培训中心乙", "培训中心") == "培训中心乙"
    assert person_as("培训中心乙", "培训中心（代 张三）") == "培训中心乙（代 张三）"

"""What the tests of recording share: the addresses and requests of the grid's script."""

import json

from django.urls import reverse

from assessment.models import Indicator, Result

JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}


def result_of(table, name="农业实用技术培训") -> Result:
    return Result.objects.get(measure__name=name, measure__component__item__section__table=table)


def training() -> Indicator:
    return Indicator.objects.get(name="移民培训", year__number=2017)


def grid_url() -> str:
    return reverse("collection-grid", args=[2017, training().pk])


def write(client, result, text, version=None, **more):
    body = {"text": text, "version": result.version if version is None else version} | more
    return client.post(
        reverse("result-record", args=[2017, result.pk]),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def write_block(client, cells, *, preview=False):
    body = {
        "cells": [{"id": r.pk, "text": text, "version": r.version} for r, text in cells],
        "preview": preview,
    }
    return client.post(
        reverse("collection-block", args=[2017, training().pk]),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )

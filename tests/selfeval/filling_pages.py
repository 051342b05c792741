"""What the tests of filling in share: the addresses and requests of the page's script."""

import json

from django.urls import reverse

JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}


def url(name, report, *more):
    return reverse(name, args=[report.pk, *more])


def save(client, report, *cells, section="basics", **more):
    told = [{"address": a, "words": w, "version": v} for a, w, v in cells]
    body = {"cells": told, "section": section, **more}
    return client.post(url("report-cells", report), json.dumps(body), **JSON)


def post(client, name, report, **body):
    return client.post(url(name, report), json.dumps({"section": "basics", **body}), **JSON)


def opened(client, report, section="basics"):
    response = client.get(url("report-section", report, section))
    assert response.status_code == 200
    return response.content.decode()

"""The forms of names, and what is nearest to a name in such a form."""

from __future__ import annotations

import pytest

from daprls.model.names import ACA_COMPONENT, ACA_WORD, APP_LABEL, SUBDOMAIN, NameForm


@pytest.mark.parametrize(
    ("form", "name", "fits"),
    [
        (ACA_COMPONENT, "reddog.pubsub", True),
        (ACA_COMPONENT, "a", True),
        (ACA_COMPONENT, "a" * 60, True),
        (ACA_COMPONENT, "a" * 61, False),
        (ACA_COMPONENT, "a--b", False),
        (ACA_COMPONENT, "1a", False),
        (ACA_COMPONENT, "a-", False),
        (ACA_COMPONENT, "", False),
        (ACA_WORD, "1a.b-c", True),
        (ACA_WORD, "redisPassword", False),
        (ACA_WORD, "a\n", False),
        (SUBDOMAIN, "order.queue-1", True),
        (SUBDOMAIN, "order..queue", False),
        (SUBDOMAIN, "a." * 126 + "a", True),
        (SUBDOMAIN, "a." * 127 + "a", False),
        (APP_LABEL, "a" * 58, True),
        (APP_LABEL, "a" * 59, False),
        (APP_LABEL, "a-", True),
        (APP_LABEL, "a.b", False),
    ],
)
def test_a_form_tells_which_names_have_it(form: NameForm, name: str, fits: bool) -> None:
    assert form.fits(name) is fits


@pytest.mark.parametrize(
    ("form", "name", "nearest"),
    [
        (ACA_WORD, "redisPassword", "redis-password"),
        (ACA_WORD, "SQLPassword_2", "sql-password-2"),
        (ACA_WORD, "-shop.", "shop"),
        (ACA_WORD, "äöü", None),
        (ACA_COMPONENT, "1-order_queue", "order-queue"),
        (ACA_COMPONENT, "redis--state", "redis-state"),
        (ACA_COMPONENT, "42", None),
        (ACA_COMPONENT, "a" * 61, None),
        (SUBDOMAIN, "order/queue", "order-queue"),
        (SUBDOMAIN, "Order..Queue", "order--queue"),
        (APP_LABEL, "shop.orders", "shop-orders"),
    ],
)
def test_the_nearest_name_has_the_form(form: NameForm, name: str, nearest: str | None) -> None:
    assert form.nearest(name) == nearest
    assert nearest is None or form.fits(nearest)

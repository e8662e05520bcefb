"""Which known words a misspelt one is close to."""

from __future__ import annotations

import pytest

from daprls.spelling import closest, distance

NAMES = ("redisHost", "redisPassword", "redisPort", "enableTLS", "ttlInSeconds", "queue", "url")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("redisHots", ("redisHost",)),
        ("redishost", ("redisHost",)),
        ("redisPasword", ("redisPassword",)),
        ("enableTSL", ("enableTLS",)),
        ("qeue", ("queue",)),
        ("ttlInSec", ("ttlInSeconds",)),
    ],
)
def test_a_misspelt_word_is_close_to_the_one_that_was_meant(
    word: str, meant: tuple[str, ...]
) -> None:
    assert closest(word, NAMES) == meant


@pytest.mark.parametrize("word", ["uri2", "collection", "q", "", "xyz"])
def test_a_word_that_means_none_of_them_is_close_to_none(word: str) -> None:
    assert closest(word, NAMES) == ()


def test_equally_close_words_are_all_given() -> None:
    assert closest("redisPost", ("redisHost", "redisPort")) == ("redisHost", "redisPort")


def test_a_swap_of_neighbours_is_one_mistake() -> None:
    assert distance("scopes", "socpes", 3) == 1


def test_a_distance_beyond_the_limit_is_not_counted_further() -> None:
    assert distance("state.redis", "pubsub.kafka", 2) == 3

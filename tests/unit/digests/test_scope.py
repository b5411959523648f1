"""Which block an action goes into."""

from crm.digests.scope import Scope, place_for
from crm.treaties.step import Step

AFRICA, VOTES, REST = Scope(regions=("Africa",)), Scope(aims=("vote",)), Scope()


def test_an_action_goes_into_the_block_meant_for_it_before_the_one_for_the_rest() -> None:
    scopes = [REST, AFRICA, VOTES]
    assert place_for(scopes, "Africa", None) == 1
    assert place_for(scopes, "Asia", Step.VOTE) == 2
    assert place_for(scopes, "Asia", Step.RATIFY) == 0
    assert place_for([AFRICA], "Asia", None) is None


def test_a_block_for_a_region_and_an_aim_takes_what_is_both() -> None:
    both = Scope(("Africa",), ("ratify",))
    assert both.holds("Africa", Step.RATIFY)
    assert not both.holds("Africa", None)
    assert not both.holds("Asia", Step.RATIFY)


def test_what_is_stored_is_read_back() -> None:
    for scope in (AFRICA, VOTES, REST):
        assert Scope.of(scope.stored) == scope
    assert REST.stored == {}

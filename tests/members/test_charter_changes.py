"""What a new version of the charter says otherwise than the former, paragraph by paragraph."""

from members.charter_changes import changes


def kinds_of(before: str, after: str) -> list[list[str]]:
    return [[piece.kind for piece in passage] for passage in changes(before, after)]


def test_a_changed_paragraph_is_compared_word_by_word() -> None:
    assert kinds_of("We keep what we hear.", "We keep what we are told.") == [
        ["same", "gone", "new"]
    ]


def test_a_paragraph_that_is_another_is_shown_as_gone_and_new() -> None:
    assert kinds_of("One two three.", "Wholly different words here.") == [["gone"], ["new"]]


def test_what_stayed_is_left_out_and_markup_is_no_change() -> None:
    assert changes("# Trust\n\nWe *listen*.", "# Trust\n\nWe listen.\n\n- Point") == [
        [("new", "Point")]
    ]


def test_texts_of_all_sizes_are_compared_in_reasonable_time() -> None:
    long = " ".join(f"word{n}" for n in range(30_000))
    assert kinds_of(long, long.replace("word7 ", "other ")) == [["gone"], ["new"]]
    assert kinds_of("", "") == []

"""What we ask of others' servers leads nowhere inside, and ends in time and in bounds."""

import gzip
import socket
import time
from ipaddress import ip_address

import pytest

from resources import fetching
from resources.fetching import NotFetched, Refused, Trouble, fetch, may_reach

from .other_servers import answering, open_to, serving

HALF_PACKED = gzip.compress(b"half" * 99, mtime=0)[:-9]  # without the hour: a test's name is one
INSIDE = [
    *("127.0.0.1", "10.0.0.1", "172.16.3.3", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("100.100.100.200", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1"),  # noqa: S104
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "192.88.99.1", "168.63.129.16"),
    *("::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::"),
    *("2001::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::127.0.0.1"),
    *("2001:db8::1", "3fff::1", "100::1"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_of_the_public_internet_is_not_reached(address: str) -> None:
    assert not may_reach(ip_address(address), 443)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_public_internet_is_reached_at_the_ports_of_the_web(address: str) -> None:
    assert may_reach(ip_address(address), 443)
    assert may_reach(ip_address(address), 80)
    assert not may_reach(ip_address(address), 22)


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("http://127.0.0.1/", Trouble.NOT_PUBLIC),
        ("http://2130706433/", Trouble.NOT_PUBLIC),
        ("http://0x7f.1/", Trouble.NOT_PUBLIC),
        ("http://localhost/", Trouble.NOT_PUBLIC),
        ("https://[::1]/", Trouble.NOT_PUBLIC),
        ("http://[::ffff:10.0.0.1]/", Trouble.NOT_PUBLIC),
        ("http://8.8.8.8:25/", Trouble.PORT),
        ("file:///etc/passwd", Trouble.ADDRESS),
        ("gopher://8.8.8.8/", Trouble.ADDRESS),
        ("//8.8.8.8/", Trouble.ADDRESS),
        ("http:///nowhere", Trouble.ADDRESS),
        ("http://name:word@8.8.8.8/", Trouble.ADDRESS),
        ("http://8.8.8.8/\r\nHost: other", Trouble.ADDRESS),
        ("http://8.8.8.8:99999/", Trouble.ADDRESS),
        (f"http://{'a' * 70}.org/", Trouble.ADDRESS),
        (f"http://8.8.8.8/{'a' * 8000}", Trouble.ADDRESS),
        ("", Trouble.ADDRESS),
    ],
)
def test_where_we_do_not_go_is_said_in_words_and_not_asked(url: str, trouble: Trouble) -> None:
    with pytest.raises(Refused) as caught:
        fetch(url, timeout=2)
    assert caught.value.trouble == trouble
    assert str(caught.value) == trouble.label


def test_what_a_server_says_comes_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(b"Hello", Content_Type="text/plain")) as other:
        open_to(monkeypatch, other.port)
        answer = fetch(f"{other.url}/a page?q=é", headers={"Accept": "text/plain"})
        assert (answer.status, answer.content, answer.ok) == (200, b"Hello", True)
        assert answer.headers["content-type"] == "text/plain"
        assert fetch(other.url, method="HEAD").content == b""
        assert fetch(other.url, max_bytes=0).content == b""


def test_signs_outside_ascii_are_written_for_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(b"")) as other:
        open_to(monkeypatch, other.port)
        fetch(f"{other.url}/étude/%20?q=à&n=1#part")
    assert other.asked == ["/%C3%A9tude/%20?q=%C3%A0&n=1"]


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_of_theirs_is_an_answer(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(b"no", status=status)) as other:
        open_to(monkeypatch, other.port)
        answer = fetch(other.url)
    assert (answer.status, answer.ok) == (status, False)


def test_a_move_is_followed_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = answering(b"", status=302, Location="/there")
    there = answering(b"Here")
    with serving(lambda one: (there if one.path == "/there" else moved)(one)) as other:
        open_to(monkeypatch, other.port)
        answer = fetch(f"{other.url}/here")
    assert (answer.url, answer.content) == (f"{other.url}/there", b"Here")


@pytest.mark.parametrize(
    ("location", "trouble"),
    [
        ("http://169.254.169.254/latest/meta-data/", Trouble.NOT_PUBLIC),
        ("http://localhost:1/", Trouble.NOT_PUBLIC),
        ("file:///etc/passwd", Trouble.ADDRESS),
        ("http://[", Trouble.ADDRESS),
    ],
)
def test_a_move_is_checked_like_any_address(
    location: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PORTS", {"http": 80, "https": 443, "any": 1})
    with serving(answering(b"", status=301, Location=location)) as other:
        open_to(monkeypatch, other.port)
        with pytest.raises(Refused) as caught:
            fetch(other.url)
    assert caught.value.trouble == trouble
    assert len(other.asked) == 1


def test_moves_without_an_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(b"", status=302, Location="/again")) as other:
        open_to(monkeypatch, other.port)
        with pytest.raises(Refused) as caught:
            fetch(other.url)
    assert caught.value.trouble == Trouble.TOO_MANY_MOVES
    assert len(other.asked) == fetching.MOST_MOVES + 1


def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """First a public address, for the check; then one inside, for the connection."""
    told = iter(["8.8.8.8", "127.0.0.1"])
    reached = []

    def getaddrinfo(host: str, port: int, **kw: object) -> list[tuple]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(told), port))]

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(NotFetched) as caught:
        fetch("http://changing.example/")
    assert caught.value.trouble == Trouble.NO_ANSWER
    assert reached == [("8.8.8.8", 80)]


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kw: found)
    with pytest.raises(Refused) as caught:
        fetch("http://both.example/")
    assert caught.value.trouble == Trouble.NOT_PUBLIC


@pytest.mark.parametrize("packed", [False, True])
def test_more_than_was_asked_for_is_not_kept(packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"x" * 10_000_000
    reply = answering(content)
    if packed:
        reply = answering(gzip.compress(content), Content_Encoding="gzip")
    with serving(reply) as other:
        open_to(monkeypatch, other.port)
        with pytest.raises(NotFetched) as caught:
            fetch(other.url, max_bytes=1000)
        assert caught.value.trouble == Trouble.TOO_LARGE
        assert fetch(other.url, max_bytes=len(content)).content == content


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + HALF_PACKED,
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        b"",
    ],
)
def test_an_answer_that_breaks_off_is_none(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda one: one.wfile.write(sent)) as other:
        open_to(monkeypatch, other.port)
        with pytest.raises(NotFetched) as caught:
            fetch(other.url)
    assert caught.value.trouble in {Trouble.BROKEN, Trouble.NO_ANSWER}


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_gives_a_byte_at_a_time_is_left_in_time(
    begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(request: object) -> None:
        request.wfile.write(begin)  # type: ignore[attr-defined]
        for _n in range(60):
            request.wfile.write(b"a")  # type: ignore[attr-defined]
            time.sleep(0.05)

    with serving(drip) as other:
        open_to(monkeypatch, other.port)
        began = time.monotonic()
        with pytest.raises(NotFetched) as caught:
            fetch(other.url, timeout=0.3)
    assert caught.value.trouble == Trouble.TOO_SLOW
    assert time.monotonic() - began < 2


def test_nobody_there_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(b"")) as other:
        pass
    open_to(monkeypatch, other.port)
    with pytest.raises(NotFetched) as caught:
        fetch(other.url, timeout=2)
    assert caught.value.trouble == Trouble.NO_ANSWER


def test_a_server_without_a_valid_certificate_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that speaks no TLS at all; what it says is not read."""
    with serving(answering(b"plain")) as other:
        open_to(monkeypatch, other.port)
        with pytest.raises(NotFetched) as caught:
            fetch(other.url.replace("http:", "https:"), timeout=2)
    assert caught.value.trouble in {Trouble.BROKEN, Trouble.NOT_TRUSTED}

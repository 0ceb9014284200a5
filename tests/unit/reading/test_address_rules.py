"""Which addresses a feed may have, judged by spelling and by number."""

from ipaddress import ip_address

import pytest

from bot.core.reading.address_rules import refused_address, refused_url

PUBLIC = [
    "https://example.com/feed",
    "http://example.com/feed?x=1",
    "https://example.com:443/",
    "http://example.com:8080/rss",
    "https://sub.example.co.uk/",
    "https://xn--e1afmkfd.xn--p1ai/rss",
    "https://роскосмос.рф/rss",
    "http://8.8.8.8/feed",
    "http://[2606:4700::1111]/feed",
    "https://example.com/http://127.0.0.1/",
    "https://example.com/?next=http://localhost/",
    "https://internal.example.com/",
    "https://127.example.com/",
]

FORBIDDEN = """
http://127.0.0.1/ http://127.0.0.1:80/ http://127.1/ http://127.0.1/ http://127.255.255.254/
http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/ http://0177.0.0.1/ http://017700000001/
http://0x7f.1/ http://127.0.0.1./ http://0/ http://0.0.0.0/ http://0.1.2.3/ http://00000177.1/
http://[::1]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[::127.0.0.1]/ http://[::7f00:1]/ http://[64:ff9b::7f00:1]/
http://[64:ff9b::127.0.0.1]/ http://[64:ff9b:1::1]/ http://[2002:7f00:1::]/
http://[2002:c0a8:101::1]/ http://[2001:0:53aa:64c:0:0:80ff:fffe]/ http://[fe80::1]/
http://[fe80::1%25eth0]/ http://[fc00::1]/ http://[fd00:ec2::254]/ http://[fec0::1]/
http://[ff02::1]/ http://[ff0e::1]/ http://[100::1]/ http://[2001:db8::1]/ http://[3fff::1]/
http://[::ffff:0:127.0.0.1]/ http://10.0.0.1/ http://10.255.255.255/ http://172.16.0.1/
http://172.31.255.255/ http://192.168.0.1/ http://192.168.1.1:8080/ http://169.254.169.254/
http://169.254.169.254/latest/meta-data/ http://100.64.0.1/ http://100.100.100.200/
http://192.0.0.8/ http://192.0.0.192/ http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.1/
http://203.0.113.1/ http://224.0.0.1/ http://239.255.255.250/ http://240.0.0.1/
http://255.255.255.255/ http://192.88.99.1/ http://localhost/ http://LOCALHOST/
http://localhost./ http://localhost:8080/ http://a.localhost/ http://ip6-localhost/
http://printer/ http://printer.local/ http://db.internal/ http://metadata.google.internal/
http://router.lan/ http://nas.home.arpa/ http://intranet/ http://x.onion/
http://127.0.0.1.nip.io/ http://app.localtest.me/ http://1.1.1.1:22/ https://example.com:25/
https://example.com:6379/ https://example.com:5432/ http://example.com:0/ http://example.com:65536/
http://example.com:-1/ http://example.com:8o/ http://user@example.com/
http://user:word@example.com/ http://example.com@127.0.0.1/ http://127.0.0.1\\@example.com/
http://①②⑦.⓪.⓪.①/ http://１２７.０.０.１/ http://127。0。0。1/ http://ⓛocalhost/
ftp://example.com/ file:///etc/passwd gopher://example.com/ dict://example.com/ ws://example.com/
data:text/xml,x javascript:alert(1) about:blank feed://example.com/ //example.com/ /feed feed
http:// http:/// http://./ http://:80/ http://[ http://[]/ http://[1.2.3.4]/ http://[::1 https:
http://1.2.3.4.5/ http://256.1.1.1/ http://1e100/ http://0x/ http://0b1.0.0.1/
"""

SPACED = (
    *("http://exa mple.com/", "http://example.com/\n", "http://\t127.0.0.1/", "", "\0"),
    *("http://example.com\u3000/", "http://example\u2028.com/", "http://127.0.0.1\0.a.com/"),
)


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_address_may_be_tried(url: str) -> None:
    assert refused_url(url) is None


@pytest.mark.fault("I1")
@pytest.mark.fault("A10")
@pytest.mark.parametrize("url", [*FORBIDDEN.split(), *SPACED])
def test_an_address_that_is_not_public_web_is_refused(url: str) -> None:
    assert refused_url(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:54321/", "http://localhost/", "http://[::1]:8080/", "http://192.168.1.1/",
     "http://nas.local/", "http://169.254.1.1/", "http://[::ffff:127.0.0.1]/"],
)  # fmt: skip
def test_private_addresses_may_be_allowed(url: str) -> None:
    assert refused_url(url, allow_private=True) is None


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://224.0.0.1/", "http://0.0.0.0/", "http://255.255.255.255/",
     "http://[ff02::1]/", "http://2130706433/", "http://user@127.0.0.1/", "http://192.0.2.1/"],
)  # fmt: skip
def test_addresses_that_never_have_a_feed_stay_refused(url: str) -> None:
    assert refused_url(url, allow_private=True)


WRAPPED = {
    "::ffff:10.0.0.1": "private",
    "::ffff:8.8.8.8": None,
    "64:ff9b::a00:1": "private",
    "64:ff9b::808:808": None,
    "2002:a00:1::1": "private",
    "2002:808:808::1": None,
    "2001:0:0:0:0:0:f5ff:fffe": "private",
    "::ffff:169.254.169.254": "link-local",
    "2002:7f00:1::": "loopback",
    "::10.0.0.1": "reserved",
}


@pytest.mark.fault("I2")
@pytest.mark.parametrize(("address", "verdict"), WRAPPED.items())
def test_an_address_within_an_address_is_judged_by_where_it_leads(
    address: str, verdict: str | None
) -> None:
    refused = refused_address(ip_address(address))
    assert (refused and refused.value) == (verdict and f"{{host}} is {verdict}")

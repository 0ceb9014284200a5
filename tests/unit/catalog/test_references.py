"""No private address gets into the catalog, however it is spelled."""

from collections.abc import Callable

import pytest

from bot.catalog.references import reference_problems
from bot.catalog.scalar_values import url_fault
from bot.catalog.yaml_document import Document

INSIDE = """
http://127.0.0.1/ http://127.0.0.1:8080/x http://127.1/ http://127.0.1/ http://0/ http://0.0.0.0/
http://2130706433/ http://017700000001/ http://0177.0.0.1/ http://0x7f.0.0.1/ http://0x7f000001/
http://0x7F.1/ http://127.0.0.1./ http://127.000.000.001/ http://127.0.0.0x1/ http://[::1]/
http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::127.0.0.1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[0:0:0:0:0:ffff:127.0.0.1]/ http://[::ffff:0:127.0.0.1]/
http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::7f00:1]/ http://[2002:7f00:1::]/
http://[2002:a00:1::]/ http://[fe80::1]/ http://[fe80::1%25eth0]/ http://[fc00::1]/
http://[fd12:3456:789a::1]/ http://[ff02::1]/ http://[fec0::1]/ http://[2001:db8::1]/
http://[100::1]/ http://[2001::1]/ http://10.0.0.1/ http://10.1/ http://172.16.0.1/
http://172.31.255.255/ http://192.168.0.1/ http://192.168.1/ http://169.254.169.254/
http://169.254.169.254/latest/meta-data/ http://2852039166/ http://0xa9fea9fe/
http://0251.0376.0251.0376/ http://100.64.0.1/ http://100.127.255.254/ http://192.0.0.8/
http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.1/ http://203.0.113.1/ http://224.0.0.1/
http://239.255.255.255/ http://240.0.0.1/ http://255.255.255.255/ http://localhost/
http://LOCALHOST/ http://localhost./ http://localhost.localdomain/ http://a.localhost/ http://db/
http://db.internal/ http://metadata.google.internal/ http://router.lan/ http://printer.local/
http://nas.home.arpa/ http://wiki.corp/ http://x.intranet/ http://127.0.0.1.nip.io/
http://10-0-0-1.sslip.io/ http://localtest.me/ http://a.lvh.me/ http://①②⑦.⓪.⓪.①/
http://１２７.０.０.１/ http://127。0。0。1/ http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/ http://u:p@example.org/
http://example.org@127.0.0.1/ http://127.0.0.1\\@example.org/ http://127.0.0.1#@example.org/
http://example.org:22/ http://example.org:6379/ http://example.org:0/ file:///etc/passwd
file://localhost/etc/passwd ftp://example.org/ gopher://example.org/ dict://example.org/
data:text/xml,x javascript:alert(1) //example.org/rss http:///rss http:example.org http://[/
http://]/ http://example.org:99999/ http://[::1
"""

OUTSIDE = """
https://www.nasa.gov/feed/ http://example.org/rss https://example.org:8443/rss https://8.8.8.8/
https://[2606:4700:4700::1111]/rss https://xn--e1afmkfd.xn--p1ai/rss https://пример.рф/rss
https://tass.com/rss/v2.xml?sections=NDg4Mw== https://172.32.0.1/ https://11.0.0.1/
https://localhost.example.org/ https://my-lan.example.org/
"""


def refused(url: str) -> bool:
    """Whether an address is refused, for its form or for where it leads."""
    value = {"feeds": {"a": {"url": url}}, "topics": {"iss": {}}}
    return bool(
        url_fault(url) or [*reference_problems(Document(value, {}, ()), allow_private=False)]
    )


@pytest.mark.fault("I1")
def test_every_spelling_of_a_private_address_is_refused(
    record_property: Callable[[str, object], None],
) -> None:
    let_in = [url for url in INSIDE.split() if not refused(url)]
    kept_out = [url for url in OUTSIDE.split() if refused(url)]
    record_property(
        "figure", f"{len(let_in) + len(kept_out)} wrong of {len((INSIDE + OUTSIDE).split())}"
    )
    record_property("limit", "0 wrong")
    assert (let_in, kept_out) == ([], [])

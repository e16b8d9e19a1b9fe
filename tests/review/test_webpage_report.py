"""The page: everything escaped, nothing fetched, every link of the grid lands."""

from __future__ import annotations

import base64
import hashlib
import re

from lexassist.review.links import Addresses, name_copies
from lexassist.review.webpage import write_page

from .reviewed import review


def page() -> str:
    return write_page(review(), Addresses(name_copies(review().rows))).decode()


def test_what_documents_say_is_escaped() -> None:
    assert "&lt;script&gt;alert(&#x27;told&#x27;)" in page()
    assert "<script>alert" not in page()
    assert "Project &lt;Kestrel&gt; &amp; others" in page()


def test_nothing_is_fetched() -> None:
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b|@import|url\(|https?:", page())
    assert "default-src &#x27;none&#x27;" in page()


def test_only_the_script_of_the_page_may_run() -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#x27;sha256-{digest}&#x27;" in page()
    assert not re.search(r"\son[a-z]+=", page())


def test_every_cell_leads_to_its_finding() -> None:
    anchors, links = re.findall(r'id="(f\d+)"', page()), re.findall(r'href="#(f\d+)"', page())
    assert sorted(anchors) == sorted(links)
    assert len(links) == sum(len(row.findings) for row in review().rows)


def test_a_quotation_leads_to_its_page() -> None:
    cited = review().rows[0].findings[0].citations[0]
    assert f'<a href="highlighted/nda.pdf#page={cited.pages[0]}">nda.pdf, cl. 13.1, p. {cited.pages[0]}</a>' in page()


def test_tables_have_heads_for_those_who_hear_them() -> None:
    assert page().count('<th scope="row">') >= len(review().rows)
    assert '<th scope="col">Governing law</th>' in page()

"""Calls the service through the generated Python client: what goes in, what comes out, and what is refused, all typed."""

import json
import sys

from pressespiegel_client import AuthenticatedClient
from pressespiegel_client.api.articles import create_article, create_articles, get_article_claims, list_articles
from pressespiegel_client.api.claims import list_claims
from pressespiegel_client.api.figures import list_figures
from pressespiegel_client.api.lexicon import get_lexicon, replace_lexicon
from pressespiegel_client.types import File
from pressespiegel_client.models import Article, ArticleInput, ClaimKind, FigureKind, ListArchivedClaim, ListArchivedFigure, Problem

url, key = sys.argv[1:]
TEXT = "Die Kran AG aus Ulm hat 2025 rund 42 Millionen Euro verdient. „Das ist ein gutes Ergebnis“, sagte Vorstandschefin Anna Arndt."

with AuthenticatedClient(base_url=url, token=key) as client:
    article = create_article.sync(client=client, body=ArticleInput(text=TEXT, source="Bote", published_at="2026-03-10"))
    assert isinstance(article, Article), article
    assert article.source == "Bote" and article.published_at.isoformat().startswith("2026-03-10"), article

    claims = list_claims.sync(client=client, kind=ClaimKind.DIRECT)
    assert isinstance(claims, ListArchivedClaim), claims
    claim = claims.items[0]
    assert claim.text == "„Das ist ein gutes Ergebnis“" and claim.speaker.name == "Anna Arndt", claim
    assert claim.article.id == article.id, claim

    figures = list_figures.sync(client=client)
    assert isinstance(figures, ListArchivedFigure), figures
    assert any(figure.kind == FigureKind.MONEY and figure.value == "42000000" for figure in figures.items), figures

    refused = create_article.sync(client=client, body=ArticleInput(text=" "))
    assert isinstance(refused, Problem) and refused.status == 422, refused

    lines = "".join(json.dumps({"text": f"Nummer {i}: Es gehe voran, sagte Peter Oswald.", "source": "Kurier"}) + "\n" for i in range(3))
    results = create_articles.sync_detailed(client=client, body=File(payload=lines.encode()))
    assert results.status_code == 200 and len(results.content.splitlines()) == 3, results
    assert len(list_articles.sync(client=client, source="Kurier").items) == 3

    entry = {"id": "organization:qx", "name": "Quarbelwerke", "type": "organization"}
    put = replace_lexicon.sync_detailed(client=client, body=File(payload=json.dumps(entry).encode()))
    assert put.status_code == 200, put
    assert [known.name for known in get_lexicon.sync(client=client).items] == ["Quarbelwerke"]

with AuthenticatedClient(base_url=url, token="wrong") as stranger:
    assert isinstance(list_articles.sync(client=stranger), Problem)

print("python: an article, its claims and figures, a batch, the lexicon and two refusals, typed")

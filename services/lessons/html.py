"""Markdown to HTML that is safe to show, whoever wrote it."""

import functools

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}  # the page's own title is its only h1


@functools.lru_cache(maxsize=256)
def to_html(body: str) -> str:
    """
    The Markdown `body` as HTML without scripts, styles, pictures from elsewhere or HTML of its own. Links lead to
    https, http or a telephone number.
    """
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    tokens = markdown.parse(body)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    rendered = markdown.renderer.render(tokens, markdown.options, {})
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"https", "http", "tel"},
        link_rel="noopener noreferrer",
    )

"""What a reader, or a browser, finds in a page: for tests that must not trust our own code."""

from __future__ import annotations

import json
from html.parser import HTMLParser

_VOID = {"meta", "br", "img", "link", "input", "hr", "base"}


class ReadPage(HTMLParser):
    """The tags, scripts, addresses and texts of a page."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.scripts = []  # (attributes, text)
        self.addresses = []
        self.handlers = []
        self.styles = []
        self.meta = {}
        self.lang = None
        self.texts = []  # one per innermost element that holds text
        self._open = []
        self._raw = None
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.addresses += [
            attributes[name] for name in ("src", "href", "action") if name in attributes
        ]
        self.handlers += [name for name in attributes if name.startswith("on")]
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "meta":
            name = attributes.get("name") or attributes.get("http-equiv")
            if name:
                self.meta[name.lower()] = attributes.get("content")
        if tag in {"script", "style"}:
            self._raw = [tag, attributes, ""]
        elif tag not in _VOID:
            self._open.append([tag, ""])

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            kind, attributes, text = self._raw
            (self.scripts if kind == "script" else self.styles).append((attributes, text))
            self._raw = None
            return
        assert self._open, f"</{tag}> closes nothing"
        opened, text = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        if text.strip():
            self.texts.append((tag, text))

    def handle_data(self, data):
        if self._raw is not None:
            self._raw[2] += data
        elif self._open:
            self._open[-1][1] += data

    @property
    def unclosed(self):
        """Elements that nothing closed."""
        return [tag for tag, _ in self._open]

    @property
    def payload(self):
        """The payload of the map."""
        (text,) = [text for attrs, text in self.scripts if attrs.get("id") == "za-payload"]
        return json.loads(text)

    @property
    def parts(self):
        """The parts by name."""
        return {
            attrs["data-za-part"]: json.loads(text)
            for attrs, text in self.scripts
            if "data-za-part" in attrs
        }

    @property
    def programs(self):
        """The texts of the scripts that a browser runs."""
        return [
            text
            for attrs, text in self.scripts
            if attrs.get("type", "text/javascript") != "application/json"
        ]


def strings_in(value):
    """Return every string in a JSON value, keys too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for piece in pair for text in strings_in(piece)]
    if isinstance(value, list):
        return [text for piece in value for text in strings_in(piece)]
    return []

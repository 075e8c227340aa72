"""Splits Swift source into tokens, roughly: comments and the text of strings are left out, interpolations kept."""

import re

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<line_comment>//[^\n]*)
      | (?P<number>0x[0-9A-Fa-f_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)
      | (?P<name>`[^`\n]*`|[#@$]?[A-Za-z_][A-Za-z0-9_]*|\$\d+)
      | (?P<operator>\.\.[.<]|[-/=+!*%<>&|^~?]+)
      | (?P<mark>.)""",
    re.X | re.S,
)
REGEX = re.compile(r"/(?![\s/*])(?:\\.|[^/\n\\])+/")
QUOTE = re.compile(r'(#*)("""|")')
PAIRS = {")": "(", "]": "[", "}": "{"}


class Token:
    """A word, number, operator or mark, with its place in the text."""

    __slots__ = ("kind", "text", "start", "end", "limit", "line", "inside", "match", "parent")

    def __init__(self, kind, text, start, line, inside):
        self.kind, self.text, self.start, self.end = kind, text, start, start + len(text)
        # `inside`: whether it is code within a string. `match`, `parent`: numbers of tokens. `limit`: where it and all
        # before it end, for a string ends behind what it interpolates.
        self.line, self.inside, self.match, self.parent, self.limit = line, inside, None, None, None


def tokens(text):
    """All tokens of a file, brackets matched."""
    found = []
    _code(text, 0, False, found)
    stack, limit = [], 0
    for number, token in enumerate(found):
        token.limit = limit = max(limit, token.end)
        token.parent = stack[-1] if stack else None
        if token.text in ("(", "[", "{"):
            stack.append(number)
        elif token.text in PAIRS and stack:
            opening = stack.pop()
            found[opening].match, token.match = number, opening
            token.parent = stack[-1] if stack else None
    return found


def _code(text, at, inside, found):
    """Tokens from a place on; within a string up to the bracket that ends the interpolation, whose end it returns."""
    depth = 0
    while at < len(text):
        if text.startswith("/*", at):
            at = _block_comment(text, at)
            continue
        regex = REGEX.match(text, at)
        if regex and (not found or found[-1].text in ("(", ",", ":", "=", "return", "{")):
            found.append(Token("string", regex.group(), at, text.count("\n", 0, at), inside))
            at = regex.end()
            continue
        quote = QUOTE.match(text, at)
        if quote:
            at = _string(text, quote, found)
            continue
        piece = TOKEN.match(text, at)
        kind, word = piece.lastgroup, piece.group()
        if kind in ("space", "line_comment"):
            at = piece.end()
            continue
        found.append(Token(kind, word, at, text.count("\n", 0, at), inside))
        at = piece.end()
        if inside and word == "(":
            depth += 1
        elif inside and word == ")":
            depth -= 1
            if depth == 0:
                return at
    return at


def _block_comment(text, at):
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(text, at):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _string(text, quote, found):
    """Skips a string and reads what it interpolates; returns where it ends."""
    hashes, delimiter = quote.groups()
    at = quote.end()
    start = len(found)
    found.append(Token("string", quote.group(), quote.start(), text.count("\n", 0, quote.start()), False))
    escape = "\\" + hashes
    while at < len(text):
        if text.startswith(delimiter + hashes, at):
            at += len(delimiter + hashes)
            break
        if text.startswith(escape + "(", at):
            at = _code(text, at + len(escape), True, found)
        elif text.startswith(escape, at):
            at += len(escape) + 1
        else:
            at += 1
    found[start].end = at
    return at

"""Where Swift source can be changed by a realistic bug, and how.

A site gives two texts: the bug as it would be written, for the diff, and a form that is the bug only while its mutant is
switched on, so that one build holds them all.
"""

import re

from tokens import tokens

COMPARISONS = {"<": ["<=", ">"], "<=": ["<", ">="], ">": [">=", "<"], ">=": [">", "<="], "==": ["!="], "!=": ["=="]}
CONNECTIVES = {"&&": "||", "||": "&&"}
OPPOSITES = {
    "min": "max", "max": "min", "first": "last", "last": "first", "firstIndex": "lastIndex", "lastIndex": "firstIndex",
    "dropFirst": "dropLast", "dropLast": "dropFirst", "prefix": "suffix", "suffix": "prefix",
    "removeFirst": "removeLast", "removeLast": "removeFirst", "popFirst": "popLast", "popLast": "popFirst",
}
BRANCHES = ("if", "for", "while", "else", "do", "catch", "repeat", "defer", "case", "default")
# Words that no statement to drop begins with.
KEYWORDS = set(
    "let var func init deinit subscript struct enum class extension protocol actor typealias import return case default"
    " if else guard for while repeat switch do catch break continue fallthrough defer static private fileprivate package"
    " internal public mutating nonmutating nonisolated final override indirect where in is as some any borrowing"
    " consuming convenience required lazy weak unowned associatedtype operator precedencegroup discard yield".split()
)


class Site:
    """A change of one kind at one place."""

    def __init__(self, path, text, kind, first, last, plain, switched):
        """`plain` and `switched` hold replacements (start, end, text); `switched` is given the mutant's number."""
        self.path, self.text, self.kind, self.helper = path, text, kind, None
        self.first_line, self.last_line = first, last
        self.plain, self.switched = plain, switched

    def mutated(self):
        """The file with the bug."""
        return edited(self.text, self.plain)


def edited(text, replacements):
    """A text with replacements made; none may overlap another."""
    for start, end, new in sorted(replacements, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def mark(number):
    """Two characters that name a mutant in an operator."""
    return chr(0x2500 + number // 128) + chr(0x2580 + number % 128)


class Finder:
    """Finds the sites of one file."""

    def __init__(self, path, module, text, cases):
        """`cases` holds the cases of each enumeration of the project."""
        self.path, self.module, self.text, self.cases = path, module, text, cases
        self.all = tokens(text)
        self.sites = []

    def active(self, number):
        return f"mutant{self.module}({number})"

    def find(self):
        for number, token in enumerate(self.all):
            if token.kind == "operator":
                self.operator(number, token)
            elif token.kind == "number":
                self.constant(number, token)
            elif token.kind == "name":
                self.name(number, token)
            if not token.inside and token.kind == "name" and self.starts_line(number):
                self.statement(number, token)
        return self.sites

    def add(self, kind, first, last, plain, switched):
        lines = (self.all[first].line, self.text.count("\n", 0, self.end(first, last)))
        self.sites.append(Site(self.path, self.text, kind, *lines, plain, switched))

    def replace(self, kind, number, plain, switched):
        token = self.all[number]
        self.add(
            kind, number, number, [(token.start, token.end, plain)],
            lambda mutant: [(token.start, token.end, switched(mutant))])

    def before(self, number):
        return self.all[number - 1].text if number else ""

    def after(self, number):
        return self.all[number + 1].text if number + 1 < len(self.all) else ""

    def end(self, first, last):
        """Where a run of tokens ends: a string ends behind what it interpolates."""
        return max(token.end for token in self.all[first:last + 1])

    def starts_line(self, number):
        if number == 0:
            return True
        last = self.all[number - 1]
        end = last.end if self.all[number].inside else last.limit
        return self.text.count("\n", 0, end) < self.all[number].line

    def spaced(self, token):
        return self.text[token.start - 1].isspace() and self.text[token.end:token.end + 1].isspace()

    def operator(self, number, token):
        if self.before(number) == "func":
            return
        if token.text in COMPARISONS and self.spaced(token):
            for other in COMPARISONS[token.text]:
                self.replace("comparison", number, other, lambda mutant: token.text + mark(mutant))
                self.sites[-1].helper = ("comparison", token.text, other)
        elif token.text in CONNECTIVES and self.spaced(token):
            other = CONNECTIVES[token.text]
            self.replace("connective", number, other, lambda mutant: token.text + mark(mutant))
            self.sites[-1].helper = ("connective", token.text, other)
        elif token.text == "..<" and self.after(number) not in (")", "]", ",", "}"):
            if self.before(number) in ("(", "[", ",", "{"):
                return
            # Reads as a range that ends one earlier.
            self.replace("comparison", number, "..< -1 + ", lambda mutant: token.text + mark(mutant))
            self.sites[-1].helper = ("range", "..<", "")
        elif token.text == "!" and not self.text[token.end].isspace():
            if self.text[token.start - 1].isspace() or self.before(number) in ("(", "[", "{"):
                self.replace("negation", number, "", lambda mutant: "!" + mark(mutant))
                self.sites[-1].helper = ("not", "!", "")
        elif token.text == "?" and self.spaced(token):
            self.ternary(number)

    def constant(self, number, token):
        if self.before(number) in (".", "case") and self.text[token.start - 1] == ".":
            return
        text = token.text
        if re.fullmatch(r"\d[\d_]*", text):
            value = int(text.replace("_", ""))
            others = ["1"] if value == 0 else [str(value + 1), str(value - 1)]
        elif re.fullmatch(r"0x[0-9A-Fa-f_]+", text):
            others = [hex(int(text.replace("_", ""), 16) ^ 1)]
        elif re.fullmatch(r"\d[\d_]*\.\d[\d_]*", text):
            value = float(text.replace("_", ""))
            others = ["1.0"] if value == 0 else [repr(value * 2)]
        else:
            return
        negative = self.before(number) == "-" and self.all[number - 1].end == token.start
        for other in others[:1] if negative else others:
            self.choice(number, token, other)

    def choice(self, number, token, other):
        kind = "default" if self.is_default(number) else "constant"
        self.replace(kind, number, other, lambda mutant: f"({self.active(mutant)} ? {other} : {token.text})")

    def is_default(self, number):
        """Whether a token is the default of a function's argument."""
        opening = self.all[number].parent
        if self.before(number) != "=" or opening is None or self.all[opening].text != "(":
            return False
        line = self.text[:self.all[opening].start].rsplit("\n", 1)[-1]
        return bool(re.search(r"\b(func|init)\b", line))

    def name(self, number, token):
        word = token.text
        if word in ("true", "false"):
            self.choice(number, token, "false" if word == "true" else "true")
        elif number > 2 and self.before(number) == "." and self.is_default(number - 1):
            self.default_case(number, token)
        elif word in OPPOSITES:
            self.opposite(number, token)
        elif word in ("if", "while", "guard") and not token.inside:
            self.condition(number)
        elif word == "where" and not token.inside:
            self.where(number)

    def default_case(self, number, token):
        """Another case of the enumeration as an argument's default."""
        known = self.cases.get(self.all[number - 3].text, [])
        others = [case for case in known if case != token.text]
        if token.text in known and others:
            start, other = self.all[number - 1].start, "." + others[0]
            self.add(
                "default", number - 1, number, [(start, token.end, other)],
                lambda mutant: [(start, token.end, f"({self.active(mutant)} ? {other} : .{token.text})")])

    def opposite(self, number, token):
        word, opens = token.text, self.after(number)
        called = opens == "(" or opens == "{" and word in ("first", "min", "max")
        if self.before(number) in ("func", "var", "let", "case", "?") or opens == ":":
            return
        if number + 2 < len(self.all) and self.all[number + 2].text in ("while", "through", "upTo", "from"):
            return
        member = self.before(number) == "."
        if member and not self.text[self.all[number - 1].start - 1].isspace():
            if self.all[number - 2].kind == "mark" and self.before(number - 1) in ("(", "[", "{", ","):
                return
        elif member and not self.starts_line(number - 1):
            return
        if not called and (word not in ("first", "last") or not member) or not member and word not in ("min", "max"):
            return
        self.replace("opposite", number, OPPOSITES[word], lambda mutant: f"mutant{word}{mutant}")
        self.sites[-1].helper = ("opposite", word, member)

    def wrap(self, kind, first, last, before, after, plain):
        start, end = self.all[first].start, self.end(first, last)
        self.add(
            kind, first, last, plain,
            lambda mutant: [(start, start, before(mutant)), (end, end, after)])

    def negate(self, first, last):
        start, end = self.all[first].start, self.end(first, last)
        self.wrap(
            "condition", first, last, lambda mutant: f"mutantNegated{self.module}({mutant}, ", ")",
            [(start, start, "!("), (end, end, ")")])

    def condition(self, number):
        """Each clause of a condition that is no binding."""
        guard = self.all[number].text == "guard"
        at = first = number + 1
        while at < len(self.all):
            token = self.all[at]
            ends = token.text == ("else" if guard else "{")
            if ends or token.text == ",":
                if first < at and self.all[first].text not in ("let", "var", "case") and self.all[first].text[0] != "#":
                    self.negate(first, at - 1)
                first = at + 1
                if ends:
                    return
            if token.text in ("}", ")", "]"):
                return
            at = token.match + 1 if token.text in ("(", "[", "{") and token.match and not ends else at + 1

    def where(self, number):
        line = self.text[:self.all[number].start].rsplit("\n", 1)[-1]
        if not re.match(r"\s*for\b", line):
            return
        at = number + 1
        while at < len(self.all) and self.all[at].text != "{":
            at = self.all[at].match + 1 if self.all[at].text in ("(", "[") and self.all[at].match else at + 1
        self.negate(number + 1, at - 1)

    def ternary(self, number):
        at = number - 1
        while at >= 0:
            token = self.all[at]
            if token.text in (")", "]", "}") and token.match is not None:
                at = token.match
            elif token.text in ("(", "[", "{", ",", ":", "return", "in", "else", "?", "=", "+=", "??", "->", "try"):
                at += 1
                break
            if at and self.starts_line(at) and not self.continues(at):
                break
            at -= 1
        if 0 <= at < number and self.all[at].text not in ("let", "var", "case", "return"):
            self.negate(at, number - 1)

    def continues(self, number):
        """Whether a token that begins a line continues the line before."""
        token, last = self.all[number], self.all[number - 1]
        if token.kind == "operator" and (self.spaced(token) or token.text == "?"):
            return True
        if token.text in (".", "else", ")", "]", ":", "in", "where") or last.text in ("(", "[", ",", ":", "="):
            return True
        return last.kind == "operator" and self.spaced(last)

    def statement(self, number, token):
        """A statement of lines of its own that throws, calls or adds."""
        parent = token.parent
        if parent is None or self.all[parent].text != "{" or self.continues(number) or token.text in KEYWORDS or token.text[0] == "@":
            return
        at, adds, calls = number, False, False
        while at < len(self.all):
            piece = self.all[at]
            if at > number and self.starts_line(at) and not self.continues(at) or piece.text in ("}", ";"):
                break
            if piece.text in ("=", ":", "->", "??") or piece.text in COMPARISONS and self.spaced(piece):
                return
            adds = adds or piece.text in ("+=", "-=")
            if piece.text in ("(", "{"):
                calls = True
            at = piece.match + 1 if piece.text in ("(", "[", "{") and piece.match else at + 1
        last = at - 1
        if not (adds or calls or token.text == "throw"):
            return
        if token.text == "throw" and self.text[:token.start].rstrip().endswith("else {"):
            return
        alone = self.before(number) == "{" and self.after(last) == "}"
        header = self.text[:self.all[parent].start].rsplit("\n", 1)[-1]
        if alone and not re.match(r"\s*(\} )?(%s)\b" % "|".join(BRANCHES), header):
            if "func" not in header or "->" in header:
                return
        start, end = token.start, self.end(number, last)
        kept = self.text[start:end]
        self.wrap(
            "dropped", number, last, lambda mutant: f"if !{self.active(mutant)} {{ ", " }",
            [(start, end, "// dropped: " + " ".join(kept.split()))])


def cases(texts):
    """The cases without values of each enumeration, by its name."""
    found = {}
    for text in texts:
        for name, body in re.findall(r"\benum (\w+)[^{]*\{(.*?)\n *(?:var|func|init|\}|package var|static)", text, re.S):
            found[name] = [case for line in re.findall(r"^ *case ([\w, ]+)$", body, re.M) for case in line.split(", ")]
    return found


def sites(path, module, text, cases):
    """All sites of a file, in its order."""
    found = Finder(path, module, text, cases).find()
    # Import lines hold no logic.
    lines = text.splitlines()
    return [site for site in found if not re.match(r"\s*((package|public|internal) )?import\b", lines[site.first_line])]

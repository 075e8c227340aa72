"""The Swift code that switches mutants on: one file for each target of the copy."""

from sites import mark

BASE = """\
import Glibc

private let active = getenv("PYBENCH_MUTANT").flatMap {{ Int(String(cString: $0)) }} ?? -1
private let reached = getenv("PYBENCH_MUTANTS_REACHED").map {{ String(cString: $0) }}
private nonisolated(unsafe) let seen: UnsafeMutablePointer<Bool> = {{
  let flags = UnsafeMutablePointer<Bool>.allocate(capacity: {count})
  flags.initialize(repeating: false, count: {count})
  return flags
}}()

private func note(_ number: Int) {{
  guard let reached, !seen[number] else {{ return }}
  let before = errno
  let file = open(reached, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
  if file >= 0 {{
    let line = "\\(number)\\n"
    seen[number] = write(file, line, line.utf8.count) > 0
    close(file)
  }}
  errno = before
}}

package func mutant{module}(_ number: Int) -> Bool {{
  note(number)
  return number == active
}}

package func mutantNegated{module}(_ number: Int, _ value: Bool) -> Bool {{
  mutant{module}(number) != value
}}

/// Counts as reached only where the two differ.
private func choice(_ number: Int, _ own: Bool, _ other: Bool) -> Bool {{
  if own != other {{ note(number) }}
  return number == active ? other : own
}}

"""

EQUALITY = """\
infix operator {own}{mark} : ComparisonPrecedence
package func {own}{mark} <T: Equatable>(a: T, b: T) -> Bool {{ choice({number}, a {own} b, a {other} b) }}
@_disfavoredOverload
package func {own}{mark} <T>(a: T?, b: _OptionalNilComparisonType) -> Bool {{
  choice({number}, a {own} nil, a {other} nil)
}}
"""
ORDER = """\
infix operator {own}{mark} : ComparisonPrecedence
package func {own}{mark} <T: Comparable>(a: T, b: T) -> Bool {{ choice({number}, a {own} b, a {other} b) }}
package func {own}{mark} <A: Comparable, B: Comparable>(a: (A, B), b: (A, B)) -> Bool {{
  choice({number}, a {own} b, a {other} b)
}}
package func {own}{mark} <A: Comparable, B: Comparable, C: Comparable>(a: (A, B, C), b: (A, B, C)) -> Bool {{
  choice({number}, a {own} b, a {other} b)
}}
"""
MIXED = """\
@_disfavoredOverload
package func {own}{mark} <A: BinaryInteger, B: BinaryInteger>(a: A, b: B) -> Bool {{
  choice({number}, a {own} b, a {other} b)
}}
@_disfavoredOverload
package func {own}{mark} <A: StringProtocol, B: StringProtocol>(a: A, b: B) -> Bool {{
  choice({number}, a {own} b, a {other} b)
}}
"""
CONNECTIVE = """\
infix operator {own}{mark} : {precedence}
package func {own}{mark} (a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool {{
  mutant{module}({number}) ? try a {other} b() : try a {own} b()
}}
"""
RANGE = """\
infix operator ..<{mark} : RangeFormationPrecedence
package func ..<{mark} <T: Strideable>(a: T, b: T) -> Range<T> where T.Stride: SignedInteger {{
  mutant{module}({number}) ? a..<max(a, b.advanced(by: -1)) : a..<b
}}
"""
NOT = """\
prefix operator !{mark}
package prefix func !{mark} (a: Bool) -> Bool {{ mutantNegated{module}({number}, !a) }}
"""
FREE = """\
package func mutant{own}{number}<T: Comparable>(_ a: T, _ b: T, _ rest: T...) -> T {{
  mutant{module}({number})
    ? rest.reduce({other}(a, b)) {{ {other}($0, $1) }} : rest.reduce({own}(a, b)) {{ {own}($0, $1) }}
}}
"""
MEMBERS = {
    "min": """\
extension Sequence {{
  package func mutant{own}{number}(by order: (Element, Element) throws -> Bool) rethrows -> Element? {{
    mutant{module}({number}) ? try {other}(by: order) : try {own}(by: order)
  }}
}}
extension Sequence where Element: Comparable {{
  package func mutant{own}{number}() -> Element? {{ mutant{module}({number}) ? {other}() : {own}() }}
}}
""",
    "first": """\
extension BidirectionalCollection {{
  package var mutant{own}{number}: Element? {{ mutant{module}({number}) ? {other} : {own} }}
  package func mutant{own}{number}(where test: (Element) throws -> Bool) rethrows -> Element? {{
    mutant{module}({number}) ? try {other}(where: test) : try {own}(where: test)
  }}
}}
""",
    "firstIndex": """\
extension BidirectionalCollection {{
  package func mutant{own}{number}(where test: (Element) throws -> Bool) rethrows -> Index? {{
    mutant{module}({number}) ? try {other}(where: test) : try {own}(where: test)
  }}
}}
extension BidirectionalCollection where Element: Equatable {{
  package func mutant{own}{number}(of element: Element) -> Index? {{
    mutant{module}({number}) ? {other}(of: element) : {own}(of: element)
  }}
}}
""",
    "dropFirst": """\
extension BidirectionalCollection {{
  package func mutant{own}{number}(_ count: Int = 1) -> SubSequence {{
    mutant{module}({number}) ? {other}(count) : {own}(count)
  }}
}}
""",
    "prefix": """\
extension BidirectionalCollection {{
  package func mutant{own}{number}(_ count: Int) -> SubSequence {{
    mutant{module}({number}) ? {other}(count) : {own}(count)
  }}
}}
""",
    "removeFirst": """\
extension RangeReplaceableCollection where Self: BidirectionalCollection {{
  @discardableResult
  package mutating func mutant{own}{number}() -> Element {{ mutant{module}({number}) ? {other}() : {own}() }}
  package mutating func mutant{own}{number}(_ count: Int) {{
    if mutant{module}({number}) {{ {other}(count) }} else {{ {own}(count) }}
  }}
}}
""",
    "popFirst": """\
extension RangeReplaceableCollection where Self: BidirectionalCollection {{
  @discardableResult
  package mutating func mutant{own}{number}() -> Element? {{
    guard !isEmpty else {{ return nil }}
    let takesFirst = mutant{module}({number}) != ("{own}" == "popFirst")
    return takesFirst ? removeFirst() : removeLast()
  }}
}}
""",
}


def members(word):
    twins = {"max": "min", "last": "first", "lastIndex": "firstIndex", "dropLast": "dropFirst", "suffix": "prefix",
             "removeLast": "removeFirst", "popLast": "popFirst"}
    return MEMBERS[twins.get(word, word)]


def helper(module, number, site):
    """What a mutant needs beside its place in the source."""
    if site.helper is None:
        return ""
    kind, own, detail = site.helper
    values = {"module": module, "number": number, "mark": mark(number), "own": own, "other": detail}
    if kind == "comparison":
        return ((EQUALITY if own in ("==", "!=") else ORDER) + MIXED).format(**values)
    if kind == "connective":
        precedence = "LogicalConjunctionPrecedence" if own == "&&" else "LogicalDisjunctionPrecedence"
        return CONNECTIVE.format(precedence=precedence, **values)
    if kind == "range":
        return RANGE.format(**values)
    if kind == "not":
        return NOT.format(**values)
    from sites import OPPOSITES

    values["other"] = OPPOSITES[own]
    return (members(own) if detail else FREE).format(**values)


def source(module, mutants, count):
    """The file of switches of a target."""
    parts = [helper(module, number, site) for number, site in mutants]
    return BASE.format(module=module, count=count) + "\n".join(part for part in parts if part)

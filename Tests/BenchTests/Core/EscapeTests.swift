import Testing

@testable import BenchCore
@testable import BenchReport

@Suite struct EscapeTests {
  @Test func `markup characters and control characters are harmless in HTML and SVG`() {
    #expect(
      Escape.markup("</script><img src='x' alt=\"&\">")
        == "&lt;/script&gt;&lt;img src=&#39;x&#39; alt=&quot;&amp;&quot;&gt;")
    #expect(Escape.markup("a\nb\u{0}c") == "a b\u{FFFD}c")
  }

  @Test func `a Markdown cell stays one cell of plain text`() {
    #expect(Escape.markdown("a|b\nc") == "a\\|b c")
    #expect(Escape.markdown("*x* `y` [z](u) <b>") == "\\*x\\* \\`y\\` \\[z\\](u) &lt;b&gt;")
    #expect(Escape.markdown("@somebody") != "@somebody")
  }

  @Test func `JSON inside a script cannot end it`() {
    let escaped = Escape.script(json: "\"</script><!--\u{2028}&\"")
    #expect(escaped == "\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\"")
  }

  @Test(arguments: [
    ("results/a-b_1.2", "results/a-b_1.2"), ("two words", "'two words'"), ("it's", "'it'\\''s'"), ("", "''"),
    ("$(x)", "'$(x)'"), ("*.pyc", "'*.pyc'"),
  ])
  func `a word survives the shell`(word: String, quoted: String) {
    #expect(Escape.shell(word) == quoted)
  }
}

/// A small tree with the kinds of binaries that a Python build holds, compiled once with debug information.
package enum BinaryTree {
  private static let master = Result { try build() }

  /// A copy for one test: times, modes and links kept.
  package static func copy() throws -> TestFolder {
    let folder = try TestFolder()
    let done = try Shell.run("cp -a '\(master.get().path)/.' '\(folder.path)/'")
    guard done.status == 0 else { throw BuildError(description: done.errors) }
    return folder
  }

  /// What the compiler said.
  package struct BuildError: Error, CustomStringConvertible {
    package let description: String
  }

  private static func build() throws -> TestFolder {
    let folder = try TestFolder()
    let sources = try TestFolder()
    try sources.file(
      "greet.c",
      text: """
        #include <stdio.h>
        static const char *word = "hello";
        static int helper(int times) { int sum = 0; for (int i = 0; i < times; i++) sum += i; return sum; }
        int greet(int times) { printf("%s %d\\n", word, helper(times)); return 0; }
        """)
    try sources.file("main.c", text: "int greet(int); int main(void) { return greet(4); }\n")
    for name in ["bin", "lib/python", "share"] { try folder.folder(name) }
    let done = try Shell.run(
      """
      set -e
      gcc -g -fPIC -c greet.c -o greet.o
      gcc -g main.c greet.o -o '\(folder.path)/bin/hello'
      ln '\(folder.path)/bin/hello' '\(folder.path)/bin/hello3'
      gcc -g -shared greet.o -o '\(folder.path)/lib/libgreet.so.1.0'
      ln -s libgreet.so.1.0 '\(folder.path)/lib/libgreet.so'
      ar rc '\(folder.path)/lib/libgreet.a' greet.o
      cp greet.o '\(folder.path)/lib/greet.o'
      cp '\(folder.path)/lib/libgreet.so.1.0' '\(folder.path)/share/plugin'
      chmod 644 '\(folder.path)/share/plugin'
      """, in: sources.path)
    guard done.status == 0 else { throw BuildError(description: done.errors) }
    try folder.file(
      "lib/python/os.py", text: String(repeating: "import sys  # a line of Python\n", count: 4000))
    try folder.file("lib/python/empty.py")
    try folder.file("lib/python/tool.py", text: "#!/usr/bin/env python3\nprint('tool')\n", mode: 0o755)
    return folder
  }
}

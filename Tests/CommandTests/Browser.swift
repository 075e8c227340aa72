import Foundation

/// A browser that runs without a window, and what it is asked to try on a page.
enum Browser {
  /// The first Chromium on PATH; nil where there is none.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["chromium", "chromium-browser", "google-chrome"].lazy
      .flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What the probe found.
  struct Findings: Decodable {
    /// Errors, violations of the page's policy, and what was written to the console as an error.
    var problems: [String]
    /// Addresses the page asked for.
    let requests: [String]
    /// Charts that can be seen.
    let pictures: Int
    /// Marks and bars with details, in the charts that can be seen.
    let points: Int
    /// Details that the arrow keys show, one after the other.
    let details: [String]
    /// Series that stay bright after a click on zstd in a legend.
    let bright: [String]
    /// The settings of the cards at the slowest, a middle and the fastest bandwidth.
    let answers: [[String]]
    /// The first setting of the table sorted by size upwards, then downwards.
    let sorted: [String]
    let sortStates: [String]
    /// The command of the second card at the fastest bandwidth.
    let command: String
    /// Whether the page is wider than the window.
    let sideways: Bool
  }

  static let probe = #"""
    const problems = [];
    addEventListener("error", e => problems.push(String(e.message || e.target)), true);
    addEventListener("unhandledrejection", e => problems.push(String(e.reason)));
    addEventListener("securitypolicyviolation", e => problems.push(e.violatedDirective + " " + e.blockedURI));
    console.error = (...words) => problems.push(words.join(" "));
    addEventListener("load", () => {
      const all = selector => [...document.querySelectorAll(selector)];
      const seen = element => element.getBoundingClientRect().height > 0;
      const slider = document.getElementById("bandwidth");
      const answers = [0, 200, 400].map(value => {
        slider.value = value;
        slider.dispatchEvent(new Event("input"));
        return all("#cards .big").map(p => p.textContent);
      });
      const chart = all("svg.chart").find(seen);
      const details = ["ArrowRight", "ArrowRight", "ArrowLeft"].map(key => {
        chart.dispatchEvent(new KeyboardEvent("keydown", { key }));
        return document.getElementById("tip").textContent;
      });
      chart.querySelector(".key[data-series=zstd]").dispatchEvent(new Event("click"));
      const bright = [...new Set([...chart.querySelectorAll(".sr:not(.dim)")].map(group => group.dataset.series))];
      const size = document.querySelector('#rows button[aria-label="Size"]'), sorted = [], sortStates = [];
      for (let i = 0; i < 2; i++) {
        size.click();
        sorted.push(document.querySelector("#rows tbody tr th").textContent);
        sortStates.push(size.parentElement.getAttribute("aria-sort"));
      }
      const found = { problems, points: all("[data-tip]").filter(seen).length, details, bright, answers, sorted, sortStates,
        requests: performance.getEntriesByType("resource").map(entry => entry.name).filter(name => !name.startsWith("data:")),
        pictures: all("svg.chart").filter(seen).length, command: all("#cards code")[1].textContent,
        sideways: document.documentElement.scrollWidth > innerWidth };
      document.documentElement.dataset.found = btoa(unescape(encodeURIComponent(JSON.stringify(found))));
    });
    """#
}

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
    /// Points of every chart, by its name and result.
    let points: [String: Int]
    /// Static charts that can be seen.
    let pictures: Int
    /// Level labels drawn on canvases.
    let labels: Int
    /// Pairs of level labels that cover each other.
    let overlaps: Int
    /// The best settings named at the slowest, a middle and the fastest bandwidth.
    let answers: [[String]]
    /// The first setting of the table sorted by size upwards, then downwards.
    let sorted: [String]
    let sortStates: [String]
    /// The command for zstd-19.
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
      const points = {};
      let overlaps = 0, labels = 0;
      for (const figure of all("figure")) {
        const canvas = figure.querySelector("canvas"), chart = canvas && Chart.getChart(canvas);
        if (!chart) continue;
        const kind = figure.dataset.chart;
        const sets = chart.data.datasets.filter((set, i) => kind === "stages" ? i === 0 : set.order !== 9);
        points[kind + "-" + figure.dataset.subject] = sets.flatMap(set => set.data).filter(point => point !== null).length;
        const places = chart.labelPlaces || [];
        labels += places.length;
        places.forEach((a, i) => places.slice(i + 1).forEach(b => {
          if (a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]) overlaps += 1;
        }));
      }
      const slider = document.getElementById("bandwidth");
      const answers = [0, 200, 400].map(value => {
        slider.value = value;
        slider.dispatchEvent(new Event("input"));
        return all("#answer p").map(p => p.dataset.best);
      });
      const size = document.querySelector('#rows button[aria-label="Size"]'), sorted = [], sortStates = [];
      for (let i = 0; i < 2; i++) {
        size.click();
        sorted.push(document.querySelector("#rows tbody tr th").textContent);
        sortStates.push(size.parentElement.getAttribute("aria-sort"));
      }
      const again = document.getElementById("again");
      again.value = "0:zstd-19";
      again.dispatchEvent(new Event("change"));
      const found = { problems, points, labels, overlaps, answers, sorted, sortStates,
        requests: performance.getEntriesByType("resource").map(entry => entry.name).filter(name => !name.startsWith("data:")),
        pictures: all(".static svg").filter(svg => svg.getBoundingClientRect().height > 0).length,
        command: document.getElementById("command").textContent,
        sideways: document.documentElement.scrollWidth > innerWidth };
      document.documentElement.dataset.found = btoa(unescape(encodeURIComponent(JSON.stringify(found))));
    });
    """#
}

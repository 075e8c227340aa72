import BenchCore
import Pipeline
import BenchResults
/// The page's script. It draws what `ReportData` holds and computes nothing that Swift has computed already.
enum ReportScript {
  /// Numbers and colours.
  static let figures = #"""
    "use strict";
    (() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const dark = matchMedia("(prefers-color-scheme: dark)"), wide = matchMedia("(min-width: 720px)");
    const three = x => x >= 99.95 ? x.toFixed(0) : x >= 9.995 ? x.toFixed(1) : x.toFixed(2);
    const time = s => s >= 120 ? Math.floor(s / 60) + " min " + String(Math.floor(s % 60)).padStart(2, "0") + " s"
      : s >= 1 ? three(s) + " s" : s >= 1e-3 ? three(s * 1e3) + " ms" : three(s * 1e6) + " µs";
    const size = b => b < 1e3 ? b + " B" : b < 1e6 ? three(b / 1e3) + " kB" : (b / 1e6).toFixed(2) + " MB";
    const speed = m => m < 999.5 ? Number(m.toPrecision(3)) + " Mbit/s" : Number((m / 1e3).toPrecision(3)) + " Gbit/s";
    const percent = p => (p < 0 ? "−" : "+") + Math.abs(p * 100).toFixed(1) + " %";
    const round = x => String(Number(x.toPrecision(4)));
    const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
    const colour = look => dark.matches ? look.dark : look.light;
    const theme = () => dark.matches
      ? { text: "#b9c1cc", strong: "#eef1f5", grid: "#2a3038", ground: "#14171c", kept: "#a3adba", packed: "#5ab4f0" }
      : { text: "#4d5663", strong: "#15181d", grid: "#e4e7eb", ground: "#fff", kept: "#5c6673", packed: "#0072b2" };
    const fade = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
    const details = row => {
      const lines = [grouped(row.bytes) + " bytes, ratio " + row.ratio.toFixed(3)];
      for (const way of ["compress", "decompress"]) {
        const t = row[way];
        if (t) lines.push(way + " " + time(t.s) + (t.mad == null ? "" : " ± " + time(t.mad)) + ", "
          + three(t.mbps) + " MB/s, " + t.rounds + (t.rounds === 1 ? " round" : " rounds"));
      }
      if (row.note) lines.push(row.note);
      return lines;
    };

    """#

  /// Sorting, the slider, the command.
  static let page = #"""
    const candidates = data.subjects.map(s => s.rows.filter(r => r.decompress));
    const total = (row, megabits) => row.bytes * 8 / (megabits * 1e6) + row.decompress.s;
    const slider = document.getElementById("bandwidth");
    const megabits = () => Math.pow(10, Number(slider.value) / 100);
    const element = (name, text) => { const e = document.createElement(name); e.textContent = text; return e; };
    const answer = () => {
      const b = megabits(), box = document.getElementById("answer");
      document.getElementById("speed").textContent = speed(b);
      box.replaceChildren();
      data.subjects.forEach((subject, index) => {
        const ranked = candidates[index].map(row => ({ row, t: total(row, b) })).sort((x, y) => x.t - y.t || x.row.bytes - y.row.bytes);
        const p = document.createElement("p");
        if (!ranked.length) { p.append("No times to decompress were taken."); box.append(p); return; }
        const best = ranked[0], next = ranked[1], reference = ranked.find(r => r.row.label === subject.reference);
        if (data.subjects.length > 1) p.append(element("small", subject.title));
        p.append(element("b", best.row.label), " in " + time(best.t));
        p.append(element("small", "download " + time(best.t - best.row.decompress.s) + ", decode " + time(best.row.decompress.s)));
        const others = [];
        if (next) others.push("next " + next.row.label + " " + percent(next.t / best.t - 1));
        if (reference && reference !== best && reference !== next) others.push(reference.row.label + " " + percent(reference.t / best.t - 1));
        if (others.length) p.append(element("small", others.join(", ") + " time"));
        p.dataset.best = best.row.label;
        box.append(p);
      });
      slider.setAttribute("aria-valuetext", speed(b) + ": " + [...box.children].map(p => p.dataset.best || "none").join(", "));
    };

    document.querySelectorAll("#rows thead button").forEach(button => button.addEventListener("click", () => {
      const column = Number(button.dataset.column), head = button.parentElement, body = document.querySelector("#rows tbody");
      const down = head.getAttribute("aria-sort") === "ascending", numeric = head.classList.contains("n");
      const key = row => {
        const cell = row.cells[column];
        if (!numeric) return cell.textContent;
        return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
      };
      const order = (x, y) => {
        const a = key(x), b = key(y);
        if (a === null || b === null) return (a === null) - (b === null);
        const sign = numeric ? a - b : a.localeCompare(b, "en", { numeric: true });
        return down ? -sign : sign;
      };
      body.append(...[...body.rows].sort(order));
      document.querySelectorAll("#rows [aria-sort]").forEach(th => th.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
    }));

    const again = document.getElementById("again"), command = document.getElementById("command");
    again.addEventListener("change", () => {
      const at = again.value.indexOf(":");
      command.textContent = data.subjects[again.value.slice(0, at)].commands[again.value.slice(at + 1)];
    });
    document.getElementById("copy").addEventListener("click", async event => {
      getSelection().selectAllChildren(command);
      try { await navigator.clipboard.writeText(command.textContent); event.target.textContent = "Copied"; }
      catch { event.target.textContent = "Selected"; }
    });

    for (const button of document.querySelectorAll(".modes button")) button.addEventListener("click", () => {
      for (const other of document.querySelectorAll(".modes button")) other.setAttribute("aria-pressed", String(other === button));
    });
    slider.addEventListener("input", answer);
    answer();
    })();

    """#
}

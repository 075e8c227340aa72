/// The page's script: hover details, highlighting of a series, the slider, sorting and copying.
///
/// The page is complete without it. Swift draws the charts and their details; the script only computes a card's
/// sum of download and decoding.
enum ReportScript {
  static let text = #"""
    "use strict";
    (() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const data = JSON.parse(document.getElementById("data").textContent);

    const tip = document.body.appendChild(document.createElement("div"));
    tip.id = "tip";
    tip.setAttribute("role", "status");
    let shown = null;
    const hide = () => { shown?.classList.remove("on"); shown = null; tip.className = ""; };
    const show = point => {
      if (point === shown) return;
      hide();
      shown = point;
      point.classList.add("on");
      tip.textContent = point.dataset.tip;
      tip.className = "on";
      tip.style.left = tip.style.top = "0";
      const box = point.getBoundingClientRect(), above = box.top - tip.offsetHeight - 10;
      const left = Math.min(box.left + box.width / 2 - tip.offsetWidth / 2, document.documentElement.clientWidth - tip.offsetWidth - 8);
      tip.style.left = Math.max(left, 8) + scrollX + "px";
      tip.style.top = (above > 4 ? above : box.bottom + 10) + scrollY + "px";
    };

    const highlight = series => {
      const same = document.body.dataset.series === series;
      if (same) delete document.body.dataset.series; else document.body.dataset.series = series;
      for (const group of all(".sr")) group.classList.toggle("dim", !same && group.dataset.series !== series);
      for (const key of all(".key")) key.setAttribute("aria-pressed", String(!same && key.dataset.series === series));
    };

    for (const chart of all("svg.chart")) {
      const points = all("title", chart).map(title => {
        const point = title.parentNode;
        point.dataset.tip = title.textContent.split("; ").join("\n");
        title.remove();
        return point;
      });
      chart.setAttribute("role", "group");
      for (const key of all(".key", chart)) {
        key.setAttribute("role", "button");
        key.setAttribute("tabindex", "0");
        key.setAttribute("aria-pressed", "false");
        key.setAttribute("aria-label", "Highlight " + key.dataset.series);
        key.addEventListener("click", () => highlight(key.dataset.series));
        key.addEventListener("keydown", event => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          highlight(key.dataset.series);
        });
      }
      if (!points.length) continue;
      const nearest = event => {
        let best = null, least = 24;
        for (const point of points) {
          if (point.closest(".dim")) continue;
          const box = point.getBoundingClientRect();
          const distance = Math.hypot(Math.max(box.left - event.clientX, 0, event.clientX - box.right),
            Math.max(box.top - event.clientY, 0, event.clientY - box.bottom));
          if (distance < least) { least = distance; best = point; }
        }
        if (best) show(best); else hide();
      };
      chart.addEventListener("pointermove", nearest);
      chart.addEventListener("pointerdown", nearest);
      chart.addEventListener("pointerleave", event => { if (event.pointerType !== "touch") hide(); });
      chart.setAttribute("tabindex", "0");
      chart.setAttribute("aria-label", chart.getAttribute("aria-label") + " Arrow keys read the values.");
      chart.addEventListener("keydown", event => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (event.key === "Escape") hide();
        if (!step || event.target !== chart) return;
        event.preventDefault();
        const bright = points.filter(point => !point.closest(".dim")), at = bright.indexOf(shown);
        if (bright.length) show(bright.at(at < 0 ? Math.min(step, 0) : (at + step) % bright.length));
      });
      chart.addEventListener("blur", hide);
    }
    addEventListener("keydown", event => { if (event.key === "Escape") hide(); });

    const three = x => x >= 99.95 ? x.toFixed(0) : x >= 9.995 ? x.toFixed(1) : x.toFixed(2);
    const time = s => s >= 119.95 ? Math.floor(Math.round(s) / 60) + " min " + String(Math.round(s) % 60).padStart(2, "0") + " s"
      : s >= 0.9995 ? three(s) + " s" : s >= 0.9995e-3 ? three(s * 1e3) + " ms" : three(s * 1e6) + " µs";
    const speed = m => m < 999.5 ? Number(m.toPrecision(4)) + " Mbit/s" : Number((m / 1e3).toPrecision(4)) + " Gbit/s";
    const percent = p => { const x = Math.abs(p) * 100;
      return (x < 0.0095 ? "<0.01" : x < 9.995 ? Number(x.toFixed(x < 0.995 ? 2 : 1)) : x < 99.5 ? x.toFixed(1) : x.toFixed(0)) + "%"; };
    const slider = document.getElementById("bandwidth");
    const answer = () => {
      const position = Number(slider.value), megabits = Math.pow(10, position / 100);
      const cards = data.cards.map((card, i) => data.choices[i === data.moving ? data.best[position] : card]);
      const costs = cards.map(card => card.costs.map((cost, i) => {
        if (i !== 1 || !cost) return cost;
        const sum = cost[0] + card.bytes * 8 / (megabits * 1e6);
        return [sum, cost[1], time(sum) + " ±" + (cost[1] ? percent(cost[1] / sum) : "0%")];
      }));
      for (const line of all(".line")) line.textContent = speed(megabits);
      document.getElementById("speed").textContent = speed(megabits);
      all("#cards .card").forEach((element, i) => {
        element.querySelector(".big").textContent = cards[i].label;
        element.querySelector("code").textContent = cards[i].command;
        all("dd", element).forEach((dd, k) => {
          const own = costs[i][k];
          if (!own) { dd.firstChild.textContent = "not measured"; dd.lastChild.textContent = ""; return; }
          const least = costs.map(list => list[k]).filter(cost => cost).reduce((a, b) => b[0] < a[0] ? b : a);
          dd.firstChild.textContent = own[2];
          dd.lastChild.textContent = cards.length < 2 ? "" : own[0] === least[0] ? "least"
            : own[0] - least[0] <= 2 * Math.hypot(own[1], least[1]) ? "equal" : "+" + percent(own[0] / least[0] - 1);
        });
      });
      for (const cursor of all(".cursor")) {
        const { from, to } = cursor.dataset;
        cursor.style.display = "inline";
        cursor.setAttribute("transform", "translate(" + (Number(from) + (to - from) * position / 400) + " 0)");
      }
      const text = speed(megabits) + ": " + cards[data.moving].label;
      document.getElementById("answer").textContent = text;
      slider.setAttribute("aria-valuetext", text);
    };
    if (slider) { slider.addEventListener("input", answer); answer(); }

    for (const button of all(".copy")) button.addEventListener("click", async () => {
      const code = button.parentNode.querySelector("code");
      getSelection().selectAllChildren(code);
      try { await navigator.clipboard.writeText(code.textContent); button.textContent = "Copied"; }
      catch { button.textContent = "Selected"; }
    });

    for (const button of all("thead button")) button.addEventListener("click", () => {
      const head = button.parentElement, table = head.closest("table"), body = table.tBodies[0];
      const column = Number(button.dataset.column), numeric = head.classList.contains("n");
      const down = head.getAttribute("aria-sort") === "ascending";
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
      for (const other of all("[aria-sort]", table)) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
    });
    })();

    """#
}

extension ReportScript {
  /// The charts, by Chart.js; where it is missing, or fails, the static ones stay.
  static let charts = #"""
    let mode = "relative", charts = [], crossovers = [];
    const log10 = Math.log10;
    const extent = (values, spare) => {
      const low = Math.min(...values), high = Math.max(...values), by = high > low ? Math.pow(high / low, spare) : 2;
      return { min: low / by, max: high * by };
    };
    // A logarithmic axis reads best at 1, 2 and 5; a narrow one has room for the powers of ten only.
    const logTicks = (write, steps = [1, 2, 5]) => ({ color: theme().text, autoSkip: false, maxRotation: 0, callback(value) {
      const digit = value / Math.pow(10, Math.floor(log10(value) + 1e-9)), nearest = Math.round(digit);
      const crowded = this.isHorizontal() && this.chart.width < 60 + 34 * 3 * log10(this.max / this.min);
      const shown = Math.abs(digit - nearest) < 1e-6 && (crowded ? [1] : steps).includes(nearest);
      return shown ? write(value) : null;
    } });
    const title = text => ({ display: true, text, color: theme().text, font: { size: 12 } });
    const legend = () => ({ position: "top", align: "start", labels: { usePointStyle: true, boxWidth: 9, boxHeight: 8,
      padding: 14, color: theme().text, font: { size: 12.5 } } });
    const tooltip = callbacks => ({ displayColors: false, padding: 10, cornerRadius: 8, callbacks });
    const base = () => ({ animation: false, responsive: true, maintainAspectRatio: false });

    const whiskers = { id: "whiskers", beforeDatasetsDraw(chart) {
      const { ctx, scales: { x, y } } = chart;
      ctx.save();
      for (const [index, set] of chart.data.datasets.entries()) {
        if (!set.whiskers || !chart.isDatasetVisible(index)) continue;
        ctx.strokeStyle = fade(set.borderColor, 0.75);
        ctx.lineWidth = 1.2;
        for (const { low, high, y: ratio } of set.data) {
          if (low == null) continue;
          const a = x.getPixelForValue(low), b = x.getPixelForValue(high), at = y.getPixelForValue(ratio);
          if (b - a < 1) continue;
          ctx.beginPath();
          ctx.moveTo(a, at); ctx.lineTo(b, at);
          for (const end of [a, b]) { ctx.moveTo(end, at - 3); ctx.lineTo(end, at + 3); }
          ctx.stroke();
        }
      }
      ctx.restore();
    } };

    // The numbers beside the points: the important first, each where it covers neither another nor a point.
    const levels = { id: "levels", afterDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart, points = [];
      for (const [index, set] of chart.data.datasets.entries()) {
        if (!set.whiskers || !chart.isDatasetVisible(index)) continue;
        chart.getDatasetMeta(index).data.forEach((point, i) => points.push({ point, row: set.data[i].row, rank: set.data[i].rank, ink: set.ink }));
      }
      const taken = points.map(p => [p.point.x - 4, p.point.y - 4, 8, 8]), places = [];
      const overlap = (a, b) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
      ctx.save();
      ctx.font = "10.5px " + Chart.defaults.font.family;
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      points.sort((a, b) => b.rank - a.rank).forEach(({ point, row, ink }) => {
        const w = ctx.measureText(row.level).width + 2, h = 10;
        search: for (const gap of [5, 10]) for (const [dx, dy] of [[0, -1], [1, -1], [1, 0], [-1, -1], [0, 1], [1, 1], [-1, 0], [-1, 1]]) {
          const reach = dx && dy ? gap * 0.6 : gap;
          const x = point.x + dx * (w / 2 + reach), y = point.y + dy * (h / 2 + reach), box = [x - w / 2, y - h / 2, w, h];
          if (box[0] < area.left || box[0] + w > area.right || box[1] < area.top || box[1] + h > area.bottom) continue;
          if (taken.some(other => overlap(other, box))) continue;
          taken.push(box); places.push(box);
          ctx.strokeStyle = theme().ground; ctx.lineWidth = 2.5; ctx.strokeText(row.level, x, y);
          ctx.fillStyle = ink; ctx.fillText(row.level, x, y);
          break search;
        }
      });
      ctx.restore();
      chart.labelPlaces = places;
    } };

    const speedChart = (way, subject) => {
      const timed = data.subjects.flatMap(s => s.rows).filter(r => r[way]);
      const xs = extent(timed.flatMap(r => [r[way].mbps, r[way].low ?? r[way].mbps, r[way].high ?? r[way].mbps]), 0.04);
      const ratios = timed.map(r => r.ratio), low = Math.min(...ratios), high = Math.max(...ratios), spare = (high - low) * 0.07 || 0.5;
      const rows = subject.rows.filter(r => r[way]);
      const sets = data.series.map((series, index) => {
        const own = rows.filter(r => r.series === index), c = colour(series.look), lines = ["crossRot", "star"].includes(series.look.mark);
        return { label: series.name, whiskers: true, borderColor: c, ink: dark.matches ? series.look.dark : series.look.ink,
          backgroundColor: c, borderDash: series.look.dash, borderWidth: 1.8, showLine: true, pointStyle: series.look.mark,
          pointRadius: 4.2, pointHoverRadius: 6.5, pointHitRadius: 6, pointBackgroundColor: c, pointBorderWidth: lines ? 2 : 0.8,
          pointBorderColor: lines ? c : theme().ground,
          data: own.map(row => ({ x: row[way].mbps, y: row.ratio, low: row[way].low, high: row[way].high, row,
            rank: (row[way].frontier ? 2 : 0) + (row.end ? 1 : 0) })) };
      }).filter(set => set.data.length);
      const best = rows.filter(r => r[way].frontier).map(r => ({ x: r[way].mbps, y: r.ratio })).sort((a, b) => a.x - b.x);
      sets.push({ label: "frontier", data: best, showLine: true, order: 9, pointRadius: 0, pointHitRadius: 0, pointStyle: "line",
        borderColor: fade("#8b93a0", 0.38), borderWidth: 9, borderCapStyle: "round", borderJoinStyle: "round" });
      return { type: "scatter", data: { datasets: sets }, plugins: [whiskers, levels], options: { ...base(),
        interaction: { mode: "nearest", intersect: true },
        scales: {
          x: { type: "logarithmic", ...xs, grid: { color: theme().grid }, ticks: logTicks(round), title: title("MB " + way + "ed a second → faster") },
          y: { min: low - spare, max: high + spare, grid: { color: theme().grid }, title: title("ratio → smaller"),
            ticks: { color: theme().text, includeBounds: false, callback: round } } },
        plugins: { legend: legend(), tooltip: { ...tooltip({ title: items => items.length ? items[0].raw.row.label : "",
          label: item => details(item.raw.row) }), filter: item => item.raw.row } } } };
    };

    const names = { id: "names", afterDraw(chart) {
      if (!chart.groups || chart.options.indexAxis === "y") return;
      const { ctx, scales: { x } } = chart;
      ctx.save();
      ctx.font = "600 12.5px " + Chart.defaults.font.family; ctx.textAlign = "center"; ctx.fillStyle = theme().strong;
      for (const { name, from, to } of chart.groups)
        ctx.fillText(name, (x.getPixelForValue(from) + x.getPixelForValue(to)) / 2, chart.height - 6);
      ctx.restore();
    } };

    const sizesChart = figure => {
      const flat = !wide.matches, slots = [], groups = [];
      for (const label of data.settings) {
        const row = data.subjects.flatMap(s => s.rows).find(r => r.label === label), last = slots[slots.length - 1];
        if (last && last.series !== row.series) slots.push({ label: "" });
        if (!last || last.series !== row.series) groups.push({ name: data.series[row.series].name, from: slots.length });
        groups[groups.length - 1].to = slots.length;
        slots.push({ label, level: row.level, series: row.series });
      }
      const many = data.subjects.length;
      const sets = data.subjects.map((subject, index) => {
        const rows = slots.map(slot => slot.label && subject.rows.find(r => r.label === slot.label) || null);
        const alpha = many < 2 ? 1 : 1 - 0.6 * index / (many - 1);
        const fills = slots.map(s => s.label ? fade(colour(data.series[s.series].look), alpha) : "transparent");
        return { label: subject.title, rows, data: rows.map(r => r && r.bytes / 1e6), backgroundColor: fills,
          categoryPercentage: 0.86, barPercentage: 0.94, borderRadius: 2 };
      });
      figure.querySelector(".live").style.height = flat ? slots.length * (11 + 5 * many) + 60 + "px" : "";
      const values = { beginAtZero: true, grid: { color: theme().grid }, ticks: { color: theme().text }, title: title("MB") };
      const bars = { grid: { display: false }, ticks: { color: theme().text, autoSkip: false, maxRotation: 0, font: { size: 10.5 },
        callback: (_, i) => flat ? slots[i].label : slots[i].level ?? "" } };
      return { type: "bar", data: { labels: slots.map(s => s.label), datasets: sets }, plugins: [names], groups, options: { ...base(),
        indexAxis: flat ? "y" : "x", layout: { padding: { bottom: flat ? 0 : 22 } }, interaction: { mode: "index", intersect: false },
        scales: flat ? { x: { ...values, position: "top" }, y: bars } : { x: bars, y: values },
        plugins: { legend: { ...legend(), display: many > 1, onClick() {}, labels: { ...legend().labels, generateLabels: chart => chart.data.datasets.map((set, i) =>
            ({ text: set.label, fillStyle: fade(theme().kept, many < 2 ? 1 : 1 - 0.6 * i / (many - 1)), strokeStyle: "transparent", fontColor: theme().text, datasetIndex: i, pointStyle: "rect" })) } },
          tooltip: { ...tooltip({ label: item => {
            const row = item.dataset.rows[item.dataIndex];
            return row ? (many > 1 ? [item.dataset.label + ": " + grouped(row.bytes) + " bytes, ratio " + row.ratio.toFixed(3)] : details(row)) : "";
          } }), filter: item => item.dataset.rows[item.dataIndex] } } } };
    };

    const amounts = { id: "amounts", afterDatasetsDraw(chart) {
      const { ctx, scales: { x }, chartArea: area } = chart;
      ctx.save();
      ctx.font = "600 12px " + Chart.defaults.font.family; ctx.textBaseline = "middle";
      chart.getDatasetMeta(0).data.forEach((bar, i) => {
        const step = chart.steps[i], text = size(step.bytes) + (step.change && chart.width > 420 ? "  " + step.change : "");
        const end = Math.max(bar.x, chart.getDatasetMeta(1).data[i].x), fits = end + ctx.measureText(text).width + 10 < area.right;
        ctx.textAlign = fits ? "left" : "right";
        ctx.fillStyle = fits || bar.x < end ? theme().strong : theme().ground;
        ctx.fillText(text, fits ? end + 7 : end - 7, bar.y);
      });
      ctx.restore();
    } };

    const stagesChart = (subject, figure) => {
      const most = Math.max(...data.subjects.flatMap(s => s.steps.map(step => step.bytes))) / 1e6, steps = subject.steps;
      // The amounts stand behind the longest bar, so that leaves room for them.
      const plot = figure.clientWidth - 120, room = plot / (plot - (plot > 300 ? 150 : 78));
      const gone = steps.map((step, i) => i ? Math.max(steps[i - 1].bytes - step.bytes, 0) / 1e6 : 0);
      return { type: "bar", steps, plugins: [amounts], data: { labels: steps.map(s => s.name), datasets: [
          { label: "left", data: steps.map(s => s.bytes / 1e6), backgroundColor: steps.map(s => s.packed ? theme().packed : theme().kept), borderRadius: 3 },
          { label: "taken away", data: gone, backgroundColor: fade("#8b93a0", 0.22), borderRadius: 3 }] },
        options: { ...base(), indexAxis: "y", interaction: { mode: "index", intersect: false }, datasets: { bar: { categoryPercentage: 0.9, barPercentage: 0.82 } },
          scales: { x: { stacked: true, max: most * room, grid: { color: theme().grid }, ticks: { color: theme().text, includeBounds: false }, title: title("MB") },
            y: { stacked: true, grid: { display: false }, ticks: { color: theme().strong, autoSkip: false } } },
          plugins: { legend: { display: false }, tooltip: tooltip({ label: item => item.parsed.x ? item.dataset.label + " " + size(item.parsed.x * 1e6) : "" }) } } };
    };

    const winners = { id: "winners", afterDatasetsDraw(chart) {
      const { ctx, scales: { x }, chartArea: area } = chart, at = x.getPixelForValue(megabits());
      ctx.save();
      ctx.font = "600 11px " + Chart.defaults.font.family; ctx.textAlign = "center";
      for (const segment of chart.subject.segments) {
        const from = x.getPixelForValue(segment.from), to = x.getPixelForValue(segment.to);
        const look = data.series[chart.subject.rows.find(r => r.label === segment.label).series].look;
        ctx.fillStyle = colour(look);
        ctx.fillRect(from + 0.5, area.top - 10, Math.max(to - from - 1, 0.5), 6);
        ctx.fillStyle = dark.matches ? look.dark : look.ink;
        if (ctx.measureText(segment.label).width < to - from - 2) ctx.fillText(segment.label, (from + to) / 2, area.top - 15);
      }
      // Names at the lines' right ends, pushed apart downwards where they would touch.
      if (wide.matches) {
        ctx.textAlign = "left"; ctx.textBaseline = "middle"; ctx.font = "11px " + Chart.defaults.font.family;
        const ends = chart.data.datasets.map((set, i) => ({ set, last: chart.getDatasetMeta(i).data.at(-1), i }))
          .filter(({ set, last, i }) => set.row && last && chart.isDatasetVisible(i) && last.y >= area.top - 1 && last.y <= area.bottom + 1)
          .sort((a, b) => a.last.y - b.last.y);
        let y = Math.min(area.top, area.bottom - 13 * (ends.length - 1)) - 13;
        const tops = ends.map(({ last }) => y = Math.max(last.y, y + 13));
        for (let i = ends.length - 1, limit = area.bottom; i >= 0; i--) limit = (tops[i] = Math.min(tops[i], limit)) - 13;
        ends.forEach(({ set }, i) => { ctx.fillStyle = set.ink; ctx.fillText(set.label, area.right + 6, tops[i]); });
      }
      ctx.strokeStyle = theme().strong; ctx.lineWidth = 1.2; ctx.setLineDash([4, 3]);
      ctx.beginPath(); ctx.moveTo(at, area.top - 12); ctx.lineTo(at, area.bottom); ctx.stroke();
      ctx.restore();
    } };

    const crossoverChart = (subject, index) => {
      const steps = Array.from({ length: 121 }, (_, i) => Math.pow(10, i / 30)), relative = mode === "relative";
      const least = steps.map(b => Math.min(...candidates[index].map(row => total(row, b))));
      const sets = subject.contenders.map(label => {
        const row = subject.rows.find(r => r.label === label), series = data.series[row.series];
        return { label, ink: dark.matches ? series.look.dark : series.look.ink, borderColor: colour(series.look), backgroundColor: colour(series.look), borderDash: series.look.dash, borderWidth: 1.8,
          pointRadius: 0, pointHitRadius: 5, pointStyle: series.look.mark, showLine: true, row,
          data: steps.map((b, i) => ({ x: b, y: relative ? total(row, b) / least[i] : total(row, b) })) };
      });
      sets.push({ label: "best", data: steps.map((b, i) => ({ x: b, y: relative ? 1 : least[i] })), order: 9, showLine: true, pointRadius: 0,
        pointHitRadius: 0, pointStyle: "line", borderColor: fade("#8b93a0", 0.38), borderWidth: 9, borderCapStyle: "round" });
      return { type: "scatter", data: { datasets: sets }, plugins: [winners], subject, options: { ...base(),
        layout: { padding: { top: 30, right: wide.matches ? 106 : 6 } }, interaction: { mode: "nearest", axis: "xy", intersect: true },
        scales: {
          x: { type: "logarithmic", min: 1, max: 10000, grid: { color: theme().grid },
            ticks: logTicks(v => v < 1000 ? round(v) + (wide.matches ? " Mbit/s" : " M") : round(v / 1000) + (wide.matches ? " Gbit/s" : " G"), [1]),
            title: title(wide.matches ? "download bandwidth" : "download bandwidth, bit/s") },
          y: relative ? { min: 1, max: 1.8, grid: { color: theme().grid }, ticks: { color: theme().text, callback: v => round(v) + " ×" }, title: title("times the best") }
            : { type: "logarithmic", ...extent(sets.flatMap(s => s.data.map(p => p.y)), 0.02), grid: { color: theme().grid },
              ticks: logTicks(v => v >= 1 ? round(v) + " s" : round(v * 1e3) + " ms", [1]), title: title("download + decode") } },
        plugins: { legend: { ...legend(), position: "bottom", labels: { ...legend().labels, filter: item => item.text !== "best" } },
          tooltip: tooltip({ title: items => items.length ? items[0].dataset.label : "", label: item => {
            const b = item.raw.x, row = item.dataset.row;
            return row ? ["at " + speed(b) + ": " + time(total(row, b)), "download " + time(total(row, b) - row.decompress.s) + ", decode " + time(row.decompress.s)] : "";
          } }) } } };
    };

    const draw = () => {
      if (typeof Chart === "undefined") return;
      for (const chart of charts) chart.destroy();
      charts = []; crossovers = [];
      Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
      for (const figure of document.querySelectorAll("figure")) {
        const canvas = figure.querySelector("canvas"), kind = figure.dataset.chart, index = Number(figure.dataset.subject);
        if (!canvas) continue;
        const subject = data.subjects[index];
        try {
          const config = kind === "sizes" ? sizesChart(figure) : kind === "stages" ? stagesChart(subject, figure)
            : kind === "crossover" ? crossoverChart(subject, index) : speedChart(kind, subject);
          const { groups, steps, subject: shown, ...rest } = config;
          // The plugins draw as soon as a chart is made, so what they need travels ahead of it.
          rest.plugins = [{ id: "bind", beforeInit(chart) { Object.assign(chart, { groups, steps, subject: shown }); } }, ...rest.plugins];
          const chart = new Chart(canvas, rest);
          charts.push(chart);
          if (kind === "crossover") crossovers.push(chart);
        } catch (error) {
          figure.classList.add("fallback");
          console.error(error);
        }
      }
    };

    """#
}

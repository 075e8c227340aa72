/// The page's style: phone first, wider screens by grid, both colour schemes, and paper.
enum ReportStyle {
  static let css = #"""
    :root{--bg:#f6f7f9;--card:#fff;--fg:#15181d;--soft:#4d5663;--line:#dfe3e8;--accent:#0b63a5;--mark:#e8f2fb;
    --good:#00714f;--bad:#a84700;--shadow:0 1px 2px rgba(20,30,45,.06),0 4px 16px rgba(20,30,45,.05)}
    @media (prefers-color-scheme:dark){:root{--bg:#0d0f13;--card:#14171c;--fg:#eef1f5;--soft:#a7b0bc;--line:#2a3038;
    --accent:#6cb8f5;--mark:#16283a;--good:#2ccb9d;--bad:#ff9d63;--shadow:none}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--fg);line-height:1.5;font-size:16px;position:relative;
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    header,main,footer{max-width:1280px;margin:0 auto;padding:0 16px}
    header{padding-top:24px}
    h1{font-size:clamp(1.5rem,4vw,2.3rem);line-height:1.15;margin:.1em 0 .2em;letter-spacing:-.02em;overflow-wrap:anywhere}
    h1 span,h2 small{color:var(--soft);font-weight:400}
    h2{font-size:1.25rem;letter-spacing:-.01em;margin:0 0 .25em}h3{font-size:1rem;margin:0 0 .5em;overflow-wrap:anywhere}
    .kicker{margin:0;color:var(--accent);font-weight:600;font-size:.82rem;text-transform:uppercase;letter-spacing:.06em}
    .facts,.lead,figcaption,footer{color:var(--soft)}
    .facts{margin:0;font-size:.92rem;overflow-wrap:anywhere}.lead{margin:0 0 1em;max-width:96ch;font-size:.93rem}
    section,details{margin:36px 0}header+main>section:first-child{margin-top:20px}
    .card,figure,.scroll,.slider,.banner,details{background:var(--card);border:1px solid var(--line);border-radius:12px;
    box-shadow:var(--shadow)}
    .cards{display:grid;gap:12px}@media (min-width:640px){.cards{grid-template-columns:repeat(3,1fr)}}
    .card{padding:14px 18px;min-width:0;display:flex;flex-direction:column}.card h3{color:var(--soft);margin:0;font-weight:600}
    .card.soonest{border-color:var(--accent)}
    .big{font-size:1.8rem;font-weight:650;letter-spacing:-.02em;margin:0 0 .2em;line-height:1.25}
    dl{margin:0}.card dl div{display:grid;grid-template-columns:1fr auto;gap:0 8px;padding:2px 0;border-top:1px solid var(--line)}
    .card dt{color:var(--soft);font-size:.88rem}dd{margin:0}.card dd{text-align:right;font-size:.92rem;font-variant-numeric:tabular-nums}
    .card dd b{font-weight:600}.card dd small{color:var(--soft);display:inline-block;min-width:4.2em;margin-left:.3em}
    .card pre{flex-grow:1}
    @media (min-width:640px) and (max-width:1020px){.card dl div{grid-template-columns:1fr}.card dd{text-align:left}}
    pre{background:var(--mark);border-radius:8px;padding:8px 12px;font-size:.82rem;margin:10px 0 8px;white-space:pre-wrap;
    overflow-wrap:anywhere}pre code{user-select:all}
    .banner{padding:12px 18px;font-size:.93rem;margin:12px 0}
    .shares{display:flex;gap:2px;height:8px;margin-top:8px}.shares i{border-radius:3px;min-width:3px;background:var(--accent)}
    .shares .g1{opacity:.6}.shares .g2{opacity:.35}.shares .g3{opacity:.16}
    .slider{padding:12px 18px;margin-bottom:12px}
    .slider label{font-weight:600}.slider output{color:var(--accent);font-variant-numeric:tabular-nums;margin-left:.3em}
    input[type=range]{width:100%;margin:4px 0 0;accent-color:var(--accent);height:28px;cursor:pointer}
    .ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.82rem}
    .grid{display:grid;gap:16px;align-items:start;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr))}
    @media (min-width:1080px){.duo{display:grid;gap:0 16px;grid-template-columns:1fr 1fr;align-items:start}
    .duo section:nth-child(3){grid-row:span 2}.duo section:nth-child(-n+2) .lead{min-height:7.6em}.duo section{margin:18px 0}}
    .duo section{min-width:0}
    figure{margin:0;padding:14px;min-width:0;overflow:hidden}
    figcaption{font-size:.88rem;margin-top:8px;overflow-wrap:anywhere}.none{color:var(--soft);margin:0}
    svg.chart{display:block;width:100%;max-width:860px;height:auto;margin:0 auto}
    svg.narrow{display:none}
    @media (max-width:560px){svg.wide{display:none}svg.narrow{display:block}}
    .js .key{cursor:pointer}.chart .dim{opacity:.13}.js .dim.key{opacity:.45}
    .chart .on{stroke:var(--fg);stroke-width:2px}
    #tip{position:absolute;display:none;left:0;top:0;width:max-content;max-width:min(320px,calc(100vw - 16px));padding:7px 11px;border-radius:8px;
    background:var(--fg);color:var(--bg);font-size:.82rem;line-height:1.4;white-space:pre-line;pointer-events:none;z-index:9}
    #tip.on{display:block}#tip::first-line{font-weight:650}
    .scripted{display:none}.js .scripted{display:revert}
    button{font:inherit;color:inherit}
    .copy{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:5px 12px;cursor:pointer;font-size:.88rem;
    align-self:start}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    .scroll{overflow:auto;max-height:80vh}
    table{border-collapse:separate;border-spacing:0;width:100%;font-size:.85rem;font-variant-numeric:tabular-nums}
    th,td{padding:4px 8px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}
    .note{white-space:normal;min-width:12em;overflow-wrap:anywhere}.n{text-align:right}
    thead{position:sticky;top:0;z-index:2}thead th{background:var(--card);font-weight:600;vertical-align:bottom}
    thead th.group{text-align:center;border-bottom:0;color:var(--soft);padding-bottom:0}
    tbody th{position:sticky;left:0;background:var(--card);font-weight:600;z-index:1}
    thead th button{all:unset;cursor:pointer;font-weight:600}thead th button:focus-visible{outline:2px solid var(--accent)}
    .js thead th button::after{content:" ↕";color:var(--line)}
    .js th[aria-sort=ascending] button::after{content:" ↑";color:var(--accent)}
    .js th[aria-sort=descending] button::after{content:" ↓";color:var(--accent)}
    tbody tr:hover>*,.best>*{background:var(--mark)!important}.failed>*{color:var(--bad)}
    .grown{color:var(--bad)}.shrunk{color:var(--good)}
    .bands{margin-top:8px}.bands th,.bands td{position:static;padding:3px 6px;white-space:normal}
    .bands tr:last-child>*{border-bottom:0}
    details{padding:16px 20px}summary{cursor:pointer}summary h2{display:inline}details h3{margin-top:1.2em}
    .provenance{display:grid;grid-template-columns:minmax(90px,max-content) 1fr;gap:4px 18px;font-size:.9rem;margin:12px 0}
    .provenance dd{overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
    details p{max-width:74ch;font-size:.95rem}
    footer{padding-top:8px;padding-bottom:40px;font-size:.85rem}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    @media (max-width:560px){figure{padding:10px 6px}figcaption{padding:0 6px}section,details{margin:28px 0}
    .card,.slider,.banner{padding:12px 14px}.provenance{grid-template-columns:1fr;gap:0}.provenance dd{margin-bottom:8px}}
    @media print{
    @page{margin:12mm}
    :root{--bg:#fff;--card:#fff;--fg:#000;--soft:#444;--line:#ccc;--mark:#eef4fa;--shadow:none}
    body{font-size:9.5pt}header{padding-top:0}header,main,footer{max-width:none;padding-left:0;padding-right:0}
    section,details{margin:12px 0}.card,figure,.scroll,.banner,details{border-radius:6px;box-shadow:none}
    .cards{grid-template-columns:1fr 1fr 1fr;gap:6px}.card{padding:8px}.big{font-size:1.3rem}.card dl div{grid-template-columns:1fr}
    .card dd{text-align:left}
    .duo{display:grid;grid-template-columns:1fr 1fr;gap:0 8px;align-items:start}.grid{grid-template-columns:1fr 1fr;gap:8px}
    .duo .grid{grid-template-columns:1fr}figure{padding:6px}.duo section{break-inside:avoid;margin:6px 0}
    .duo section:nth-child(3){grid-row:span 2}.duo section:nth-child(-n+2) .lead{min-height:7em}
    .slider,.js .scripted,.scripted,#tip{display:none}svg.chart.narrow{display:none}svg.chart.wide{display:block}
    .scroll{overflow:visible;max-height:none}.bands{font-size:7pt}h2{font-size:1.05rem}.lead,figcaption{font-size:8pt}
    figure,.card,tr,.banner{break-inside:avoid}h2,h3,.lead{break-after:avoid}thead{display:table-header-group}
    thead,tbody th{position:static}#rows,#compare,#trees{font-size:6.8pt}th,td{padding:1.5px 4px}.note{min-width:0}
    .js thead th button::after{content:""}details::details-content{content-visibility:visible;height:auto}
    }

    """#
}

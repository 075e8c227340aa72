import BenchCore
import Pipeline
import BenchResults
/// The page's style: phone first, wider screens by grid, both colour schemes, and paper.
enum ReportStyle {
  static let css = #"""
    :root{--bg:#f6f7f9;--card:#fff;--fg:#15181d;--soft:#4d5663;--line:#dfe3e8;--accent:#0b63a5;--mark:#e8f2fb;
    --good:#00714f;--bad:#a84700;--shadow:0 1px 2px rgba(20,30,45,.06),0 4px 16px rgba(20,30,45,.05)}
    @media (prefers-color-scheme:dark){:root{--bg:#0d0f13;--card:#14171c;--fg:#eef1f5;--soft:#a7b0bc;--line:#2a3038;
    --accent:#6cb8f5;--mark:#16283a;--good:#2ccb9d;--bad:#ff9d63;--shadow:none}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-behavior:auto}
    body{margin:0;background:var(--bg);color:var(--fg);line-height:1.5;font-size:16px;
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    header,main,footer{max-width:1240px;margin:0 auto;padding:0 16px}
    header{padding-top:36px;padding-bottom:8px}
    h1{font-size:clamp(1.7rem,4.5vw,2.6rem);line-height:1.15;margin:.1em 0 .3em;letter-spacing:-.02em;
    overflow-wrap:anywhere}
    h1 span{color:var(--soft);font-weight:400}
    h2{font-size:1.3rem;letter-spacing:-.01em;margin:0 0 .25em}h3{font-size:1rem;margin:0 0 .5em;overflow-wrap:anywhere}
    .kicker{margin:0;color:var(--accent);font-weight:600;font-size:.82rem;text-transform:uppercase;letter-spacing:.08em}
    .facts,.lead,figcaption,footer{color:var(--soft)}
    .facts{margin:0;font-size:.92rem;overflow-wrap:anywhere}.lead{margin:0 0 1em;max-width:96ch;font-size:.95rem}
    section,details{margin:40px 0}
    .cards{display:grid;gap:16px;margin:24px 0;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
    .card,figure,.scroll,.slider,pre,details{background:var(--card);border:1px solid var(--line);border-radius:12px;
    box-shadow:var(--shadow)}
    .card{padding:20px 22px}.card h2{font-size:1.05rem;overflow-wrap:anywhere}
    .big{font-size:clamp(1.5rem,6vw,2.3rem);font-weight:650;letter-spacing:-.02em;margin:0;line-height:1.2;
    font-variant-numeric:tabular-nums}
    .big span{color:var(--soft);font-weight:400}.sub{margin:.1em 0 1em;color:var(--soft)}
    dl{margin:0}.card dl{display:grid;grid-template-columns:1fr 1fr;gap:14px 20px}
    @media (min-width:900px){.card:only-child dl{grid-template-columns:repeat(4,1fr)}}
    dt{color:var(--soft);font-size:.82rem}dd{margin:0}.card dd b{font-size:1.12rem;font-variant-numeric:tabular-nums}
    .card dd small{color:var(--soft);font-size:.85rem;display:inline-block}
    .grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr))}
    .wide .grid{grid-template-columns:1fr}
    figure{margin:0;padding:16px;min-width:0;overflow:hidden}
    figcaption{font-size:.9rem;margin-top:10px}.none{color:var(--soft);margin:0}
    .live{display:none;position:relative;height:430px}.js .live{display:block}
    [data-chart=stages] .live{height:230px}[data-chart=crossover] .live{height:380px}
    .static{overflow-x:auto}.static svg{display:block;width:100%;min-width:560px;max-width:1000px;height:auto;margin:0 auto}
    .wide .static svg{min-width:800px}
    .js .live~.static,.js .fallback .live,.scripted{display:none}.js .fallback .live~.static{display:block}
    .js .scripted{display:revert}
    .slider{display:none;padding:16px 20px;margin-bottom:16px}.js .slider{display:block}
    .slider label{font-weight:600}.slider output{color:var(--accent);font-variant-numeric:tabular-nums;margin-left:.3em}
    input[type=range]{width:100%;margin:10px 0 0;accent-color:var(--accent);height:28px;cursor:pointer}
    .ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.82rem}
    #answer{margin:12px 0;display:grid;gap:10px;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
    #answer p{margin:0;padding:10px 14px;background:var(--mark);border-radius:8px}
    #answer b{font-size:1.15rem}#answer small{color:var(--soft);display:block;font-size:.88rem}
    .modes{display:inline-flex;border:1px solid var(--line);border-radius:8px;overflow:hidden}
    button,select{font:inherit;color:inherit}
    .modes button,#copy,select{background:var(--card);border:0;padding:6px 12px;cursor:pointer;font-size:.9rem}
    .modes button[aria-pressed=true]{background:var(--accent);color:var(--card)}
    #copy,select{border:1px solid var(--line);border-radius:8px;max-width:100%}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
    .scroll{overflow:auto;max-height:80vh}
    table{border-collapse:collapse;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}
    th,td{padding:5px 9px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}
    td:last-child{min-width:7em}.n{text-align:right}td.n:last-child{white-space:nowrap;min-width:0}
    thead{position:sticky;top:0;z-index:2}thead th{background:var(--card);font-weight:600;vertical-align:bottom}
    thead th.group{text-align:center;border-bottom:0;color:var(--soft);padding-bottom:0}
    tbody th{position:sticky;left:0;background:var(--card);font-weight:600;z-index:1}
    thead th button{all:unset;cursor:pointer;font-weight:600}thead th button:focus-visible{outline:2px solid var(--accent)}
    .js thead th button::after{content:" ↕";color:var(--line)}
    .js th[aria-sort=ascending] button::after{content:" ↑";color:var(--accent)}
    .js th[aria-sort=descending] button::after{content:" ↓";color:var(--accent)}
    tbody tr:hover td,tbody tr:hover th{background:var(--mark)}
    .best td,.best th{background:var(--mark)}.failed td,.failed th{color:var(--bad)}
    .grown{color:var(--bad)}.shrunk{color:var(--good)}
    .segments{margin-top:10px;font-size:.85rem}.segments th,.segments td{position:static;padding:3px 8px;white-space:normal}
    .segments tr:last-child>*{border-bottom:0}
    pre{padding:14px 16px;overflow-x:auto;font-size:.88rem;margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
    pre code{user-select:all}
    details{padding:16px 20px}summary{cursor:pointer}summary h2{display:inline}details h3{margin-top:1.2em}
    .provenance{display:grid;grid-template-columns:minmax(90px,max-content) 1fr;gap:4px 18px;font-size:.9rem;margin:12px 0}
    .provenance dd{overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
    details p{max-width:74ch;font-size:.95rem}
    footer{padding-top:8px;padding-bottom:40px;font-size:.85rem}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    @media (max-width:720px){figure{padding:12px 8px}figcaption{padding:0 6px}section,details{margin:32px 0}
    .live{height:380px}.slider{padding:14px}}
    @media print{
    @page{margin:14mm 12mm}
    :root{--bg:#fff;--card:#fff;--fg:#000;--soft:#444;--line:#ccc;--mark:#eef4fa;--shadow:none}
    body{font-size:10.5pt}header{padding-top:0}header,main,footer{max-width:none;padding-left:0;padding-right:0}
    section,details{margin:18px 0}.card,figure,.scroll,pre,details{border-radius:6px;box-shadow:none}
    .grid{grid-template-columns:1fr}.cards{grid-template-columns:1fr 1fr}.cards>:only-child{grid-column:1/-1}
    .js .live,.js .slider,.js .scripted,.scripted{display:none}.js .live~.static{display:block}
    .static,.scroll{overflow:visible;max-height:none}.static svg,.wide .static svg{min-width:0}
    .static svg{max-width:125mm}.wide .static svg{max-width:none}.charts{break-inside:avoid-page}.segments{font-size:8pt}
    figure,.card,tr{break-inside:avoid}h2,h3,.lead{break-after:avoid}thead{display:table-header-group}
    thead,tbody th{position:static}table{font-size:6.8pt}th,td{padding:1.5px 4px}td:last-child{min-width:0;white-space:normal}
    .js thead th button::after{content:""}details::details-content{content-visibility:visible;height:auto}
    }

    """#
}

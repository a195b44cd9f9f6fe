/** Calm on every screen and on paper; no font, picture or colour that has to be fetched. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#22302c;--quiet:#5b6a65;--paper:#fbfaf6;--card:#fff;--line:#dcdcd2;--accent:#8a4b1f}
@media (prefers-color-scheme:dark){:root{--ink:#e9ece8;--quiet:#a9b5b0;--paper:#161c1a;--card:#1e2623;--line:#35403c;--accent:#f0b482}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 "Atkinson Hyperlegible Next","Atkinson Hyperlegible",system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.375rem;margin:2.5rem 0 .75rem}
h3{font-size:1.0625rem;margin:0 0 .5rem}
p{margin:.25rem 0}
.quiet{color:var(--quiet);font-size:.9375rem}
section.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.25rem;margin:0 0 1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:1rem}
th{text-align:left;color:var(--quiet);font-weight:600;font-size:.875rem;padding:.25rem .75rem .25rem 0}
td{padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line);vertical-align:top}
td:first-child{font-weight:600}
.day{white-space:nowrap}
button,input,.button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--quiet);border-radius:.5rem;padding:.5rem .875rem;min-height:2.75rem}
button{cursor:pointer}
button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
button.main{background:var(--accent);border-color:var(--accent);color:var(--paper);font-weight:600}
input{width:100%;max-width:28rem}
label{display:block;font-weight:600;margin:.5rem 0 .25rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--accent);overflow-wrap:anywhere}
ul{list-style:none;padding:0;margin:0}
li{padding:.625rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
li:first-child{border-top:0}
.when{color:var(--quiet);font-variant-numeric:tabular-nums;display:inline-block;min-width:6.5rem}
main,.bar{max-width:60rem;margin-inline:auto}
.bar{padding:1rem 1rem 0}
@media print{body{background:#fff;color:#000}.tools,input,button,label{display:none}section.card{border:0;padding:0;break-inside:avoid}}
`;

// SPDX-License-Identifier: Apache-2.0
// Looks at the page that it runs in and returns what is wrong with it, one line each.
(() => {
  const findings = [];
  const parse = (text) => {
    const n = (text.match(/[\d.]+/g) || []).map(Number);
    return { r: n[0] || 0, g: n[1] || 0, b: n[2] || 0, a: n.length > 3 ? n[3] : (text === "transparent" || text === "none" ? 0 : 1) };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1,
  });
  // Relative luminance and contrast as WCAG 2 defines them.
  const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = (c) => 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
  const contrast = (a, b) => { const x = luminance(a) + 0.05, y = luminance(b) + 0.05; return Math.max(x, y) / Math.min(x, y); };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
    return layers.reverse().reduce((below, top) => over(top, below), canvas);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), element = texts.currentNode.parentElement;
    if (!text || ["STYLE", "SCRIPT", "TITLE"].includes(element.tagName)) continue;
    const style = getComputedStyle(element), ground = behind(element);
    const ink = parse(element instanceof SVGElement ? style.fill : style.color);
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) opacity *= Number(getComputedStyle(e).opacity);
    ink.a *= opacity;
    const ratio = contrast(over(ink, ground), ground);
    count++;
    if (!(ratio >= 4.5)) findings.push(`text ${JSON.stringify(text.slice(0, 40))} has a contrast of ${ratio.toFixed(2)}, 4.5 is the least`);
  }
  if (count === 0) findings.push("there is no text");
  const root = document.documentElement;
  if (Math.max(root.scrollWidth, document.body.scrollWidth) > root.clientWidth) findings.push(`the page is ${root.scrollWidth} pixels wide on a screen of ${root.clientWidth}`);
  const figures = [...document.querySelectorAll("figure")];
  if (figures.length === 0) findings.push("there are no figures");
  for (const figure of figures) {
    const name = figure.id || "a figure without a name", caption = (figure.querySelector("figcaption") || {}).textContent || "";
    const box = (figure.querySelector("svg") || figure.appendChild(document.createElement("i"))).getBoundingClientRect();
    if (box.width < 100 || box.height < 40) findings.push(`${name} is ${box.width} x ${box.height} pixels`);
    // Axes and grids are in the colours of text and grid: what a figure is about has a colour of the palette.
    const marks = [...figure.querySelectorAll("svg path")].filter((p) => /var\(--c\d\)/.test(p.getAttribute("style") || "") && p.getTotalLength() > 0);
    if (marks.length === 0) findings.push(`${name} shows nothing`);
    if (!/\b(modeled|emulated|measured)\b/.test(caption)) findings.push(`the caption of ${name} does not say whether it is modeled, emulated or measured`);
    if (!/(^|[\s(,])([kMGTmµn]?(J|W|s)|MAC\/B|MAC\/cycle|%|nats)([\s).,:;]|$)/.test(caption)) findings.push(`the caption of ${name} has no unit`);
  }
  return findings;
})();

// What a page must be, as the browser sees it; each fault is a sentence. After the success criteria of WCAG 2.2, level AA, that a
// program can judge (https://www.w3.org/TR/WCAG22/).
(() => {
  const faults = [];
  const fault = (what, at) => {
    const where = at ? `: ${at.outerHTML.replace(/\s+/g, " ").slice(0, 120)}` : "";
    if (faults.length < 40) faults.push(what + where);
  };
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const words = (e) => (e.textContent || "").trim();

  // 3.1.1, 2.4.2, 1.3.1, 2.4.1, 4.1.2: language, title, order of headings, landmarks, names.
  if (!/^[a-z]{2}/.test(document.documentElement.lang)) fault("the page has no language");
  if (!document.title.trim()) fault("the page has no title");
  if (all("h1").length !== 1) fault(`the page has ${all("h1").length} first headings`);
  let level = 0;
  for (const h of all("h1,h2,h3,h4,h5,h6").filter(seen)) {
    const own = Number(h.tagName[1]);
    if (own > level + 1) fault(`a heading of level ${own} after one of level ${level}`, h);
    if (!words(h)) fault("a heading without words", h);
    level = own;
  }
  if (all("main").length !== 1) fault("the page needs one main part");
  for (const nav of all("nav")) if (!nav.getAttribute("aria-label")) fault("a navigation without a name", nav);
  const ids = new Set();
  for (const e of all("[id]")) {
    if (ids.has(e.id)) fault(`the id ${e.id} stands twice`, e);
    ids.add(e.id);
  }
  for (const e of all("[aria-labelledby],[aria-describedby]"))
    for (const name of ["aria-labelledby", "aria-describedby"])
      for (const id of (e.getAttribute(name) || "").split(" ").filter(Boolean))
        if (!words(document.getElementById(id) || e.ownerDocument.createElement("i"))) fault(`${name} names nothing`, e);
  for (const a of all("a")) {
    if (!words(a)) fault("a link without words", a);
    const to = a.getAttribute("href") || "";
    if (!to.startsWith("#") || !ids.has(to.slice(1))) fault("a link that leads nowhere on the page", a);
  }
  for (const e of all("summary")) if (!words(e)) fault("a summary without words", e);
  for (const e of all("[tabindex]"))
    if (!e.getAttribute("aria-label") || !e.getAttribute("role")) fault("what takes the focus has no name or role", e);

  const regions = new Set();
  for (const e of all("[role=region],nav")) {
    const name = e.getAttribute("aria-label") || "";
    if (regions.has(name)) fault(`two parts of the page are called "${name}"`, e);
    regions.add(name);
  }

  // 1.1.1, 1.3.1: charts and tables.
  for (const e of all("svg")) {
    if (e.getAttribute("role") !== "img") fault("a chart that is no image to a reader of screens", e);
    if (!words(e.querySelector("title") || e) || !words(e.querySelector("desc") || e.ownerDocument.createElement("i"))) fault("a chart without a name or a description", e);
  }
  for (const t of all("table")) {
    const named = t.caption || t.closest("[aria-label]");
    if (!named) fault("a table without a name", t);
    if (!all("thead th", t).length) fault("a table without heads of columns", t);
    for (const th of all("th", t)) {
      if (!th.getAttribute("scope")) fault("a head of a table without a scope", th);
      if (!words(th)) fault("a head of a table without words", th);
    }
    const wide = t.tHead ? t.tHead.rows[0].cells.length : 0;
    for (const row of t.tBodies[0] ? t.tBodies[0].rows : []) if (row.cells.length !== wide) fault("a row of another length than its head", row);
  }

  // 1.4.3: contrast of everything that is written.
  const channels = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (x) => ((x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = channels(getComputedStyle(at).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const under = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    let found = [255, 255, 255];
    for (const rect of all("rect", text.ownerSVGElement)) {
      const r = rect.getBoundingClientRect();
      const before = rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (before && r.left <= x && x <= r.right && r.top <= y && y <= r.bottom) found = channels(getComputedStyle(rect).fill);
    }
    return found;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const done = new Map();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest("title,desc,style") || !seen(e)) continue;
    const style = getComputedStyle(e);
    const svg = e.closest("svg");
    const paint = svg ? style.fill : style.color;
    const on = svg ? under(e) : behind(e);
    const key = `${paint} ${on}`;
    if (!done.has(key)) done.set(key, contrast(channels(paint), on));
    if (done.get(key) < 4.5) fault(`words in ${paint} on ${on} have a contrast of ${done.get(key).toFixed(2)}`, e);
  }

  // 1.4.10: nothing has to be moved to both sides but what stands in a box of its own; words of charts stand in them and apart.
  const page = document.documentElement;
  const smallest = matchMedia("print").matches ? 10 : 10.8;
  if (page.scrollWidth > page.clientWidth) {
    const wide = all("body *").filter((e) => seen(e) && !e.closest(".scroll") && e.getBoundingClientRect().right > page.clientWidth + 1);
    fault(`the page is ${page.scrollWidth} wide in a window of ${page.clientWidth}`, wide[wide.length - 1]);
  }
  for (const svg of all("svg").filter(seen)) {
    const frame = svg.getBoundingClientRect();
    const scale = svg.getScreenCTM().a;
    const rooms = all("text", svg).map((t) => [t, t.getBoundingClientRect()]);
    for (const [i, [t, r]] of rooms.entries()) {
      if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 2 || r.bottom > frame.bottom + 2) fault("words of a chart lie outside", t);
      const size = parseFloat(getComputedStyle(t).fontSize) * scale;
      if (size < smallest) fault(`words of a chart are ${size.toFixed(1)} pixels high`, t);
      for (const [other, o] of rooms.slice(i + 1)) {
        const across = Math.min(r.right, o.right) - Math.max(r.left, o.left);
        const down = Math.min(r.bottom, o.bottom) - Math.max(r.top, o.top);
        if (across > 2 && down > 0.3 * Math.min(r.height, o.height)) fault(`"${words(t)}" lies on "${words(other)}"`, svg);
      }
    }
  }
  return faults;
})()

// Elements: the document's parts as values.  Texts are only ever set as texts, so nothing in them is markup.

/** `make("td.number", {title: "…"}, child, …)`; children are elements or texts, false ones are left out. */
export function make(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

function set(element, name, value) {
  if (value === false || value === undefined || value === null) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value") element.value = value;
  else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
  else element.setAttribute(name, value === true ? "" : value);
}

/** A table; heads are texts or elements, rows are lists of the same or ready `tr`. */
export function table(heads, rows) {
  const cell = (tag) => (content) => (content instanceof Element && /^T[DH]$/.test(content.tagName) ? content : make(tag, {}, content));
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, heads.map(cell("th")))),
    make("tbody", {}, rows.map((row) => (row instanceof Element ? row : make("tr", {}, row.map(cell("td")))))),
  );
}

export const number = (content, title) => make("td.number", { title }, String(content));
export const numberHead = (content, title) => make("th.number", { title }, content);

/** What was said of an action: that it worked, or why it did not, with every slip's place and remedy. */
export function told(text, slips = null) {
  const lines = (slips ?? []).map((slip) => {
    const place = slip.line ? `${slip.place}:${slip.line}:${slip.column}: ` : "";
    return make("li", {}, `${place}${slip.detail}${slip.remedy ? ` → ${slip.remedy}` : ""}`);
  });
  return make(slips ? "div.told.poor" : "div.told", { role: "status" }, text, lines.length > 0 && make("ul", {}, lines));
}

/** Does what `work` says and shows in `place` what became of it. */
export async function attempt(place, work) {
  place.replaceChildren();
  try {
    const text = await work();
    if (text) place.replaceChildren(told(text));
  } catch (problem) {
    place.replaceChildren(told(problem.message, problem.slips ?? []));
  }
}

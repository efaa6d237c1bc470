// What callers hear: every text of every dialplan, where it stands, and its sound.

import { get } from "./api.js";
import { make, table } from "./elements.js";
import { said, word } from "./words.js";

const LANGUAGE = /^[a-z]{2}$/;

export async function prompts(body) {
  const { documents } = await get("/v1/documents");
  const found = documents.flatMap((one) => [...texts(one.value, [one.file])]);
  const wanted = make("input", { type: "search", "aria-label": word("search"), placeholder: word("search") });
  const rows = found.map(({ path, spoken }) => make("tr", {}, make("td.dim", {}, path.join(" › ")), make("td", { title: Object.values(spoken).join("\n") }, said(spoken)), make("td.dim", {}, Object.keys(spoken).join(" "))));
  wanted.addEventListener("input", () => {
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted.value.toLowerCase());
  });
  body.replaceChildren(make("p", {}, wanted), make("section.card", {}, table([word("where"), word("text"), ""], rows)));
}

/** The texts in languages inside a document, with the way to each. */
function* texts(value, path) {
  if (Array.isArray(value)) {
    for (const [at, part] of value.entries()) yield* texts(part, [...path, at + 1]);
  } else if (value && typeof value === "object") {
    const keys = Object.keys(value);
    if (keys.length && keys.every((key) => LANGUAGE.test(key) && typeof value[key] === "string")) yield { path, spoken: value };
    else for (const key of keys) yield* texts(value[key], [...path, key]);
  }
}

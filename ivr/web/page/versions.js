// Versions of the dialplans: what is in force, what has changed since, publishing and rolling back.

import { get, post } from "./api.js";
import { attempt, make, table } from "./elements.js";
import { moment, said, word } from "./words.js";

export async function versions(body) {
  const place = make("div");
  const shown = make("div");
  body.replaceChildren(place, shown);
  await show(shown, place);
}

async function show(shown, place) {
  const [{ versions: known }, { changes }] = await Promise.all([get("/v1/dialplans/versions"), get("/v1/dialplans/changes")]);
  const note = make("input", { name: "note", "aria-label": word("note"), placeholder: word("note") });
  const decide = (path, order) =>
    attempt(place, async () => {
      await post(path, order);
      await show(shown, place);
      return word("saved");
    });
  const publish = make("button.main", { type: "button", name: "publish", disabled: changes.length === 0, onclick: () => decide("/v1/dialplans/publish", { note: note.value }) }, word("publish"));
  const back = make("button", { type: "button", name: "roll_back", disabled: known.filter((one) => one.state !== "draft").length < 2, onclick: () => decide("/v1/dialplans/rollback", { note: note.value }) }, word("roll_back"));
  const pending = changes.length
    ? make("div", {}, word("not_published"), make("ol.changes", {}, changes.map((change) => make("li", {}, said(change)))))
    : word("all_published");
  const rows = [...known].reverse().map((one) => [one.version, make("td", {}, make(one.state === "rolled_back" ? "span.badge.poor" : "span.badge", {}, word(`states_${one.state}`))), one.author, moment(one.since), words(one)]);
  shown.replaceChildren(
    make("section.card", {}, pending, make("br"), make("div.row", {}, note, publish, back)),
    make("section.card", {}, table(["version", "state", "author", "at", "changes"].map(word), rows)),
  );
}

const MOST_SHOWN = 6;

const words = (version) => make("td", {}, version.why && make("div.dim", {}, said(version.why)), make("ol.changes", {}, version.changes.slice(0, MOST_SHOWN).map((change) => make("li", {}, said(change)))));

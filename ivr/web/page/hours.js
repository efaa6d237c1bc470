// Opening hours: the week of each time of opening, its exceptions, and the table of holidays, in hours.yaml.

import { documentOf, edit } from "./api.js";
import { attempt, make, table } from "./elements.js";
import { word } from "./words.js";

const FILE = "hours.yaml";

export async function hours(body) {
  const place = make("div");
  const shown = make("div");
  body.replaceChildren(place, shown);
  await show(shown, place);
}

async function show(shown, place) {
  const document = await documentOf(FILE);
  if (!document) {
    shown.replaceChildren(make("p", {}, word("no_hours")));
    return;
  }
  const { hours: named = {}, days = {} } = document.value;
  const fields = [];
  const field = (path, written) => {
    const text = Array.isArray(written) ? written.join(", ") : (written ?? "");
    const made = make("input", { value: text, name: path.join(" "), "aria-label": path.join(" "), "data-before": text });
    fields.push({ path, made });
    return made;
  };
  const send = (edits) =>
    attempt(place, async () => {
      await edit(document, edits);
      await show(shown, place);
      return word("saved");
    });
  const changed = () => fields.filter(({ made }) => made.value.trim() !== made.dataset.before);
  const save = make("button.main", { type: "button", name: "save", onclick: () => send(changed().map(editOf)) }, word("save"));
  const look = () => {
    for (const { made } of fields) made.classList.toggle("changed", made.value.trim() !== made.dataset.before);
    save.disabled = changed().length === 0;
  };
  const cards = Object.entries(named).map(([name, one]) => card(name, one, field, send));
  shown.replaceChildren(...cards, holidays(days, send), make("p.dim", {}, word("hours_help")), save);
  for (const { made } of fields) made.addEventListener("input", look);
  look();
}

function card(name, one, field, send) {
  const at = ["hours", name];
  const week = Object.entries(one.week ?? {}).map(([days, spans]) => [days, field([...at, "week", days], spans)]);
  const exceptions = Object.entries(one.exceptions ?? {}).map(([date, spans]) => [
    date, field([...at, "exceptions", date], spans), remover([...at, "exceptions", date], send),
  ]);
  const add = adder(
    [make("input", { type: "date", required: true }), make("input", { value: "closed", "aria-label": word("exceptions") })],
    ([date, spans]) => send([into(one.exceptions, [...at, "exceptions"], date, spans)]),
  );
  return make(
    "section.card", {}, make("h2", {}, name), table([word("week"), ""], week),
    make("p", {}, make("label", {}, word("holidays"), field([...at, "holidays"], one.holidays ?? "closed"))),
    make("h2", {}, word("exceptions")), table([word("date"), "", ""], exceptions), add,
  );
}

function holidays(days, send) {
  const rows = Object.entries(days).map(([date, kind]) => [date, word(kind), remover(["days", date], send)]);
  const kinds = make("select", { "aria-label": word("kind") }, ["holiday", "workday"].map((kind) => make("option", { value: kind }, word(kind))));
  const add = adder([make("input", { type: "date", required: true }), kinds], ([date, kind]) => send([into(Object.keys(days).length ? days : undefined, ["days"], date, kind)]));
  return make("section.card", {}, make("h2", {}, word("holiday_table")), table([word("date"), word("kind"), ""], rows), add);
}

/** The edit that puts a key into a map, which is made where there is none. */
const into = (map, path, key, value) =>
  map ? { edit: "put", path: [...path, key], value } : { edit: "put", path, value: { [key]: value } };

const remover = (path, send) => make("button", { type: "button", onclick: () => send([{ edit: "remove", path }]) }, word("remove"));

function adder(inputs, send) {
  const submit = (event) => {
    event.preventDefault();
    return send(inputs.map((input) => input.value.trim()));
  };
  return make("form.row", { onsubmit: submit }, inputs, make("button", { type: "submit" }, word("add")));
}

function editOf({ path, made }) {
  const spans = made.value.split(/[,，、]/).map((part) => part.trim()).filter(Boolean);
  return { edit: "put", path, value: spans.length === 1 ? spans[0] : spans };
}

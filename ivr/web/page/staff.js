// Agents and their skills, as a table of levels that writes centre.yaml.

import { documentOf, edit } from "./api.js";
import { attempt, make, table } from "./elements.js";
import { word } from "./words.js";

export async function staff(body) {
  const place = make("div");
  const shown = make("div");
  body.replaceChildren(place, shown);
  await show(shown, place);
}

async function show(shown, place) {
  const document = await documentOf("centre.yaml");
  const { agents = {}, skills = [] } = document.value;
  const cells = Object.entries(agents).flatMap(([agent, known]) => skills.map((skill) => level(agent, skill, known.skills?.[skill])));
  const rows = Object.entries(agents).map(([agent, known]) => [
    agent, known.name ?? "", ...cells.filter((cell) => cell.dataset.agent === agent), typeof known.supervises === "string" ? known.supervises : (known.supervises ?? []).join(", "),
  ]);
  const save = make("button.main", { type: "button", disabled: true, name: "save" }, word("save"));
  const undo = make("button", { type: "button", disabled: true, name: "undo" }, word("undo"));
  const changed = () => cells.filter((cell) => cell.value !== cell.dataset.before);
  const look = () => {
    for (const cell of cells) cell.classList.toggle("changed", cell.value !== cell.dataset.before);
    save.disabled = undo.disabled = changed().length === 0;
  };
  for (const cell of cells) cell.addEventListener("input", look);
  undo.addEventListener("click", () => {
    for (const cell of cells) cell.value = cell.dataset.before;
    look();
  });
  save.addEventListener("click", () =>
    attempt(place, async () => {
      await edit(document, changed().map((cell) => editOf(cell, agents)));
      await show(shown, place);
      return word("saved");
    }));
  shown.replaceChildren(
    make("section.card", {}, table([word("extension"), word("name"), ...skills, word("supervises")], rows), make("p.dim", {}, word("level_help"))),
    make("div.row", {}, save, undo),
  );
}

function level(agent, skill, before = "") {
  return make("input.level", {
    type: "number", min: 1, max: 10, value: before, name: `${agent} ${skill}`, "aria-label": `${agent} ${skill}`,
    "data-agent": agent, "data-skill": skill, "data-before": before,
  });
}

function editOf(cell, agents) {
  const { agent, skill } = cell.dataset;
  const path = ["agents", agent, "skills", skill];
  if (cell.value === "") return { edit: "remove", path };
  if (!agents[agent].skills) {
    agents[agent].skills = {};
    return { edit: "put", path: path.slice(0, 3), value: { [skill]: Number(cell.value) } };
  }
  return { edit: "put", path, value: Number(cell.value) };
}

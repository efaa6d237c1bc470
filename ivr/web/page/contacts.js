// Contacts that have ended: looked for, and one of them with its way, its survey and its two tracks.

import { get } from "./api.js";
import { attempt, make, number, numberHead, table } from "./elements.js";
import { player } from "./player.js";
import { duration, moment, outcome, said, word } from "./words.js";

const WHEN = ["caller", "agent", "queue", "outcome"];

export async function contacts(body, [contact]) {
  return contact ? detail(body, contact) : search(body);
}

async function search(body) {
  const { queues } = await get("/v1/queues").catch(() => ({ queues: [] }));
  const fields = {
    caller: make("input", { name: "caller", inputmode: "tel" }),
    agent: make("input", { name: "agent", size: 6 }),
    queue: make("select", { name: "queue" }, make("option", { value: "" }, word("any")), queues.map((one) => make("option", { value: one.queue }, said(one.name) || one.queue))),
    outcome: make("input", { name: "outcome", size: 12 }),
    day: make("input", { name: "day", type: "date" }),
  };
  const place = make("div");
  const rows = make("tbody");
  const more = make("button", { type: "button", hidden: true }, word("more"));
  const empty = make("p.dim", { hidden: true }, word("nothing"));
  let next = null;
  const load = (cursor) =>
    attempt(place, async () => {
      const page = await get(`/v1/contacts?${query(fields, cursor)}`);
      if (!cursor) rows.replaceChildren();
      rows.append(...page.contacts.map(row));
      next = page.next;
      more.hidden = !next;
      empty.hidden = rows.childElementCount > 0;
    });
  const submit = (event) => {
    event.preventDefault();
    return load(null);
  };
  more.addEventListener("click", () => load(next));
  const found = table(["arrived", "caller", "dialled", "queue", "agent"].map(word).concat([numberHead(word("wait")), numberHead(word("talk")), word("outcome")]), []);
  found.tBodies[0].replaceWith(rows);
  const labels = [...WHEN, "day"].map((name) => make("label", {}, word(name), fields[name]));
  body.replaceChildren(
    make("form.row.card", { onsubmit: submit, role: "search" }, labels, make("button.main", { type: "submit" }, word("search"))),
    place, make("section.card", {}, found, empty), more,
  );
  await load(null);
}

function query(fields, cursor) {
  const wanted = new URLSearchParams({ limit: "50" });
  for (const name of WHEN) if (fields[name].value.trim()) wanted.set(name, fields[name].value.trim());
  if (fields.day.value) {
    const begin = new Date(`${fields.day.value}T00:00`);
    const end = new Date(begin);
    end.setDate(end.getDate() + 1);
    wanted.set("since", begin.getTime() / 1000);
    wanted.set("until", end.getTime() / 1000);
  }
  if (cursor) wanted.set("cursor", cursor);
  return wanted;
}

const callerOf = (contact) => contact.caller || word("withheld");

function row(contact) {
  const open = () => (location.hash = `#contacts/${encodeURIComponent(contact.contact)}`);
  const onkeydown = (event) => event.key === "Enter" && open();
  return make(
    "tr", { tabindex: "0", onclick: open, onkeydown, "data-contact": contact.contact },
    [moment(contact.arrived_at), callerOf(contact), contact.dialled, contact.queue, contact.agent].map((text) => make("td", {}, text)),
    number(duration(contact.wait_seconds)), number(duration(contact.talk_seconds)), make("td", {}, make("span.badge", {}, outcome(contact.outcome))),
  );
}

async function detail(body, id) {
  const { contact, recording } = await get(`/v1/contacts/${encodeURIComponent(id)}`);
  const facts = {
    arrived: moment(contact.arrived_at), caller: callerOf(contact), dialled: contact.dialled, queue: contact.queue || "–", agent: contact.agent || "–",
    wait: duration(contact.wait_seconds), talk: duration(contact.talk_seconds), outcome: outcome(contact.outcome),
    path: contact.path.join(" → ") || "–", survey: Object.entries(contact.survey).map(([question, answer]) => `${question}: ${answer}`).join(", ") || "–",
    version: contact.dialplan_version,
  };
  const list = Object.entries(facts).map(([name, value]) => [make("dt", {}, word(name)), make("dd", {}, value)]);
  const sound = make("section.card.player", {}, make("h2", {}, word("recording")));
  body.replaceChildren(make("p", {}, make("a", { href: "#contacts" }, `← ${word("back")}`)), make("section.card", {}, make("dl", {}, list)), sound);
  if (recording?.state === "stored") await player(sound, contact.contact);
  else sound.append(make("p.dim", {}, recording?.reason || word("no_recording")));
}

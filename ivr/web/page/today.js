// The figures of a day, by queue and by agent.

import { get } from "./api.js";
import { attempt, make, number, numberHead, table } from "./elements.js";
import { duration, percent, said, word } from "./words.js";

export async function today(body) {
  const day = make("input", { type: "date", name: "day" });
  const place = make("div");
  const shown = make("div");
  const show = () =>
    attempt(place, async () => {
      const figures = await get(`/v1/figures${day.value ? `?day=${day.value}` : ""}`);
      shown.replaceChildren(...parts(figures));
    });
  day.addEventListener("change", show);
  body.replaceChildren(make("div.row", {}, make("label", {}, word("day"), day)), make("br"), place, shown);
  await show();
}

function parts(figures) {
  const all = figures.queues.reduce((sum, one) => ({
    offered: sum.offered + one.offered, answered: sum.answered + one.answered, abandoned: sum.abandoned + one.abandoned,
  }), { offered: 0, answered: 0, abandoned: 0 });
  const rate = all.offered ? all.answered / all.offered : null;
  return [
    make("div.tiles", {}, tile("offered", all.offered), tile("answered", all.answered), tile("abandoned", all.abandoned), tile("answer_rate", percent(rate))),
    make("section.card", {}, make("h2", {}, word("by_queue")), queues(figures.queues)),
    make("section.card", {}, make("h2", {}, word("by_agent")), agents(figures.agents)),
  ];
}

const tile = (name, value) => make("div.tile", { "data-figure": name }, make("span", {}, word(name)), make("b", {}, String(value)));

const rate = (share) =>
  make("td", {}, make("span.rate", {}, make("i", { style: { "--share": share === null ? "0%" : percent(share) } }), percent(share)));

function queues(rows) {
  const heads = [
    word("queue"), ...["offered", "answered", "abandoned", "timed_out"].map((name) => numberHead(word(name))),
    make("th", { title: word("about_answer_rate_of_queue") }, word("answer_rate")),
    make("th", { title: word("about_service_level") }, word("service_level")),
    numberHead(word("average_wait"), word("about_average_wait")), numberHead(word("average_talk")),
  ];
  return table(heads, rows.map((one) =>
    make("tr", { "data-queue": one.queue },
      make("td", {}, said(one.name) || one.queue), number(one.offered), number(one.answered), number(one.abandoned), number(one.timed_out),
      rate(one.answer_rate), rate(one.service_level), number(duration(one.average_wait_seconds)), number(duration(one.average_talk_seconds)))));
}

function agents(rows) {
  const heads = [
    word("agent"), numberHead(word("answered")), numberHead(word("missed")),
    make("th", { title: word("about_answer_rate_of_agent") }, word("answer_rate")),
    ...["talk_time", "average_talk", "hold_time", "score"].map((name) => numberHead(word(name))),
  ];
  return table(heads, rows.map((one) =>
    make("tr", { "data-agent": one.agent },
      make("td", {}, `${one.agent} ${one.name}`), number(one.answered), number(one.missed), rate(one.answer_rate),
      number(duration(one.talk_seconds)), number(duration(one.average_talk_seconds)), number(duration(one.hold_seconds)),
      number(one.average_score === null ? "–" : `${one.average_score.toFixed(2)} (${one.scores})`))));
}

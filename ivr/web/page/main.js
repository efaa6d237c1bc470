// The page: who is let in, which of its rooms is open, and in which language.

import { get, post } from "./api.js";
import { contacts } from "./contacts.js";
import { attempt, make } from "./elements.js";
import { hours } from "./hours.js";
import { prompts } from "./prompts.js";
import { staff } from "./staff.js";
import { today } from "./today.js";
import { versions } from "./versions.js";
import { inLanguage, speak, word } from "./words.js";

const ROOMS = { today, contacts, hours, staff, prompts, versions };
const root = document.getElementById("root");

async function open() {
  speak(inLanguage());
  document.title = word("title");
  try {
    const session = await get("/v1/session");
    frame(session);
  } catch (problem) {
    entry();
  }
}

function entry() {
  const token = make("input", { type: "password", autocomplete: "current-password", required: true, name: "token" });
  const place = make("div");
  const enter = async (event) => {
    event.preventDefault();
    await attempt(place, async () => {
      frame(await post("/v1/session", { token: token.value.trim() }));
    });
  };
  root.replaceChildren(
    make(
      "div.entry",
      {},
      make(
        "form.card",
        { onsubmit: enter },
        make("h1", {}, word("title")),
        place,
        make("label", {}, word("token"), token),
        make("button.main", { type: "submit" }, word("enter")),
        make("p.dim", {}, word("how_to_enter")),
        languageButton(entry),
      ),
    ),
  );
  token.focus();
}

function frame(session) {
  const main = make("main", { tabindex: "-1" });
  const links = Object.keys(ROOMS).map((name) => make("a", { href: `#${name}` }, word(name)));
  const leave = async () => {
    await post("/v1/session/end");
    entry();
  };
  const foot = make(
    "div.foot",
    {},
    session.name,
    languageButton(() => frame(session)),
    make("button", { type: "button", onclick: leave }, word("leave")),
  );
  const brand = make("div.brand", {}, make("img", { src: "/page/icon.svg", alt: "" }), word("title"));
  root.replaceChildren(make("div.frame", {}, make("nav.side", {}, brand, links, foot), main));
  const show = () => {
    const [name, ...rest] = location.hash.slice(1).split("/");
    const room = ROOMS[name] ? name : "today";
    for (const link of links) link.toggleAttribute("aria-current", link.hash === `#${room}`);
    const place = make("div");
    main.replaceChildren(make("div.head", {}, make("h1", {}, word(room))), place);
    const body = make("div");
    main.append(body);
    attempt(place, () => ROOMS[room](body, rest.map(decodeURIComponent)));
  };
  window.onhashchange = show;
  show();
}

function languageButton(again) {
  const other = inLanguage() === "zh" ? "en" : "zh";
  const change = () => {
    speak(other);
    again();
  };
  return make("button", { type: "button", onclick: change, lang: other }, other === "zh" ? "中文" : "English");
}

open();

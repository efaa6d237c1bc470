// The one way to the server: JSON there and back, and its problems as errors that can be shown.

import { inLanguage, word } from "./words.js";

export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || word("failed"));
    this.status = status;
    this.slips = document.errors ?? [];
  }
}

async function ask(method, path, body) {
  const headers = { "Accept-Language": inLanguage() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem(0, { detail: word("unreachable") });
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, told);
  return told;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);

/** The document of the dialplan folder with that name; undefined if there is none. */
export async function documentOf(file) {
  const { documents } = await get("/v1/documents");
  return documents.find((one) => one.file === file);
}

/** Save changes of a document, made of the version that was read. */
export const edit = (document, edits) =>
  post(`/v1/documents/${encodeURIComponent(document.file)}`, { version: document.version, edits });

/** The sound of a contact's recording. */
export async function recordingOf(contact) {
  const answer = await fetch(recordingPath(contact));
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
  return answer.arrayBuffer();
}

export const recordingPath = (contact) => `/v1/contacts/${encodeURIComponent(contact)}/recording`;

/* A page without a browser, and a sheet of cells on it: what the modules under test find around them. */
import { JSDOM } from "jsdom";

const FROM_THE_BROWSER = [
  "document", "localStorage", "CustomEvent", "DOMParser", "Event", "FocusEvent", "InputEvent", "KeyboardEvent",
  "MouseEvent",
];

/** Open a page with these elements, in a browser that kept this of an earlier one; Node has no such globals. */
export function openPage(html = "", { kept = {} } = {}) {
  const { window } = new JSDOM(`<!doctype html><body>${html}</body>`, { url: "http://localhost/" });
  globalThis.window = window;
  for (const name of FROM_THE_BROWSER) globalThis[name] = window[name];
  globalThis.setInterval = () => 0; // what is done every so often is called by the tests themselves
  for (const [key, all] of Object.entries(kept)) localStorage.setItem(key, JSON.stringify(all));
  return document.body;
}

/** Answer requests from now on, in turn; a request too many finds no network. Return what was asked. */
export function answerWith(...answers) {
  const asked = [];
  globalThis.fetch = (url, { body, headers }) => {
    asked.push({ url, headers, body: body && JSON.parse(body) });
    const next = answers.shift();
    return next ? Promise.resolve(next) : Promise.reject(new TypeError("Failed to fetch"));
  };
  return asked;
}

/** What a server answers. A string is a page, anything else JSON. */
export function answer(status, body) {
  const isPage = typeof body === "string";
  const headers = { "Content-Type": isPage ? "text/html" : "application/json" };
  return new Response(isPage ? body : JSON.stringify(body), { status, headers });
}

export function stored(key) {
  return JSON.parse(localStorage.getItem(key) ?? "{}");
}

import assert from "node:assert/strict";
import test from "node:test";
import { Paste } from "../../static/js/cells/paste.js";
import { answer, answerWith, openPage, stored } from "./page.js";

const BAR = `<p id="paste-kept" hidden><span data-part="text"></span>
  <button data-act="paste-resend"></button><button data-act="paste-drop"></button></p>`;
const KEPT = "paste:zhang:/paste/";
const BLOCK = { rows: [["1"], ["2"]], at: "a", versions: { a: 1, b: 1 } };
const LOOK = answer.bind(null, 200, { look: { html: "<p>看</p>", seen: { b: 4 } } });
const bar = () => document.getElementById("paste-kept");

/** decisions: what the person does with each preview, in turn. */
function openPaste(decisions = [], kept = {}) {
  openPage(BAR, { kept: { [KEPT]: kept } });
  const page = { written: [], told: [], shown: [] };
  const look = { ask: (html) => page.shown.push(html) && Promise.resolve(decisions.shift()) };
  const written = (body) => page.written.push(body.saved);
  page.paste = new Paste({ url: "/paste/", user: "zhang", look, written, toast: (text) => page.told.push(text) });
  return page;
}

test("a block that is certain is written at once", async () => {
  const page = openPaste();
  const asked = answerWith(answer(200, { saved: { a: 2 } }));
  await page.paste.start(BLOCK);
  assert.deepEqual([asked.map(({ body }) => body), page.written, page.shown], [[BLOCK], [{ a: 2 }], []]);
  assert.deepEqual(stored(KEPT), {});
});

test("what the person saw is what is written: the versions of the preview go along", async () => {
  const page = openPaste([{ act: "write", answers: {} }]);
  const asked = answerWith(LOOK(), answer(200, { saved: { a: 2, b: 5 } }));
  await page.paste.start(BLOCK);
  assert.deepEqual(page.shown, ["<p>看</p>"]);
  assert.deepEqual(asked[1].body, { ...BLOCK, versions: { a: 1, b: 4 }, seen: { b: 4 } });
});

test("answers go back with the block, which is planned anew", async () => {
  const page = openPaste([{ act: "again", answers: { 0: "city" } }, { act: "rest", answers: {} }]);
  const asked = answerWith(LOOK(), LOOK(), answer(200, { saved: {} }));
  await page.paste.start(BLOCK);
  assert.deepEqual(asked[1].body, { ...BLOCK, answers: { 0: "city" }, seen: null });
  assert.deepEqual([asked[2].body.rest, asked[2].body.answers], [true, { 0: "city" }]);
});

test("a block one decides against is written nowhere and forgotten", async () => {
  const page = openPaste([{ act: "", answers: {} }]);
  const asked = answerWith(LOOK());
  await page.paste.start(BLOCK);
  assert.deepEqual([asked.length, page.written, stored(KEPT), bar().hidden], [1, [], {}, true]);
});

test("a block that did not arrive is kept whole and offered again", async () => {
  const page = openPaste();
  answerWith();
  await page.paste.start(BLOCK);
  assert.equal(bar().textContent.trim(), "粘贴的 2 行没有写入：网络不通，内容已留在本机，恢复后自动重新保存。");
  answerWith(answer(200, { saved: { a: 2 } }));
  bar().querySelector('[data-act="paste-resend"]').click();
  await page.paste.queue;
  assert.deepEqual([page.written, stored(KEPT), bar().hidden], [[{ a: 2 }], {}, true]);
});

test("so is one of an earlier page", async () => {
  const page = openPaste([], { "1-0.5": BLOCK });
  assert.equal(bar().textContent.trim(), "粘贴的 2 行没有写入：上次没有送达");
  const asked = answerWith(answer(200, { saved: { a: 2 } }));
  window.dispatchEvent(new Event("online"));
  await page.paste.queue;
  assert.deepEqual(asked[0].body, BLOCK);
});

test("a block meets the end of the session and is sent once one has signed in again", async () => {
  const page = openPaste();
  const told = [];
  document.addEventListener("session-expired", () => told.push("expired"));
  answerWith(answer(401, {}), answer(200, { saved: { a: 2 } }));
  await page.paste.start(BLOCK);
  assert.deepEqual([told, bar().hidden], [["expired"], false]);
  document.dispatchEvent(new CustomEvent("session-renewed"));
  await page.paste.queue;
  assert.deepEqual(page.written, [{ a: 2 }]);
});

test("given up, it does not come back", () => {
  openPaste([], { "1-0.5": BLOCK });
  bar().querySelector('[data-act="paste-drop"]').click();
  assert.deepEqual([stored(KEPT), bar().hidden], [{}, true]);
});

test("a block that is refused is told with its reason and not offered again", async () => {
  const page = openPaste();
  answerWith(answer(403, { error: "采集已关闭。" }));
  await page.paste.start(BLOCK);
  assert.deepEqual([page.told, stored(KEPT), bar().hidden], [["采集已关闭。"], {}, true]);
});

test("the second block waits for the first", async () => {
  const page = openPaste();
  const asked = answerWith(answer(200, { saved: { a: 2 } }), answer(200, { saved: { b: 2 } }));
  await Promise.all([page.paste.start(BLOCK), page.paste.start({ ...BLOCK, at: "b" })]);
  assert.deepEqual(asked.map(({ body }) => body.at), ["a", "b"]);
  assert.deepEqual(page.written, [{ a: 2 }, { b: 2 }]);
});

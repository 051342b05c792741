import assert from "node:assert/strict";
import test from "node:test";
import { answer, answerWith, stored } from "./page.js";
import { conflict, KEPT, openSheet, refused, saved, type } from "./sheet.js";

const standing = ({ state, words, version, isTyped }) => ({ state, words, version, isTyped });

test("what was typed is sent with the version one saw, and is saved", async () => {
  const page = openSheet({ a: "12", b: "5" });
  const cell = type(page, "a", "13");
  const asked = answerWith(answer(200, saved({ a: 2 })));
  await page.saver.flush();
  assert.deepEqual(asked[0].body, { cells: [["a", "13", 1]] });
  assert.deepEqual(standing(cell), { state: "saved", words: "13", version: 2, isTyped: false });
  assert.deepEqual(stored(KEPT), {});
});

test("nothing is sent where nothing was typed", async () => {
  const page = openSheet({ a: "12" });
  const asked = answerWith();
  await page.saver.flush();
  assert.deepEqual(asked, []);
});

test("what is typed while it is on its way is sent next, against the new version", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  const asked = answerWith(answer(200, saved({ a: 2 })), answer(200, saved({ a: 3 })));
  const done = page.saver.flush();
  await Promise.resolve();
  type(page, "a", "14");
  await done;
  assert.deepEqual(asked.map(({ body }) => body.cells), [[["a", "13", 1]], [["a", "14", 2]]]);
  assert.deepEqual(standing(cell), { state: "saved", words: "14", version: 3, isTyped: false });
});

test("what was refused is kept with its reason, and not sent again by itself", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "约30");
  const asked = answerWith(answer(200, refused({ a: "请填一个数。" })));
  await page.saver.flush();
  await page.saver.flush();
  assert.equal(asked.length, 1);
  assert.deepEqual(standing(cell), { state: "refused", words: "约30", version: 1, isTyped: true });
  assert.equal(stored(KEPT).a.refused, "请填一个数。");
});

test("other words in its place are sent", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "约30");
  answerWith(answer(200, refused({ a: "请填一个数。" })), answer(200, saved({ a: 2 })));
  await page.saver.flush();
  type(page, "a", "30");
  await page.saver.flush();
  assert.equal(cell.state, "saved");
});

test("what did not arrive is sent again, and not lost", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  answerWith();
  await page.saver.flush();
  assert.equal(cell.state, "unsent");
  assert.equal(stored(KEPT).a.words, "13");
  answerWith(answer(200, saved({ a: 2 })));
  window.dispatchEvent(new Event("online"));
  await page.saver.queue;
  assert.equal(cell.state, "saved");
});

test("a cell that the answer does not name is not saved", async () => {
  const page = openSheet({ a: "12", b: "5" });
  const cells = [type(page, "a", "13"), type(page, "b", "6")];
  answerWith(answer(200, saved({ a: 2 })), answer(200, saved({})));
  await page.saver.flush();
  assert.deepEqual(cells.map(({ state }) => state), ["saved", "unsent"]);
});

test("two people in one cell: both values are told, neither is written over", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  answerWith(answer(200, conflict("a", "15")));
  await page.saver.flush();
  await page.saver.flush();
  assert.deepEqual(standing(cell), { state: "conflict", words: "13", version: 1, isTyped: true });
  assert.equal(page.status.why(cell), "李四 10:31改为“15”，您填的是“13”");
});

test("two people who typed the same are not asked", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "15");
  answerWith(answer(200, conflict("a", "15")));
  await page.saver.flush();
  assert.deepEqual(standing(cell), { state: "saved", words: "15", version: 7, isTyped: false });
});

test("nor is the field changed under the hands of who is in it: not even a space after the last word", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13 ");
  cell.input.focus();
  answerWith(answer(200, saved({ a: 2 })));
  await page.saver.flush();
  assert.deepEqual([cell.state, cell.input.value], ["saved", "13 "]);
});

test("in a conflict one takes theirs", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  answerWith(answer(200, conflict("a", "15")));
  await page.saver.flush();
  page.saver.useTheirs(cell);
  assert.deepEqual(standing(cell), { state: "", words: "15", version: 7, isTyped: false });
});

test("or keeps one's own, against the version one was shown", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  const asked = answerWith(answer(200, conflict("a", "15")), answer(200, saved({ a: 8 })));
  await page.saver.flush();
  await page.saver.useMine(cell);
  assert.deepEqual(asked[1].body.cells, [["a", "13", 7]]);
  assert.equal(cell.state, "saved");
});

test("Esc brings back what is saved", () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  page.saver.restore(cell);
  assert.deepEqual(standing(cell), { state: "", words: "12", version: 1, isTyped: false });
  assert.deepEqual(stored(KEPT), {});
});

test("after the session has ended, nothing is lost: it goes once one has signed in again", async () => {
  const page = openSheet({ a: "12" });
  const cell = type(page, "a", "13");
  const told = [];
  document.addEventListener("session-expired", () => told.push("expired"));
  answerWith(answer(401, {}), answer(200, saved({ a: 2 })));
  await page.saver.flush();
  assert.deepEqual([told, cell.state], [["expired"], "unsent"]);
  document.dispatchEvent(new CustomEvent("session-renewed"));
  await page.saver.queue;
  assert.equal(cell.state, "saved");
});

test("a job that breaks does not keep the next from being done", async () => {
  const { saver } = openSheet({ a: "12" });
  await assert.rejects(saver.enqueue(() => Promise.reject(new Error("broken"))), /broken/);
  assert.equal(await saver.enqueue(() => "done"), "done");
  assert.equal(saver.isSending, false);
});

import assert from "node:assert/strict";
import test from "node:test";
import { answer, answerWith, stored } from "./page.js";
import { KEPT, openSheet, saved, type } from "./sheet.js";

const draft = (words, more = {}) => ({ a: { words, version: 1, section: "base", ...more } });

test("what never arrived is shown again and sent, with the version one saw then", async () => {
  const page = openSheet({ a: "12" }, { kept: draft("13") });
  page.cells.get("a").version = 4; // somebody wrote since
  const asked = answerWith(answer(200, saved({ a: 5 })));
  page.keeper.bringBack();
  await page.saver.queue;
  assert.deepEqual(asked[0].body.cells, [["a", "13", 1]]);
  assert.deepEqual(stored(KEPT), {});
});

test("what was refused waits with its reason, though it could be sent now", async () => {
  const page = openSheet({ a: "12" }, { kept: draft("13", { refused: "采集已关闭。" }) });
  const asked = answerWith();
  page.keeper.bringBack();
  await page.saver.queue;
  const cell = page.cells.get("a");
  assert.deepEqual([asked, cell.state, cell.reason], [[], "refused", "上次没有保存：采集已关闭。"]);
  assert.equal(cell.input.value, "13");
});

test("a half-typed word waits until the person says so", async () => {
  const page = openSheet({ a: "12" }, { kept: draft("1", { isHalf: true }) });
  const asked = answerWith(answer(200, saved({ a: 2 })));
  page.keeper.bringBack();
  await page.saver.queue;
  const { state, reason } = page.cells.get("a");
  assert.deepEqual([asked.length, state, reason], [0, "unsent", "上次没有输完就离开了；请核对后重新保存。"]);
  await page.saver.again(page.cells.get("a"));
  assert.equal(page.cells.get("a").state, "saved");
});

test("how a word stands is kept with it: half typed, refused, or just not arrived", () => {
  const page = openSheet({ a: "12", b: "5", c: "7" });
  const [a, b] = page.cells.all;
  a.isHeld = true;
  b.input.value = "x";
  b.halt("x", false);
  b.state = "refused";
  b.reason = "请填一个数。";
  for (const address of ["a", "b", "c"]) type(page, address, "x");
  const kept = Object.values(stored(KEPT)).map(({ isHalf = false, refused = "" }) => [isHalf, refused]);
  assert.deepEqual(kept, [[true, ""], [false, "请填一个数。"], [false, ""]]);
});

test("what is saved by now is forgotten, with nothing said", () => {
  const page = openSheet({ a: "13" }, { kept: draft("13") });
  page.keeper.bringBack();
  assert.deepEqual([stored(KEPT), page.cells.get("a").state, page.cells.get("a").version], [{}, "", 1]);
});

test("for a closed cell the words are told once, and kept as refused", () => {
  const page = openSheet({ a: "12" }, { kept: draft("13"), closed: ["a"] });
  page.keeper.bringBack();
  const cell = page.cells.get("a");
  assert.deepEqual([cell.input.value, cell.reason], ["12", "上次输入的“13”没有保存，现在这一格不能录入。"]);
  assert.deepEqual([stored(KEPT).a.refused, stored(KEPT).a.isTold], ["当时这一格不能录入。", true]);
});

test("what was typed before the script ran is newer than what was left, and is sent", async () => {
  const page = openSheet({ a: "12" }, { kept: draft("13", { refused: "采集已关闭。" }), typed: { a: "14" } });
  const asked = answerWith(answer(200, saved({ a: 2 })));
  page.keeper.bringBack();
  await page.saver.queue;
  assert.deepEqual(asked[0].body.cells, [["a", "14", 1]]);
  assert.deepEqual([stored(KEPT), page.cells.get("a").state], [{}, "saved"]);
});

test("words of a cell that is not on this page stay for its own page", () => {
  const page = openSheet({ b: "5" }, { kept: draft("13") });
  page.keeper.bringBack();
  assert.equal(stored(KEPT).a.words, "13");
});

test("a browser that keeps nothing does not stop one from typing", () => {
  const page = openSheet({ a: "12" });
  globalThis.localStorage = { getItem: () => null, setItem() { throw new Error("full"); } };
  assert.equal(type(page, "a", "13").input.value, "13");
});

test("what somebody else stored under the name is no draft", () => {
  const page = openSheet({ a: "12" });
  localStorage.setItem(KEPT, "{broken");
  page.keeper.bringBack();
  assert.equal(page.cells.get("a").input.value, "12");
});

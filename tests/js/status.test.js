import assert from "node:assert/strict";
import test from "node:test";
import { openSheet, type } from "./sheet.js";

const line = () => document.getElementById("line").textContent;
const all = (selector) => [...document.querySelectorAll(selector)];
const issues = () => all("#issues li").map((row) => row.textContent.replaceAll(/\s+/g, ""));
const offered = () => all("#issues button:not([hidden])").map((button) => button.dataset.act);

test("the line tells the worst that is on the page", () => {
  const page = openSheet({ a: "1", b: "2", c: "3", d: "4" });
  const [a, b, c] = page.cells.all;
  const told = [];
  const tell = (cell, state) => {
    cell.theirs = state === "conflict" ? { words: "9", by: "李四", at: "10:31" } : null;
    page.status.set(cell, state, "");
    told.push(line());
  };
  page.status.savedAt("10:30");
  told.push(line());
  tell(a, "typed");
  tell(b, "saving");
  tell(c, "conflict");
  tell(a, "refused");
  tell(b, "unsent");
  assert.deepEqual(told, ["已保存 10:30", "正在填写…", "保存中…", "1 格与他人冲突，请选择", "1 格未保存", "2 格未保存"]);
});

test("what is not saved stands in the list until it is", () => {
  const page = openSheet({ a: "1" });
  const [cell] = page.cells.all;
  page.status.set(cell, "refused", "请填一个数。");
  assert.deepEqual(issues(), ["未保存格a请填一个数。"]);
  assert.equal(document.getElementById("issues").hidden, false);
  assert.equal(document.getElementById("said").textContent, "格a未保存：请填一个数。");
  page.status.set(cell, "saved");
  assert.deepEqual(issues(), []);
  assert.equal(document.getElementById("issues").hidden, true);
});

test("a refusal offers to give up; sending again only where that may help", () => {
  const page = openSheet({ a: "1" });
  const cell = type(page, "a", "x");
  cell.halt("x", false);
  page.status.set(cell, "refused", "");
  assert.deepEqual(offered(), ["goto", "drop"]);
  page.status.set(cell, "unsent", "");
  assert.deepEqual(offered(), ["goto", "retry", "drop"]);
});

test("a conflict offers either value, and says empty where one is", () => {
  const page = openSheet({ a: "1" });
  const cell = type(page, "a", "");
  cell.theirs = { words: "很".repeat(70), by: "李四", at: "10:31" };
  page.status.set(cell, "conflict");
  assert.deepEqual(offered(), ["goto", "theirs", "mine"]);
  assert.equal(page.status.why(cell), `李四 10:31改为“${"很".repeat(60)}…”，您填的是“（空）”`);
});

test("pressed in the list, the value that is saved comes back and the cell is chosen", () => {
  const page = openSheet({ a: "1" });
  const cell = type(page, "a", "x");
  page.status.set(cell, "refused", "");
  document.querySelector('#issues [data-act="drop"]').click();
  assert.deepEqual([cell.input.value, issues(), document.activeElement], ["1", [], cell.input]);
});

test("a cell that is gone has nothing to say any more", () => {
  const page = openSheet({ a: "1" });
  const [cell] = page.cells.all;
  page.status.set(cell, "refused", "");
  cell.input.remove();
  page.cells.scan(page.root);
  page.status.forget();
  assert.deepEqual([issues(), document.getElementById("issues").hidden], [[], true]);
});

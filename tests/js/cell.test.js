import assert from "node:assert/strict";
import test from "node:test";
import { served } from "../../static/js/cells/cell.js";
import { openPage } from "./page.js";
import { openSheet, type } from "./sheet.js";

const told = (words, version = 2) => ({ address: "a", words, version });

test("space around a word and another kind of line end are no change", () => {
  const cell = type(openSheet({ a: "12" }), "a", " 12 ");
  assert.equal(cell.isTyped, false);
});

test("what a colleague wrote is shown", () => {
  const cell = openSheet({ a: "12" }).cells.get("a");
  assert.equal(cell.follow(told("15")), true);
  assert.deepEqual([cell.input.value, cell.version, cell.isTyped], ["15", 2, false]);
});

test("a newer version of the same words is taken without being told", () => {
  const cell = openSheet({ a: "12" }).cells.get("a");
  assert.equal(cell.follow(told("12")), false);
  assert.equal(cell.version, 2);
});

test("an answer that was overtaken changes nothing", () => {
  const cell = openSheet({ a: "12" }).cells.get("a");
  cell.version = 3;
  assert.equal(cell.follow(told("15", 3)), false);
  assert.equal(cell.input.value, "12");
});

test("what one has typed stays, with the version one saw", () => {
  const cell = type(openSheet({ a: "12" }), "a", "13");
  assert.equal(cell.follow(told("15")), false);
  assert.deepEqual([cell.input.value, cell.version], ["13", 1]);
});

test("what is on its way stays, though it is typed no more", () => {
  const cell = openSheet({ a: "12" }).cells.get("a");
  cell.sent = "13";
  assert.equal(cell.follow(told("15")), false);
  assert.equal(cell.version, 1);
});

test("one who has chosen the whole cell goes on having chosen it", () => {
  const cell = openSheet({ a: "12" }).cells.get("a");
  cell.input.focus();
  cell.input.select();
  cell.show("1500");
  assert.deepEqual([cell.input.selectionStart, cell.input.selectionEnd], [0, 4]);
});

test("what the server wrote is told from what was typed or chosen before the script ran", () => {
  const root = openPage(`<input value="1"><textarea>\n甲</textarea>
    <select><option value=""></option><option value="是" selected>是</option></select>
    <select><option value=""></option><option value="是">是</option></select>`);
  const fields = [...root.querySelectorAll("input, textarea, select")];
  for (const [at, words] of ["2", "乙", "", "是"].entries()) fields[at].value = words;
  assert.deepEqual(fields.map(served), ["1", "甲", "是", ""]);
});

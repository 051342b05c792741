import assert from "node:assert/strict";
import test from "node:test";
import { Modes } from "../../static/js/cells/modes.js";
import { openPage } from "./page.js";

/** Two figures, of which the first is chosen. */
function openFigures() {
  const root = openPage('<input id="one" value="1500"><input id="two" value="20">');
  const [one, two] = root.querySelectorAll("input");
  const modes = new Modes(root, { fieldOf: (element) => (element.matches?.("input") ? element : null) });
  one.focus();
  return { root, one, two, modes };
}

function press(field, key, more = {}) {
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

/** A key as it is typed: the browser puts it in the place of what is chosen. */
function type(field, key) {
  press(field, key);
  field.dispatchEvent(new InputEvent("beforeinput", { inputType: "insertText", data: key, bubbles: true }));
  field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { inputType: "insertText", data: key, bubbles: true }));
}

function mouse(modes, field) {
  const event = new MouseEvent("mousedown", { button: 0, bubbles: true, cancelable: true });
  let isOurs;
  field.addEventListener("mousedown", (down) => (isOurs = modes.press(field, down)), { once: true });
  field.dispatchEvent(event);
  return isOurs;
}

/** The window loses the focus and has it again; the field keeps it all the while. */
function away(field) {
  field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
}

const chosen = (field) => field.value.slice(field.selectionStart, field.selectionEnd);

test("what is typed into a chosen cell takes the place of its figure, wherever the browser put the caret", () => {
  const { one } = openFigures();
  one.setSelectionRange(2, 2);
  type(one, "7");
  type(one, "8");
  assert.equal(one.value, "78");
});

test("F2 goes into the text, at its end", () => {
  const { one, modes } = openFigures();
  modes.edit(one);
  type(one, "7");
  assert.equal(one.value, "15007");
});

test("a double click goes into the text", () => {
  const { one } = openFigures();
  one.dispatchEvent(new MouseEvent("dblclick", { button: 0, bubbles: true }));
  type(one, "7");
  assert.equal(one.value, "15007");
});

test("a click chooses, a click into the cell one is typing in moves the caret", () => {
  const { one, two, modes } = openFigures();
  assert.equal(mouse(modes, two), false);
  assert.deepEqual([document.activeElement, chosen(two)], [two, "20"]);
  type(two, "7");
  assert.equal(mouse(modes, two), true);
  assert.equal(mouse(modes, one), false);
});

test("going to another cell ends the typing in the first", () => {
  const { one, two, modes } = openFigures();
  type(one, "7");
  two.focus();
  one.focus();
  assert.equal(modes.isMoving(one), true);
  type(one, "8");
  assert.equal(one.value, "8");
});

test("a window that comes back leaves typing as it was", () => {
  const { one } = openFigures();
  type(one, "7");
  away(one);
  type(one, "8");
  assert.equal(one.value, "78");
});

test("the click that brings the window back chooses the cell", () => {
  const { one, modes } = openFigures();
  type(one, "7");
  away(one);
  assert.equal(mouse(modes, one), false);
  type(one, "8");
  assert.equal(one.value, "8");
});

test("a shortcut is no typing", () => {
  const { one, modes } = openFigures();
  one.setSelectionRange(0, 0);
  press(one, "c", { ctrlKey: true });
  assert.deepEqual([modes.isMoving(one), chosen(one)], [true, ""]);
});

test("a closed cell is not gone into", () => {
  const { one, modes } = openFigures();
  one.readOnly = true;
  modes.edit(one);
  assert.equal(modes.isMoving(one), true);
});

/** Words dragged onto an element, be it a field or not. Return whether the browser was kept from it. */
function drop(element, text) {
  const event = new MouseEvent("drop", { bubbles: true, cancelable: true });
  event.dataTransfer = { getData: () => text };
  element.dispatchEvent(event);
  return event.defaultPrevented;
}

test("what is dragged onto a cell takes the place of its figure and is typed like any other", () => {
  const { root, two, modes } = openFigures();
  const typed = [];
  root.addEventListener("input", ({ target }) => typed.push(target.id));
  assert.equal(drop(two, " 78 "), true);
  assert.deepEqual([two.value, typed, modes.isMoving(two)], ["78", ["two"], false]);
});

test("a block, nothing, or a figure for a closed cell is not dropped", () => {
  const { one, two } = openFigures();
  two.readOnly = true;
  for (const [field, text] of [[one, "1\t2"], [one, ""], [two, "3"]]) assert.equal(drop(field, text), true);
  assert.deepEqual([one.value, two.value], ["1500", "20"]);
});

test("beside the cells one may drop as everywhere", () => {
  const { root } = openFigures();
  assert.equal(drop(root, "78"), false);
});

test("a key that an input method takes replaces nothing before it has a word", () => {
  const { one } = openFigures();
  one.setSelectionRange(1, 1);
  press(one, "x", { isComposing: true });
  assert.equal(chosen(one), "");
  press(one, "Process");
  assert.equal(chosen(one), "1500");
});

test("taking back within the field chooses nothing", () => {
  const { one } = openFigures();
  one.setSelectionRange(1, 1);
  one.dispatchEvent(new InputEvent("beforeinput", { inputType: "historyUndo", bubbles: true }));
  assert.equal(chosen(one), "");
});

test("what a script puts into a field that nobody is in is no typing", () => {
  const { two, modes } = openFigures();
  two.dispatchEvent(new InputEvent("input", { bubbles: true }));
  assert.equal(modes.isMoving(two), true);
});

test("a double click with another button, or where one is typing, is the browser's", () => {
  const { one, modes } = openFigures();
  one.dispatchEvent(new MouseEvent("dblclick", { button: 1, bubbles: true }));
  assert.equal(modes.isMoving(one), true);
  type(one, "12");
  one.setSelectionRange(0, 1);
  one.dispatchEvent(new MouseEvent("dblclick", { button: 0, bubbles: true }));
  assert.equal(chosen(one), "1");
});

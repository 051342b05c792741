/* The form editor: names go into the formula last touched, and nothing typed is lost by leaving. */
import { askBeforeLeaving } from "./asking.js";
import { grow } from "./selfeval/texts.js";

let formula = null; // the field that a name is put into
let isTyped = false;

const form = () => document.getElementById("part-form");

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-formula]")) formula = event.target;
});

function insert(words) {
  if (!formula?.isConnected) formula = form()?.querySelector("[data-formula]");
  if (!formula) return;
  const { selectionStart: from, selectionEnd: to, value } = formula;
  formula.value = value.slice(0, from) + words + value.slice(to);
  formula.focus();
  formula.setSelectionRange(from + words.length, from + words.length);
  grow(formula);
  isTyped = true;
}

document.addEventListener("click", (event) => {
  const name = event.target.closest?.("[data-insert]");
  if (name) insert(name.dataset.insert);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "names-search") narrow(event.target.value.trim().toLowerCase());
  else if (form()?.contains(event.target)) isTyped = true;
  if (event.target.matches("[data-formula]")) grow(event.target);
});

function narrow(words) {
  for (const group of document.querySelectorAll(".formula-groups details")) {
    let any = false;
    for (const line of group.querySelectorAll("li")) {
      line.hidden = words !== "" && !line.textContent.toLowerCase().includes(words);
      any ||= !line.hidden;
    }
    group.hidden = !any;
    if (words && any) group.open = true;
  }
}

// A link to another part while something is typed: ask, as for any page that is left.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#form-editor a[href]");
  if (!link || !isTyped) return;
  if (window.confirm("这一部分有改动还没有保存，离开就丢失了。仍要离开吗？")) {
    isTyped = false;
  } else {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

askBeforeLeaving(() => isTyped);

document.addEventListener("submit", (event) => {
  if (event.target === form()) isTyped = false;
});

// Alt + ↑ ↓ in a line of a list moves it, and the writing goes on in the same field of it.
let moved = null;

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const line = event.target.closest?.(".part-lines tbody tr");
  if (!line) return;
  event.preventDefault();
  const isUp = event.key === "ArrowUp";
  const button = line.querySelector(`[value^="${isUp ? "up" : "down"}:"]`);
  if (!button || button.disabled) return;
  const fields = [...line.querySelectorAll("input, select, textarea, button")];
  moved = {
    list: line.closest("table").dataset.list,
    line: line.sectionRowIndex + (isUp ? -1 : 1),
    field: fields.indexOf(event.target),
  };
  button.click();
});

function goOnInMoved(editor) {
  const lines = editor.querySelectorAll(`[data-list="${moved.list}"] tbody tr`);
  const field = lines[moved.line]?.querySelectorAll("input, select, textarea, button")[moved.field];
  moved = null;
  field?.focus();
  return Boolean(field);
}

// Where the reading goes on after a part was saved or another one opened.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "form-editor") return;
  const editor = document.getElementById("form-editor");
  isTyped = editor.querySelector('[role="alert"]') !== null;
  if (moved && !isTyped && goOnInMoved(editor)) return;
  moved = null;
  (editor.querySelector('[role="alert"]') ?? editor.querySelector(".part-head h2"))?.focus({ preventScroll: false });
});

// A formula is seen whole: at the start, in another part, in what was folded away, on another width.
const growAll = () => document.querySelectorAll("[data-formula]").forEach(grow);
document.addEventListener("htmx:afterSettle", growAll);
document.addEventListener("toggle", growAll, true);
addEventListener("resize", growAll);
growAll();

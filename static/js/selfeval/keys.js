/* Keys in the tables as in a spreadsheet; in running text they stay what they are. */
import { isWhole } from "../cells/cell.js";
import { Modes } from "../cells/modes.js";
import { FIELDS } from "./cells.js";

const FIGURES = ":is(.is-number, .is-measured) > :is(input, textarea)[data-cell]";

export function watchKeys(page) {
  page.modes = new Modes(page.root, {
    fieldOf: (element) => (element.matches?.(FIGURES) ? element : null),
  });
  page.root.addEventListener("mousedown", (event) => {
    const field = event.button === 0 && event.target.closest(FIGURES);
    if (field) page.modes.press(field, event);
  });
  page.root.addEventListener("focusin", ({ target }) => arrive(target));
  page.root.addEventListener("input", ({ target }) => (begun.isTouched ||= target === begun.field));
  page.root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key === "Process") return;
    if (event.key === "F8") {
      page.dock.next();
      event.preventDefault();
      return;
    }
    const field = event.target.closest(FIELDS);
    if (field && press(event, field, page)) event.preventDefault();
  });
}

/** Do what a key does in a field. Return whether the key was ours. */
export function press(event, field, page) {
  const { key } = event;
  if (event.altKey || event.metaKey) return false;
  if (key === "Escape") return restore(field, page);
  if (key === "Enter" && event.ctrlKey) return go(nextButton(field));
  if (event.ctrlKey && "zZyY".includes(key)) return undo(field, key, page);
  if (event.ctrlKey) return key === "Delete" && page.rows.removeAt(field);
  if (key === "Tab") return go(nextCell(field, page.root, event.shiftKey ? -1 : 1));
  if (event.shiftKey) return false;
  if (key === "F2") return edit(field, page);
  if (isRunning(field)) return false;
  if (key === "Enter") return enter(field, page);
  if (field.tagName === "SELECT" && !key.startsWith("Arrow")) return false;
  if (key === "ArrowDown" && field.tagName !== "SELECT") return go(beside(field, 1));
  if (key === "ArrowUp" && field.tagName !== "SELECT") return go(beside(field, -1));
  if (key === "ArrowRight" && isAtEnd(field)) return go(following(field, 1));
  if (key === "ArrowLeft" && isAtStart(field)) return go(following(field, -1));
  return false;
}

/** Within a field the browser takes back; past what was typed there, a block pasted last goes back. */
function undo(field, key, page) {
  if (!isElsewhere(field, key)) return false;
  return key !== "z" || page.undo.byKey();
}

/* The browser's undo runs through all fields of the page: past what was typed here it would take back,
   and save, what was entered in another cell. */
const begun = { field: null, value: "", isTouched: false };

function arrive(field) {
  if (field !== begun.field) Object.assign(begun, { field, value: field.value, isTouched: false });
}

function isElsewhere(field, key) {
  const isUndone = "zZ".includes(key) && field.value === begun.value;
  return field === begun.field && (isUndone || !begun.isTouched);
}

function restore(field, page) {
  const cell = page.cells.of(field);
  if (!cell?.isTyped) return false;
  page.saver.restore(cell);
  if (field.matches(FIGURES)) page.modes.choose(field);
  return true;
}

function edit(field, page) {
  if (field.matches(FIGURES)) page.modes.edit(field);
  else field.setSelectionRange?.(field.value.length, field.value.length);
  return field.hasAttribute("data-cell");
}

function enter(field, page) {
  const below = beside(field, 1);
  const growing = field.closest("tr[data-row]")?.closest("[data-growing]");
  if (below && (!growing || below.closest("tr[data-row]"))) return go(below);
  if (growing?.querySelector('[data-act="row-add"]:not([disabled])') && field.dataset.cell) {
    page.rows.add(growing, field.dataset.column);
    return true;
  }
  return go(nextCell(field, page.root, 1));
}

/** The field above or below in the same column of the same table. */
function beside(field, step) {
  const table = field.closest("table");
  if (!table || !field.dataset.column) return null;
  const column = `:is(${FIELDS})[data-column="${CSS.escape(field.dataset.column)}"]`;
  const fields = [...table.querySelectorAll(column)];
  return fields[fields.indexOf(field) + step] ?? null;
}

function following(field, step) {
  const table = field.closest("table");
  if (!table) return null;
  const fields = [...table.querySelectorAll(`:is(${FIELDS})`)];
  return fields[fields.indexOf(field) + step] ?? null;
}

/** The next cell that can be filled, on to the next block; none at the ends of the sheet. */
function nextCell(field, root, step) {
  const fields = [...root.querySelectorAll(`.sheet :is(${FIELDS})`)];
  let at = fields.indexOf(field);
  if (at < 0) return null; // in the list of findings Tab goes as everywhere
  do at += step;
  while (fields[at] && !fields[at].dataset.cell);
  return fields[at] ?? null;
}

/** From the cells to what is said of them, and what can be done with them: 批注, 附件, 不适用, 采用建议分. */
function nextButton(field) {
  const said = field.closest(".entry")?.querySelector(".cell-comments");
  if (said) return said;
  const buttons = [...field.closest(".sheet")?.querySelectorAll("button:not([disabled], [hidden])") ?? []];
  const isAfter = (button) => field.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING;
  const line = field.closest("tr");
  return line?.querySelector("button:not([disabled], [hidden])") ?? buttons.find(isAfter) ?? buttons.at(-1);
}

function go(field) {
  if (!field) return false;
  field.focus();
  if (!isRunning(field)) field.select?.();
  field.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** Running text keeps its own keys: Enter is a new line there. */
function isRunning(field) {
  return Boolean(field.closest(".is-prose, .is-reason, .is-explanation")) || (field.rows ?? 1) > 2;
}

function isAtEnd(field) {
  return isWithoutCaret(field) || isWhole(field) || caretOf(field) === field.value.length;
}

function isAtStart(field) {
  return isWithoutCaret(field) || isWhole(field) || caretOf(field) === 0;
}

function isWithoutCaret(field) {
  return field.selectionStart === undefined || field.tagName === "SELECT";
}

/** Where the caret stands; null where a part of the text is chosen. */
function caretOf({ selectionStart, selectionEnd }) {
  return selectionStart === selectionEnd ? selectionStart : null;
}

/* Keys in the tables as in a spreadsheet; in running text they stay what they are. */

const FIELDS = "[data-cell], [data-computed], [data-closed]";

export function watchKeys(page) {
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

/** Return whether the key was ours. */
function press(event, field, page) {
  const { key } = event;
  if (event.altKey || event.metaKey) return false;
  if (key === "Escape") return restore(field, page);
  if (event.ctrlKey) return key === "Delete" && page.rows.removeAt(field);
  if (event.shiftKey) return false;
  if (isRunning(field)) return false;
  if (key === "Enter") return enter(field, page);
  if (field.tagName === "SELECT" && !key.startsWith("Arrow")) return false;
  if (key === "ArrowDown" && field.tagName !== "SELECT") return go(beside(field, 1));
  if (key === "ArrowUp" && field.tagName !== "SELECT") return go(beside(field, -1));
  if (key === "ArrowRight" && isAtEnd(field)) return go(following(field, 1));
  if (key === "ArrowLeft" && isAtStart(field)) return go(following(field, -1));
  return false;
}

function restore(field, page) {
  const cell = page.cells.of(field);
  if (!cell?.isTyped) return false;
  page.saver.restore(cell);
  return true;
}

function enter(field, page) {
  const below = beside(field, 1);
  const growing = field.closest("tr[data-row]")?.closest("[data-growing]");
  if (below && (!growing || below.closest("tr[data-row]"))) return go(below);
  if (growing?.querySelector('[data-act="row-add"]:not([disabled])') && field.dataset.cell) {
    page.rows.add(growing, field.dataset.column);
    return true;
  }
  return go(next(field, page.root));
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

function next(field, root) {
  const fields = [...root.querySelectorAll(".sheet [data-cell]")];
  return fields[fields.indexOf(field) + 1] ?? null;
}

function go(field) {
  if (!field) return false;
  field.focus();
  field.select?.();
  field.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** Running text keeps its own keys: Enter is a new line there. */
function isRunning(field) {
  return Boolean(field.closest(".is-prose, .is-reason, .is-explanation")) || (field.rows ?? 1) > 2;
}

function isAtEnd(field) {
  if (field.selectionStart === undefined || field.tagName === "SELECT") return true;
  const isAll = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  return isAll || (field.selectionStart === field.selectionEnd && field.selectionEnd === field.value.length);
}

function isAtStart(field) {
  if (field.selectionStart === undefined || field.tagName === "SELECT") return true;
  const isAll = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  return isAll || (field.selectionStart === 0 && field.selectionEnd === 0);
}

/* A block from a spreadsheet goes into the table from the field in focus on, to the right and down;
   computed cells keep their own value, and a growing table gets the rows that are missing. */
import { readTsv } from "../cells/tsv.js";

export function watchPaste(page) {
  page.root.addEventListener("paste", async (event) => {
    const field = event.target.closest(".is-grid [data-cell]");
    const text = event.clipboardData.getData("text/plain");
    if (!field || field.closest(".is-reason") || !/[\t\r\n]/.test(text.trim())) return;
    event.preventDefault();
    const rows = readTsv(text);
    if (rows.length) await write(page, field, rows);
  });
}

async function write(page, field, rows) {
  const block = field.closest(".sheet-block");
  const { id } = block;
  const { row, column } = placeOf(field);
  const missing = block.dataset.growing ? rows.length - (linesOf(block).filter(isGrown).length - grownBefore(block, row)) : 0;
  const room = Number(block.dataset.maximum ?? 0) - linesOf(block).filter(isGrown).length;
  const more = Math.max(0, Math.min(missing, room));
  const plan = place(page, block, rows, row, column, more);
  if ((plan.over || plan.left) && !(await agree(plan))) return;
  if (more && !(await page.rows.add(block, "", more))) return;
  const done = place(page, document.getElementById(id), rows, row, column, 0);
  for (const [cell, words] of done.writes) {
    cell.show(words);
    cell.halted = null;
    page.keeper.keep(cell);
    page.status.set(cell, cell.isTyped ? "typed" : "");
  }
  done.writes[0]?.[0].input.focus(); // before saving: a person types on in another field meanwhile
  await page.saver.flush();
  page.status.toast(`已粘贴 ${done.writes.length} 格。`, "success");
}

/** Where each value goes. more: rows that are still to be added at the end of the grown ones. */
function place(page, block, rows, top, left, more) {
  const lines = linesOf(block).slice(top).filter((line, _, all) => isGrown(all[0]) ? isGrown(line) : true);
  const writes = [];
  let [over, lost] = [0, 0];
  rows.forEach((row, i) => {
    const boxes = lines[i] ? [...lines[i].querySelectorAll("td.entry")] : [];
    row.forEach((words, j) => {
      const cell = page.cells.of(boxes[left + j]?.querySelector(":scope > [data-cell]"));
      if (cell) {
        writes.push([cell, words]);
        if (cell.value && cell.value !== words) over += 1;
      } else if (words && i >= lines.length + more) lost += 1;
      else if (words && lines[i] && !boxes[left + j]) lost += 1;
    });
  });
  return { writes, over, left: lost };
}

function placeOf(field) {
  const line = field.closest("tr");
  const block = field.closest(".sheet-block");
  return {
    row: linesOf(block).indexOf(line),
    column: Math.max(0, [...line.querySelectorAll("td.entry")].indexOf(field.closest("td.entry"))),
  };
}

function linesOf(block) {
  return [...block.querySelectorAll("tbody > tr")].filter((line) => {
    return line.querySelector(":scope > td.entry") && !line.classList.contains("is-line");
  });
}

function isGrown(line) {
  return Boolean(line?.dataset.row);
}

function grownBefore(block, row) {
  return linesOf(block).slice(0, row).filter(isGrown).length;
}

function agree({ writes, over, left }) {
  const dialog = document.getElementById("paste-dialog");
  const parts = [`将写入 ${writes.length} 格`];
  if (over) parts.push(`其中 ${over} 格已有内容会被改写`);
  if (left) parts.push(`${left} 个值超出表格，不会写入`);
  dialog.querySelector('[data-part="text"]').textContent = `${parts.join("；")}。`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

/* Taking back on a county's sheet: a pasted block, as one act with the rows that came with it. What is
   typed into one field the browser takes back there. */
import { Undo } from "../cells/undo.js";
import { takeIn } from "./paste.js";

export function makeUndo(page) {
  const undo = new Undo(page, {
    ready: () => page.saver.flush().then(() => page.paste.queue).then(() => page.saver.queue),
    takeBack: (act) => takeBack(page, act),
    isByKey: () => undo.isLast,
  });
  undo.isLast = false; // whether the block is the last thing that was done here
  page.root.addEventListener("input", () => (undo.isLast = false));
  page.root.addEventListener("click", ({ target }) => {
    if (target.closest('button[data-act]:not([data-act="undo"])')) undo.isLast = false;
  });
  return undo;
}

async function takeBack(page, { entries, rows }) {
  const cells = entries.map(({ cell, text }) => ({ address: cell.address, words: text, version: cell.version }));
  const answer = await page.saver.post(page.pasteBackUrl, { cells, rows });
  if (!answer.ok) {
    page.status.toast(answer.error);
    return;
  }
  await takeIn(page, answer.body);
  const gone = rows.length ? `，删去粘贴时增加的 ${rows.length} 行` : "";
  page.status.toast(`已撤销粘贴：${entries.length} 格恢复原来的内容${gone}。`, "success");
  const here = page.cells.get(entries[0].key)?.input ?? page.root.querySelector("[data-cell]");
  here?.focus();
}

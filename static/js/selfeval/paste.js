/* A block from a spreadsheet into a table of the report: what it means the server says; a growing
   table gets the rows that are missing together with their words. */
import { isOneWord, rowsOf } from "../cells/clipboard.js";
import { Look } from "../cells/look.js";
import { Paste } from "../cells/paste.js";

export function watchPaste(page) {
  const paste = new Paste({
    url: page.pasteUrl,
    user: page.user,
    look: new Look(),
    written: (body) => written(page, body),
    toast: (text) => page.status.toast(text),
  });
  page.root.addEventListener("paste", async (event) => {
    const field = event.target.closest(".is-grid [data-cell]");
    if (!field || field.closest(".is-reason") || isOneWord(event.clipboardData)) return;
    const rows = rowsOf(event.clipboardData);
    if (!rows.length) return;
    event.preventDefault();
    const { last, isLast } = page.undo;
    page.undo.isLast = true; // the key may come before the answer
    await page.saver.flush(); // what was typed before goes first
    await paste.start(blockOf(page, field, rows));
    if (page.undo.last === last) page.undo.isLast = isLast; // nothing was written
    document.getElementById(field.id)?.focus();
  });
  return paste;
}

function blockOf(page, field, rows) {
  const versions = Object.fromEntries(page.cells.all.map(({ address, version }) => [address, version]));
  const { section, version } = page;
  return {
    rows, versions, section, since: version,
    at: field.dataset.cell,
    block: field.closest(".sheet-block").id,
  };
}

async function written(page, body) {
  const before = new Map(page.cells.all.map((cell) => [cell.address, cell.saved]));
  await takeIn(page, body);
  const cells = Object.keys(body.saved).map((address) => page.cells.get(address)).filter(Boolean);
  const entries = cells.map((cell) => ({ cell, text: before.get(cell.address) ?? "", ticked: null }));
  page.undo.remember(entries, { rows: body.rows });
  page.undo.isLast = true;
  const count = cells.length;
  page.status.toast(count ? `已粘贴 ${count} 格。` : "粘贴的内容与已填的相同，没有改动。", "success");
}

/** Put into the page what a block wrote, and what follows from it. */
export async function takeIn(page, body) {
  for (const told of body.cells) {
    const cell = page.cells.get(told.address);
    if (!cell || !(told.address in body.saved) || cell.isTyped) continue;
    cell.take(told);
    page.keeper.keep(cell);
    page.status.set(cell, "saved");
  }
  await page.standing.apply(body);
  page.status.savedAt(body.saved_at);
}

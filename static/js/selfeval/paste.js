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
    await page.saver.flush(); // what was typed before goes first
    await paste.start(blockOf(page, field, rows));
    document.getElementById(field.id)?.focus();
  });
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
  for (const told of body.cells) {
    const cell = page.cells.get(told.address);
    if (!cell || !(told.address in body.saved) || cell.isTyped) continue;
    cell.take(told);
    page.keeper.keep(cell);
    page.status.set(cell, "saved");
  }
  await page.standing.apply(body);
  page.status.savedAt(body.saved_at);
  const count = Object.keys(body.saved).length;
  page.status.toast(count ? `已粘贴 ${count} 格。` : "粘贴的内容与已填的相同，没有改动。", "success");
}

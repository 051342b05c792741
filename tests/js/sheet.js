/* A sheet of figures as the counties have it, for the tests of what both grids share. */
import { Keeper } from "../../static/js/cells/keeper.js";
import { Saver } from "../../static/js/cells/saver.js";
import { Status } from "../../static/js/cells/status.js";
import { Cells } from "../../static/js/selfeval/cells.js";
import { openPage } from "./page.js";

export const KEPT = "kept";
const STATUS = `
  <p id="line"></p><p id="said"></p>
  <div id="issues" hidden><ul></ul></div>
  <template id="issue-template"><li>
    <b data-part="word"></b><span data-part="where"></span><span data-part="text"></span>
    <button data-act="goto"></button><button data-act="theirs"></button><button data-act="mine"></button>
    <button data-act="retry"></button><button data-act="drop"></button>
  </li></template>`;

class SheetSaver extends Saver {
  transmit(cells) {
    return this.ask("/cells/", { cells: cells.map(({ address, sent, version }) => [address, sent, version]) });
  }

  told() {}
}

/** Open a page with a saved figure a field: {address: words}. kept: what this browser holds back of an earlier page;
    typed: what one typed into fields before the script ran. */
export function openSheet(figures, { kept = {}, closed = [], typed = {} } = {}) {
  const field = ([address, words]) => `<td class="entry is-number"><input id="c-${address}" data-cell="${address}"
    data-label="格${address}" data-version="1" value="${words}"${closed.includes(address) ? " readonly" : ""}></td>`;
  const row = Object.entries(figures).map(field).join("");
  const html = `<table><tr>${row}</tr></table><button data-act="undo"></button>${STATUS}`;
  const root = openPage(html, { kept: { [KEPT]: kept } });
  for (const [address, words] of Object.entries(typed)) document.getElementById(`c-${address}`).value = words;
  const page = { root, section: "base" };
  page.cells = new Cells(page);
  page.keeper = new Keeper(page, KEPT);
  page.status = new Status(page, { line: "line", said: "said", issues: "issues" }, "已保存");
  page.saver = new SheetSaver(page);
  return page;
}

/** Type words into a cell, as the person does: not saved yet. */
export function type(page, address, words) {
  const cell = page.cells.get(address);
  cell.input.value = words;
  page.keeper.keep(cell);
  return cell;
}

/** What a server says that took the cells over. */
export function saved(versions) {
  return { saved: versions, conflicts: [], refused: {} };
}

export function refused(why) {
  return { saved: {}, conflicts: [], refused: why };
}

export function conflict(address, words) {
  return { saved: {}, conflicts: [{ address, words, version: 7, by: "李四", at: "10:31" }], refused: {} };
}

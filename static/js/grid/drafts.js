/* What was typed and is not saved yet, kept in this browser for this person and year:
   an expired session, a lost network or a closed window loses no character. */

import { readKept, writeKept } from "../cells/kept.js";

export class Drafts {
  constructor(page) {
    this.page = page;
    this.key = `grid-drafts:${page.user}:${page.year}`;
  }

  keep(cell, { text, ticked }, isHalf) {
    const all = readKept(this.key);
    all[cell.id] = { text, ticked, version: cell.version, isHalf };
    writeKept(this.key, all);
  }

  drop(cell) {
    const all = readKept(this.key);
    if (!(cell.id in all)) return;
    delete all[cell.id];
    writeKept(this.key, all);
  }

  /** After the page was opened anew: show what was left, send what was finished. */
  bringBack() {
    const all = readKept(this.key);
    for (const [id, draft] of Object.entries(all)) {
      const cell = this.page.board.byId.get(Number(id));
      if (!cell) continue;
      if (!cell.isOpen) this.#showClosed(cell, draft);
      else if (draft.text === cell.text || draft.text === cell.shown) this.drop(cell);
      else this.#show(cell, draft);
    }
    this.page.saver.retry();
  }

  #show(cell, draft) {
    cell.version = draft.version; // what the person saw then: a later change is a conflict
    cell.wanted = { text: draft.text, ticked: draft.ticked };
    cell.isHalf = draft.isHalf;
    cell.input.value = draft.text;
    const why = draft.isHalf ? "上次没有输完就离开了；请核对后重新保存。" : "上次没有送达，正在重新保存。";
    this.page.status.set(cell, "unsent", why);
  }

  #showClosed(cell, draft) {
    cell.wanted = { text: draft.text, ticked: draft.ticked };
    this.page.status.set(cell, "refused", `上次输入的“${draft.text}”没有保存，现在这一格不能录入。`);
  }
}

/* What was typed and is not saved yet, kept in this browser for this person and report: an
   expired session, a lost network or a closed window loses no character. */

import { readKept, writeKept } from "../cells/kept.js";

export class Keeper {
  constructor(page) {
    this.page = page;
    this.key = `report-draft:${page.user}:${page.report}`;
  }

  keep(cell) {
    const all = readKept(this.key);
    if (cell.isTyped) {
      all[cell.address] = { words: cell.value, version: cell.version, section: this.page.section };
    } else {
      delete all[cell.address];
    }
    writeKept(this.key, all);
  }

  drop(cell) {
    this.forget(cell.address);
  }

  forget(address) {
    const all = readKept(this.key);
    if (!(address in all)) return;
    delete all[address];
    writeKept(this.key, all);
  }

  /** After the page was opened anew: show what was left and send it. */
  bringBack() {
    let elsewhere = 0;
    for (const [address, draft] of Object.entries(readKept(this.key))) {
      const cell = this.page.cells.get(address);
      if (!cell && draft.section !== this.page.section) elsewhere += 1;
      else if (!cell) this.#tellLost(address, draft);
      else if (draft.words === cell.saved) this.drop(cell);
      else this.#show(cell, draft);
    }
    if (elsewhere) {
      const text = `其他部分还有 ${elsewhere} 格上次没有保存的内容，打开该部分即自动保存。`;
      document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "warning" } }));
    }
    this.page.saver.flush();
  }

  /** The field is gone or closed: the words are shown once, so that they can be copied. */
  #tellLost(address, { words }) {
    this.page.status.toast(`上次输入的“${words}”没有保存，这一格现在不能填写；如有需要请复制留存。`);
    this.forget(address);
  }

  #show(cell, draft) {
    cell.version = draft.version; // what the person saw then: a later change is a conflict
    cell.show(draft.words);
    this.page.status.set(cell, "unsent", "上次没有送达，正在重新保存。");
  }
}

/* What was typed and is not saved, kept in this browser for this person: an expired session, a lost
   network or a closed window loses no character. What never arrived is sent again by itself; what the
   server refused waits for the person, however things stand when the page is opened again. */
import { readKept, writeKept } from "./kept.js";

export class Keeper {
  constructor(page, key) {
    this.page = page;
    this.key = key;
  }

  keep(cell) {
    const all = readKept(this.key);
    if (cell.isTyped) {
      const isHalf = cell.isHeld || undefined;
      const refused = cell.isHalted && cell.state === "refused" ? cell.reason : undefined;
      all[cell.key] = { ...cell.kept, version: cell.version, isHalf, refused };
    } else {
      delete all[cell.key];
    }
    writeKept(this.key, all);
  }

  drop(cell) {
    this.forget(cell.key);
  }

  forget(key) {
    const all = readKept(this.key);
    if (!(key in all)) return;
    delete all[key];
    writeKept(this.key, all);
  }

  /** The person was told that it could not be saved: from now on it waits for him. */
  refuse(key, why) {
    const all = readKept(this.key);
    all[key] = { ...all[key], refused: why, isTold: true };
    writeKept(this.key, all);
  }

  /** After the page was opened anew: show what was left, send what never arrived. */
  bringBack() {
    const typed = this.page.cells.all.filter((cell) => cell.isTyped); // newer than what was left
    for (const cell of typed) this.keep(cell);
    const all = readKept(this.key);
    for (const [key, draft] of Object.entries(all)) {
      const cell = this.page.cells.get(key);
      if (!cell) this.missing(key, draft);
      else if (typed.includes(cell)) continue;
      else if (!cell.isOpen) this.#showClosed(cell, draft);
      else this.#show(cell, draft);
    }
    this.page.saver.flush();
  }

  /** A page says what becomes of words whose field is not on it. */
  missing() {}

  #show(cell, draft) {
    const { version } = cell;
    cell.bring(draft); // with the version the person saw then: a later change is a conflict
    const { status } = this.page;
    if (!cell.isTyped) {
      cell.version = version;
      this.drop(cell);
      return;
    }
    if (draft.refused || draft.isHalf) cell.halt(cell.words, true);
    if (draft.refused) status.set(cell, "refused", `上次没有保存：${draft.refused}`);
    else if (draft.isHalf) status.set(cell, "unsent", "上次没有输完就离开了；请核对后重新保存。");
    else status.set(cell, "unsent", "上次没有送达，正在重新保存。");
  }

  #showClosed(cell, draft) {
    const why = `上次输入的“${draft.text ?? draft.words}”没有保存，现在这一格不能录入。`;
    this.refuse(cell.key, draft.refused ?? "当时这一格不能录入。");
    this.page.status.set(cell, "refused", why);
  }
}

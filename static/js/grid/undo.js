/* The last changes of this page and how to take them back. */

const MOST = 100;

export class Undo {
  constructor(page) {
    this.page = page;
    this.stack = [];
    this.button = page.root.querySelector('[data-act="undo"]');
    this.button?.addEventListener("click", () => this.back());
  }

  /** entries: [{cell, text, ticked}] as they stood before. */
  remember(entries) {
    const changed = entries.filter(({ cell, text }) => cell.text !== text || cell.places);
    if (!changed.length) return;
    this.stack.push(changed);
    if (this.stack.length > MOST) this.stack.shift();
    this.#show();
  }

  back() {
    const entries = this.stack.pop();
    this.#show();
    if (!entries) return true;
    const [{ cell }] = entries;
    const one = `${cell.where}恢复为“${entries[0].text || "未录"}”`;
    this.page.status.say(entries.length === 1 ? `已撤销：${one}` : `已撤销：${entries.length} 格恢复原值`);
    const writes = entries.map((entry) => ({ ...entry, ticked: entry.cell.places ? entry.ticked : null }));
    this.page.board.focus(cell);
    this.page.saver.write(writes, { isUndo: true, asBlock: entries.length > 1 });
    return true;
  }

  #show() {
    if (this.button) this.button.disabled = this.stack.length === 0;
  }
}

/* Taking back in the office's grid: every write is an act, a pasted block is one. */
import { Undo } from "../cells/undo.js";

export function makeUndo(page) {
  return new Undo(page, {
    ready: () => page.clipboard.paste.queue.then(() => page.saver.queue),
    takeBack: (act) => takeBack(page, act),
  });
}

function takeBack(page, { entries }) {
  const [{ cell, text }] = entries;
  const one = `${cell.where}恢复为“${text || "未录"}”`;
  page.status.say(entries.length === 1 ? `已撤销：${one}` : `已撤销：${entries.length} 格恢复原值`);
  const writes = entries.map((entry) => ({ ...entry, ticked: entry.cell.places ? entry.ticked : null }));
  page.board.focus(cell);
  return page.saver.write(writes, { isUndo: true, asBlock: true });
}

/* Looks every so often whether colleagues changed something; only while the page is seen.
   Such a request renews no session (X-Background, see wire.js). */
import { ask } from "../cells/wire.js";

const SECONDS = 25;

export function watchColleagues(page) {
  let since = page.now;
  let isAsking = false;

  async function look() {
    if (document.hidden || isAsking || page.saver.waiting) return;
    isAsking = true;
    const answer = await ask(`${page.changesUrl}?since=${encodeURIComponent(since)}`);
    isAsking = false;
    if (!answer.ok) return;
    since = answer.body.now;
    if (!answer.body.is_collecting) tellClosed();
    const changed = answer.body.cells.filter((told) => takeOver(page, told));
    if (answer.body.rows.length) page.scores.update(answer.body.rows);
    if (changed.length) page.status.say(`他人改了 ${changed.length} 格`);
  }

  let isTold = !page.board.cells.some((cell) => cell.isOpen);
  function tellClosed() {
    if (!isTold) page.status.toast("采集刚刚关闭，之后填写的内容不能保存；如需补录请联系考核办。");
    isTold = true;
  }

  setInterval(look, SECONDS * 1000);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("grid-look", look);
}

/** Return whether the cell was changed by somebody else and now shows it. */
function takeOver(page, told) {
  const cell = page.board.byId.get(told.id);
  if (!cell || told.version <= cell.version) return false;
  const isTyping = cell === page.board.active && page.board.mode !== "move";
  if (cell.wanted || isTyping || cell.theirs) return false; // told as a conflict when it is saved
  const isSame = told.text === cell.text;
  cell.take(told);
  cell.show();
  if (document.activeElement === cell.input) cell.input.select();
  if (!isSame) page.status.set(cell, "changed", `${told.by} ${told.at}改为“${told.text || "未录"}”`);
  return !isSame;
}

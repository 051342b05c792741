/* What colleagues changed appears by itself, but never in a cell where something is unsaved. */
import { watchColleagues } from "../cells/colleagues.js";

const CLOSED = "采集刚刚关闭，之后填写的内容不能保存；如需补录请联系考核办。";

const SECONDS = 25;

export function followColleagues(page) {
  let since = page.now;
  let isTold = !page.board.all.some((cell) => cell.isOpen);

  function tellClosed() {
    if (!isTold) page.status.toast(page.closed ?? CLOSED);
    isTold = true;
  }

  function take(body) {
    since = body.now;
    if (!body.is_collecting) tellClosed();
    const changed = body.cells.filter((told) => takeOver(page, told));
    if (body.rows.length) page.scores.update(body.rows);
    if (changed.length) page.status.say(`他人改了 ${changed.length} 格`);
  }

  const url = () => `${page.changesUrl}?since=${encodeURIComponent(since)}`;
  watchColleagues(page, { url, take, word: "grid-look", seconds: SECONDS });
}

/** Return whether the cell was changed by somebody else and now shows it. */
export function takeOver(page, told) {
  const cell = page.board.get(told.id);
  if (!cell?.follow(told)) return false;
  page.status.set(cell, "changed", `${told.by} ${told.at}改为“${told.text || "未录"}”`);
  return true;
}

/* Keys as in a spreadsheet, and what happens when a cell is entered and left. */

const LETTERS = { y: "是", s: "是", 1: "是", n: "否", f: "否", 0: "否" };

export function watchKeys(page) {
  const { board, selection, saver } = page;
  const { grid } = board;

  grid.addEventListener("focusin", (event) => {
    const cell = isCell(event.target) && board.of(event.target);
    if (!cell) return;
    board.activate(cell);
    if (!selection.isBlock) selection.reset(cell);
    page.status.tell(cell);
  });

  grid.addEventListener("focusout", (event) => {
    if (isCell(event.target)) saver.left(board.of(event.target));
  });

  grid.addEventListener("input", (event) => {
    const cell = isCell(event.target) && board.of(event.target);
    if (!cell) return;
    selection.reset(cell);
    saver.typed(cell);
  });

  grid.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key === "Process" || !isCell(event.target)) return;
    const cell = board.of(event.target);
    if (cell && press(event, cell, page)) event.preventDefault();
  });
}

function isCell(element) {
  return element.classList?.contains("cell-input");
}

/** Return whether the key was ours. */
function press(event, cell, page) {
  const { key } = event;
  const stroke = { event, cell, page, ctrl: event.ctrlKey || event.metaKey };
  if (key === "ContextMenu" || (key === "F10" && event.shiftKey) || (key === "Enter" && stroke.ctrl)) {
    page.panel.open(cell);
    return true;
  }
  if (event.altKey && key !== "ArrowDown") return false;
  const walk = WALK[key];
  if (walk) return walk(stroke);
  return page.board.mode === "move" && onCell(stroke);
}

const WALK = {
  ArrowUp: (stroke) => arrow(stroke, -1, 0),
  ArrowDown: (stroke) => arrow(stroke, 1, 0),
  ArrowLeft: (stroke) => arrow(stroke, 0, -1),
  ArrowRight: (stroke) => arrow(stroke, 0, 1),
  Enter({ event, cell, page }) {
    const next = page.board.beside(cell, event.shiftKey ? -1 : 1, 0);
    return next ? go(page, next) : leaveInPlace(page, cell);
  },
  Tab({ event, cell, page }) {
    const next = page.board.following(cell, event.shiftKey ? -1 : 1);
    return next ? go(page, next) : false; // at the ends Tab leaves the grid
  },
  Home: (stroke) => edge(stroke, false),
  End: (stroke) => edge(stroke, true),
  PageUp: ({ cell, page }) => jump(cell, page, -10),
  PageDown: ({ cell, page }) => jump(cell, page, 10),
  Escape({ cell, page }) {
    page.saver.restore(cell);
    page.board.choose(cell);
    page.selection.reset(cell);
    return true;
  },
  F2({ cell, page }) {
    page.board.modes.edit(cell.input);
    return true;
  },
};

function arrow({ event, cell, page, ctrl }, down, right) {
  const { board, selection } = page;
  if (event.altKey) return down > 0 && cell.places ? page.places.open(cell) : false;
  if (board.mode === "edit") return false;
  if (event.shiftKey) {
    if (board.mode === "type") return false;
    selection.extendBy(down, right);
    return true;
  }
  if (ctrl) {
    const end = down + right > 0;
    return go(page, down ? board.edgeOfColumn(cell, end) : board.edgeOfLine(cell, end));
  }
  const next = board.beside(cell, down, right);
  if (next) return go(page, next);
  return right > 0 ? page.scores.focus(cell) : true;
}

function edge({ cell, page, ctrl }, end) {
  const { board } = page;
  if (board.mode === "edit" && !ctrl) return false;
  if (ctrl) return go(page, end ? board.last() : board.first());
  return go(page, board.edgeOfLine(cell, end));
}

function jump(cell, page, lines) {
  let next = cell;
  for (let i = 0; i < Math.abs(lines); i += 1) next = page.board.beside(next, Math.sign(lines), 0) ?? next;
  return go(page, next);
}

function go(page, cell) {
  page.selection.reset(cell);
  page.board.focus(cell);
  return true;
}

function leaveInPlace(page, cell) {
  page.saver.left(cell);
  page.board.choose(cell);
  return true;
}

/** Keys that act on a cell as a whole: not while one types in it. */
function onCell({ event, cell, page, ctrl }) {
  if (ctrl) return withCtrl(event.key.toLowerCase(), page);
  if (event.key === "Delete") return page.clipboard.clear();
  if (!cell.isOpen) return false;
  if (cell.places && event.key === " ") return page.places.open(cell);
  if (cell.look === "yes-no") return answer(event.key.toLowerCase(), cell, page);
  return false;
}

function answer(key, cell, page) {
  const text = key === " " ? (cell.text === "是" ? "否" : "是") : LETTERS[key];
  if (!text) return false;
  page.saver.write([{ cell, text, ticked: null }]);
  return true;
}

function withCtrl(key, page) {
  if (key === "z") return page.undo.back();
  if (key === "d") return page.clipboard.fillDown();
  if (key === "a") {
    page.selection.all();
    return true;
  }
  return false;
}

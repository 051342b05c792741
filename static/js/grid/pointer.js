/* The mouse: a click chooses a cell, a second one edits, dragging selects a block. */

export function watchPointer(page) {
  const { board, selection } = page;
  const { grid } = board;
  let isDragging = false;

  const cellAt = (event) => {
    const input = event.target.closest?.("td.cell")?.querySelector(".cell-input");
    return input ? board.of(input) : null;
  };

  grid.addEventListener("mousedown", (event) => {
    if (event.button !== 0) return;
    const cell = cellAt(event);
    if (!cell) return;
    if (event.shiftKey && board.active) {
      event.preventDefault();
      selection.extendTo(cell);
      return;
    }
    isDragging = true;
    if (document.activeElement === cell.input && !selection.isBlock) {
      board.mode = "edit"; // the second click puts the caret into the text
      return;
    }
    event.preventDefault();
    selection.reset(cell);
    if (document.activeElement === cell.input) cell.input.select();
    board.focus(cell);
  });

  grid.addEventListener("mouseover", (event) => {
    if (!isDragging || event.buttons !== 1) return;
    const cell = cellAt(event);
    if (cell && cell !== board.active) selection.extendTo(cell);
  });

  document.addEventListener("mouseup", () => {
    isDragging = false;
  });

  grid.addEventListener("dblclick", (event) => {
    const cell = cellAt(event);
    if (cell?.places && cell.isOpen) page.places.open(cell);
  });

  grid.addEventListener("contextmenu", (event) => {
    const cell = cellAt(event);
    if (!cell || board.mode === "edit") return;
    event.preventDefault();
    board.focus(cell);
    page.panel.open(cell);
  });
}

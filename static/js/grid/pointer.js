/* The mouse: a click chooses a cell, a double click edits, dragging selects a block. */

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
    isDragging = !board.modes.press(cell.input, event);
    if (isDragging) selection.reset(cell);
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
    if (!cell || (cell === board.active && board.mode === "edit")) return;
    event.preventDefault();
    board.focus(cell);
    page.panel.open(cell);
  });
}

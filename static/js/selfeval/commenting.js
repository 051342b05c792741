/* The form for 批注 speaks of the cell that was last in focus or pressed, until something is written in it.
   Without this script the cell is chosen in the list. */

export function followCells(root, kind, addressOf) {
  const chooser = document.getElementById("comment-cell");
  const text = document.getElementById("comment-text");
  if (!root || !chooser) return;
  root.addEventListener(kind, ({ target }) => {
    const cell = addressOf(target);
    if (!cell || target.closest("a") || text.value.trim()) return;
    if (![...chooser.options].some((option) => option.value === cell.address)) {
      if (!cell.label) return;
      chooser.add(new Option(cell.label, cell.address)); // a row that came after the page
    }
    chooser.value = cell.address;
  });
}

/* Wide tables of a report: what names a row stays in place while its figures are scrolled sideways.
   Where the names would take more than half of the frame, only the last column of them stays. */
const TABLES = ".sheet-table:not(.is-fields), .reading-table";
const VALUES = ".sheet-table td.entry, .reading-table tbody td";
const MOST_OF_FRAME = 0.5;
const MOST_ALONE = 0.6;

function release(frame, table) {
  for (const cell of table.querySelectorAll(".is-held")) {
    cell.classList.remove("is-held");
    cell.style.left = "";
  }
  frame.style.scrollPaddingLeft = "";
}

function boxesOf(cells, table) {
  const { left: origin } = table.getBoundingClientRect();
  return [...cells].map((cell) => {
    const { left, right } = cell.getBoundingClientRect();
    return { cell, left: left - origin, right: right - origin };
  });
}

function hold(table) {
  const frame = table.parentElement;
  release(frame, table);
  if (frame.scrollWidth <= frame.clientWidth) return;
  const values = [...table.querySelectorAll(VALUES)];
  const edge = Math.min(...boxesOf(values, table).map((box) => box.left));
  if (!(edge > 1 && edge < Infinity)) return;
  const names = boxesOf(table.querySelectorAll("th, td"), table).filter((box) => box.right <= edge + 1);
  const isWide = edge > frame.clientWidth * MOST_OF_FRAME;
  const last = names.filter((box) => box.right > edge - 1);
  const start = isWide ? Math.max(...last.map((box) => box.left)) : 0;
  if (edge - start > frame.clientWidth * MOST_ALONE) return;
  for (const { cell, left } of isWide ? last : names) {
    cell.classList.add("is-held");
    cell.style.left = `${Math.max(0, left - start)}px`;
  }
  frame.style.scrollPaddingLeft = `${Math.ceil(edge - start)}px`;
}

// A cell that gets the focus comes out from beneath the names; browsers take it for visible.
document.addEventListener("focusin", ({ target }) => {
  const frame = target.closest(".sheet-frame, .table-scroll");
  if (!frame || frame === target || target.closest(".is-held")) return;
  const held = Number.parseFloat(frame.style.scrollPaddingLeft) || 0;
  const from = target.getBoundingClientRect().left - frame.getBoundingClientRect().left;
  if (from < held) frame.scrollLeft -= held - from;
});

let waiting = 0;

function holdAll() {
  waiting = 0;
  for (const table of document.querySelectorAll(TABLES)) hold(table);
}

function soon() {
  waiting ||= requestAnimationFrame(holdAll);
}

const roots = document.querySelectorAll(".sheet, .reading");
if (roots.length) holdAll();
for (const root of roots) {
  new ResizeObserver(soon).observe(root);
  // Rows come and go while somebody fills in; what is said within a cell changes no column.
  new MutationObserver((records) => {
    if (records.some(({ target }) => target.matches("tbody, table, section, .sheet, .reading"))) soon();
  }).observe(root, { childList: true, subtree: true });
}

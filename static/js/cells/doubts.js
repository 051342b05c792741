/* Figures that deserve a second look: an amber mark in the cell, its sentence for whoever stands
   on it. A doubt blocks nothing; a remark beside the figure explains it. */

/** Show what the server doubts of the cell's saved value. cell: {id, td, input, doubts, hasRemark}. */
export function showDoubts(cell) {
  const said = cell.doubts.join("；");
  cell.td.classList.toggle("has-doubt", said !== "");
  cell.td.classList.toggle("is-explained", said !== "" && cell.hasRemark);
  const words = cell.td.querySelector(".doubt-words");
  if (!said) {
    words?.remove();
    cell.td.querySelector(".doubt-mark")?.remove();
  } else if (words) {
    words.textContent = doubtWords(cell);
  } else {
    cell.input.after(mark(), wordsOf(cell));
  }
  describe(cell);
}

/** Let the field be described by its doubt, and by the line of what was not saved, if there is one. */
export function describe(cell) {
  const ids = [`issue-${cell.id}`, `doubt-${cell.id}`].filter((id) => document.getElementById(id));
  if (ids.length) cell.input.setAttribute("aria-describedby", ids.join(" "));
  else cell.input.removeAttribute("aria-describedby");
}

/** What is said of the cell in words, "" where nothing is doubted. */
export function doubtWords(cell) {
  if (!cell.doubts.length) return "";
  return `${cell.hasRemark ? "存疑（备注已说明）" : "存疑"}：${cell.doubts.join("；")}`;
}

function mark() {
  const sign = document.createElement("span");
  sign.className = "doubt-mark";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = "?";
  return sign;
}

function wordsOf(cell) {
  const words = document.createElement("span");
  words.className = "visually-hidden doubt-words";
  words.id = `doubt-${cell.id}`;
  words.textContent = doubtWords(cell);
  return words;
}

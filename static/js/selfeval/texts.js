/* Text fields grow with what is in them; running text tells how long it is. */

const GROWS = CSS.supports("field-sizing", "content");

export function watchTexts(page) {
  const { root } = page;
  const one = (field) => {
    if (field.tagName !== "TEXTAREA") return;
    grow(field);
    const count = root.querySelector(`[data-count-of="${field.id}"]`);
    if (count) count.textContent = field.value.trim() ? `${[...field.value.trim()].length} 字` : "";
  };
  const all = () => root.querySelectorAll("textarea").forEach(one);
  root.addEventListener("input", (event) => one(event.target));
  root.addEventListener("shown", (event) => one(event.target));
  root.addEventListener("block-shown", all);
  addEventListener("resize", all);
  all();
}

/**
 * Give a shown field as many rows as its text has, where the browser does not do it (before Chromium 123).
 * Rows, no style: htmx copies attributes to what it puts in, and the policy of the page refuses a style.
 */
export function grow(field) {
  if (GROWS || !field.offsetParent) return;
  field.rows = 1;
  if (field.scrollHeight <= field.clientHeight) return; // the least height of its kind is enough
  const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(field);
  const text = field.scrollHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  field.rows = Math.max(1, Math.round(text / parseFloat(lineHeight)));
}

/* Text fields grow with what is in them; running text tells how long it is. */

const GROWS = CSS.supports("field-sizing", "content");

export function watchTexts(page) {
  const { root } = page;
  const one = (field) => {
    if (field.tagName !== "TEXTAREA") return;
    if (!GROWS) grow(field);
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

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

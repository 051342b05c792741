/* A scorecard: opens the item named in the address, and all of them at once. */
const items = [...document.querySelectorAll("details.card-item")];
const button = document.querySelector("[data-unfold]");

function fromAddress() {
  const item = location.hash && document.getElementById(location.hash.slice(1));
  if (!(item instanceof HTMLDetailsElement)) return;
  item.open = true;
  item.scrollIntoView({ block: "start" });
}

function label() {
  button.textContent = items.every((item) => item.open) ? "全部收起" : "全部展开";
}

if (button && items.length) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = !items.every((item) => item.open);
    for (const item of items) item.open = open;
    label();
  });
  for (const item of items) item.addEventListener("toggle", label);
}

// What is folded away cannot be read on paper.
window.addEventListener("beforeprint", () => {
  for (const item of items) item.open = true;
});
window.addEventListener("hashchange", fromAddress);
fromAddress();

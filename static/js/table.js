/* An official table beside its rules: one side lights the other; the rules of one item at a time. */
const beside = document.querySelector(".beside");
document.documentElement.classList.add("has-script");

const items = [...beside.querySelectorAll(".rules-item")];
const rows = [...beside.querySelectorAll("tr[data-item]")];
const panel = beside.querySelector(".rules");
let shown = null;
let waiting = 0;

function show(pk) {
  if (pk === shown) return;
  shown = pk;
  for (const item of items) item.hidden = item.dataset.item !== pk;
  for (const row of rows) row.classList.toggle("is-current", row.dataset.item === pk);
  panel.scrollTop = 0;
}

const phrasesOf = (rule) => beside.querySelectorAll(`.phrase[data-rules~="${rule}"]`);
const ruleOf = (pk) => document.getElementById(`rule-${pk}`);

function light(parts, on) {
  for (const part of parts) part?.classList.toggle("is-lit", on);
}

function fromPhrase(phrase, on) {
  light([phrase, ...phrase.dataset.rules.split(" ").map(ruleOf)], on);
  clearTimeout(waiting);
  if (!on) return;
  // A short wait, so that a pointer on its way to the rules does not change them.
  waiting = setTimeout(() => {
    show(phrase.closest("tr").dataset.item);
    ruleOf(phrase.dataset.rules.split(" ")[0])?.scrollIntoView({ block: "nearest" });
  }, 140);
}

function fromRule(rule, on) {
  light([rule, ...phrasesOf(rule.dataset.rule)], on);
}

function follow(event, on) {
  const phrase = event.target.closest?.(".phrase[data-rules]");
  if (phrase) fromPhrase(phrase, on);
  const rule = event.target.closest?.(".rule[data-rule]");
  if (rule) fromRule(rule, on);
}

for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  beside.addEventListener(name, (event) => follow(event, on));
}

beside.addEventListener("click", (event) => {
  const rule = event.target.closest(".rule[data-rule]");
  const phrase = event.target.closest(".phrase[data-rules]");
  if (rule) {
    event.preventDefault();
    phrasesOf(rule.dataset.rule)[0]?.scrollIntoView({ block: "center", behavior: "smooth" });
  } else if (phrase) {
    event.preventDefault();
    show(phrase.closest("tr").dataset.item);
    ruleOf(phrase.dataset.rules.split(" ")[0])?.focus({ preventScroll: false });
  } else if (!event.target.closest("a")) {
    const row = event.target.closest("tr[data-item]");
    if (row) show(row.dataset.item);
  }
});

function fromAddress() {
  const row = location.hash.startsWith("#row-") && document.getElementById(location.hash.slice(1));
  const rule = location.hash.startsWith("#rule-") && document.getElementById(location.hash.slice(1));
  const pk = row ? row.dataset.item : rule ? rule.closest(".rules-item").dataset.item : null;
  if (pk) show(pk);
  const concern = location.hash.startsWith("#concern-") && document.getElementById(location.hash.slice(1));
  const form = concern && concern.querySelector("[data-phrase-form]");
  if (form) form.closest("details").open = true;
}

show(items[0]?.dataset.item);
fromAddress();
window.addEventListener("hashchange", fromAddress);

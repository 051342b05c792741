/* What axe finds of contrast, for browsing.py. It measures text by text, which takes it most of its
   time; but texts of one colour and size on one ground are right or wrong together. So it is asked
   once for each look, and of every text that stands on something else than what it is part of. */
/* exported contrastOf */
const MARK = "data-contrast-asked";
const TEXTS = "input, select, textarea";

async function contrastOf(known) {
  axe.configure({ rules: [{ id: "color-contrast", selector: `[${MARK}]` }] });
  const looks = [...looksOf(document.body)].filter(([look]) => !known.includes(look));
  const first = await measure(looks.map(([, texts]) => texts[0]));
  // Hidden, disabled, or half covered: of such a text axe says nothing, so the others are asked.
  const unsure = looks.filter(([, [text]]) => !first.told.has(text));
  const second = await measure(unsure.flatMap(([, texts]) => texts.slice(1)));
  const passes = ([look, texts]) =>
    !look.includes("#") && texts.some((text) => first.passed.has(text) || second.passed.has(text));
  return {
    violations: [...first.violations, ...second.violations],
    passed: looks.filter(passes).map(([look]) => look),
  };
}

/* Returns the elements that say something, by how they look. */
function looksOf(body) {
  const looks = new Map();
  const grounds = new Map();
  for (const text of body.querySelectorAll("*")) {
    const speaks = [...text.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (speaks || text.matches(TEXTS)) {
      const { color, fontSize, fontWeight, textShadow } = getComputedStyle(text);
      const look = [color, fontSize, fontWeight, textShadow, groundOf(text, grounds)].join("/");
      looks.set(look, [...(looks.get(look) ?? []), text]);
    }
  }
  return looks;
}

/* Returns what lies behind an element; with a number of its own where that is not its parents. */
function groundOf(element, grounds) {
  if (!grounds.has(element)) {
    const style = getComputedStyle(element);
    const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = style;
    const moved = ["absolute", "fixed"].includes(style.position) || style.transform !== "none";
    const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join(" ");
    const behind = element.parentElement ? groundOf(element.parentElement, grounds) : "";
    const clear = own === "rgba(0, 0, 0, 0) none 1 none normal";
    grounds.set(element, behind + (clear ? "" : `|${own}`) + (moved ? `#${grounds.size}` : ""));
  }
  return grounds.get(element);
}

async function measure(texts) {
  if (!texts.length) return { violations: [], passed: new Set(), told: new Set() };
  texts.forEach((text) => text.setAttribute(MARK, ""));
  const report = await axe.run({
    runOnly: ["color-contrast"],
    resultTypes: ["violations", "passes"],
    elementRef: true,
  });
  texts.forEach((text) => text.removeAttribute(MARK));
  const passed = new Set(elementsOf(report.passes));
  const told = new Set([...passed, ...elementsOf(report.violations)]);
  return { violations: report.violations.map(withoutElements), passed, told };
}

function elementsOf(results) {
  return results.flatMap(({ nodes }) => nodes.map(({ element }) => element));
}

/* An element cannot leave the page. */
function withoutElements(result) {
  return { ...result, nodes: result.nodes.map((node) => ({ ...node, element: null })) };
}

/* What script/check finds in the JavaScript: what is wrong, what the oldest browser cannot read, what is too long. */
import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  "consistent-return": "error",
  "default-case-last": "error",
  eqeqeq: "error",
  "no-constructor-return": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-implicit-coercion": "error",
  "no-loop-func": "error",
  "no-param-reassign": "error",
  "no-promise-executor-return": "error",
  "no-self-compare": "error",
  "no-sequences": "error",
  "no-shadow": "error",
  "no-template-curly-in-string": "error",
  "no-throw-literal": "error",
  "no-unmodified-loop-condition": "error",
  "no-unreachable-loop": "error",
  "no-unused-expressions": "error",
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-useless-assignment": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "prefer-const": "error",
  radix: "error",
  "require-await": "error",
  // The sizes of the house, as for Python
  "max-lines": ["error", 400],
  "max-lines-per-function": ["error", 50],
  "max-params": ["error", 3],
};
const modern = { "no-var": "error", "object-shorthand": "error", "prefer-template": "error" };
// The language of Chromium 102; what is newer in the platform tests/test_baseline.py finds.
const LANGUAGE = 2022;

export default [
  { ignores: ["var/", "staticfiles/", "**/.venv*/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["static/js/**/*.js"],
    ignores: ["static/js/old-browser.js"],
    languageOptions: { ecmaVersion: LANGUAGE, globals: globals.browser },
    rules: { ...rules, ...modern },
  },
  {
    // Runs where nothing else does; a catch there must name what it catches.
    files: ["static/js/old-browser.js"],
    languageOptions: { ecmaVersion: 5, sourceType: "script", globals: globals.browser },
    rules: { ...rules, "no-unused-vars": ["error", { caughtErrors: "none" }] },
  },
  {
    files: ["tests/js/*.js", "*.js"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { ...rules, ...modern },
  },
  {
    files: ["tests/browser/*.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.browser, axe: "readonly" } },
    rules: { ...rules, ...modern },
  },
];

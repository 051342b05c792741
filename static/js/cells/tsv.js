/* Tab-separated text as spreadsheets put it on the clipboard: quoted fields, doubled quotes. */

export function readTsv(text) {
  const rows = [[]];
  let at = 0;
  while (at < text.length) {
    const [field, next] = text[at] === '"' ? quoted(text, at) : bare(text, at);
    rows.at(-1).push(field.trim());
    at = next;
    if (text[at] === "\t") {
      at += 1;
      if (at === text.length || text[at] === "\n" || text[at] === "\r") rows.at(-1).push("");
    }
    const end = /^\r\n|^[\r\n]/.exec(text.slice(at, at + 2));
    if (end) {
      at += end[0].length;
      if (at < text.length) rows.push([]);
    }
  }
  return rows.filter((row) => row.length);
}

function bare(text, at) {
  const end = text.slice(at).search(/[\t\r\n]/);
  const next = end < 0 ? text.length : at + end;
  return [text.slice(at, next), next];
}

function quoted(text, at) {
  const found = /^"((?:[^"]|"")*)"(?=[\t\r\n]|$)/.exec(text.slice(at));
  if (!found) return bare(text, at); // a lone quote is text
  return [found[1].replaceAll('""', '"').replaceAll(/[\r\n]+/g, " "), at + found[0].length];
}

export function writeTsv(rows) {
  return rows.map((row) => row.map(escape).join("\t")).join("\r\n");
}

function escape(text) {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

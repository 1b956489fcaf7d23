/* A draft as the text of a record, in the form that `kb fmt` leaves as it is: as kb/yamltext.py writes. */
(function (kb) {
  "use strict";

  var WIDTH = 120, WORDS = new Set(["null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", ""]);
  var NUMBER = /^(?:[-+.]?[0-9][0-9_,.:eExX+-]*[0-9a-fA-F]*|[-+]?\.(?:inf|nan))$/i;
  // What no record may hold; kb/yamlsource.py refuses it.
  var FORBIDDEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu;
  var IDS = ["arxiv", "doi", "acl", "openreview"], LINKS = ["code"];

  function length(text) {
    return Array.from(text).length;
  }

  /** The text on one line, without the characters that no record may hold. */
  function printable(text) {
    return text.replace(FORBIDDEN, " ").split(/\s+/).filter(Boolean).join(" ");
  }

  /** Whether a text needs no quotes; `flow` for one within brackets. */
  function isPlain(text, flow) {
    if (WORDS.has(text.toLowerCase()) || NUMBER.test(text)) return false;
    if (!/^[\p{L}\p{N}(/_.$“‘«<]/u.test(text) || text !== text.trim() || text.indexOf("\n") >= 0) return false;
    if (/:(?:\s|$)|\s#/.test(text)) return false;
    return !(flow && (/[,[\]{}?]/.test(text) || /:$/.test(text)));
  }

  function scalar(text, flow) {
    return isPlain(text, flow) ? text : JSON.stringify(text);
  }

  /** The words of a text in lines of a width, counted in characters. */
  function wrap(text, width) {
    var rows = [], row = "";
    text.split(" ").forEach(function (word) {
      if (row && length(row) + 1 + length(word) > width) { rows.push(row); row = word; } else row = row ? row + " " + word : word;
    });
    return rows.concat(row || []);
  }

  /** A key with a text, folded over several lines where one is too short. */
  function keyed(key, text, indent) {
    var begin = " ".repeat(indent || 0), line = begin + key + ": " + scalar(text);
    if (length(line) <= WIDTH) return line + "\n";
    return begin + key + ": >-\n" + wrap(text, WIDTH - begin.length - 2).map(function (row) { return begin + "  " + row + "\n"; }).join("");
  }

  /** Keys with texts in brackets on one line; below one another where that is too long. */
  function braced(key, pairs, indent) {
    var begin = " ".repeat(indent), line = begin + key + ": {" + pairs.map(function (p) { return p[0] + ": " + scalar(p[1], true); }).join(", ") + "}\n";
    return length(line) <= WIDTH + 1 ? line : begin + key + ":\n" + pairs.map(function (p) { return keyed(p[0], p[1], indent + 2); }).join("");
  }

  function label(l, facet) {
    var pairs = [["role", l.role === facet.role ? "" : l.role], ["strength", l.strength === "explicit" ? "" : l.strength], ["note", printable(l.note)]]
      .filter(function (p) { return p[1]; });
    return l.evidence.length < 2 ? one(l, pairs) : several(l, pairs);
  }

  function one(l, pairs) {
    return !pairs.length && l.evidence.length ? "    " + l.concept + ": " + l.evidence[0] + "\n" : braced(l.concept, (l.evidence.length ? [["evidence", l.evidence[0]]] : []).concat(pairs), 4);
  }

  /** A label on several passages; below one another where one line is too short. */
  function several(l, pairs) {
    var list = "[" + l.evidence.join(", ") + "]", begin = "    " + l.concept + ": ";
    var line = begin + (pairs.length ? "{evidence: " + list + pairs.map(function (p) { return ", " + p[0] + ": " + scalar(p[1], true); }).join("") + "}" : list);
    if (length(line) <= WIDTH) return line + "\n";
    function rows(indent) { return l.evidence.map(function (id) { return " ".repeat(indent) + "- " + id + "\n"; }).join(""); }
    return "    " + l.concept + ":\n" + (pairs.length ? "      evidence:\n" + rows(8) + pairs.map(function (p) { return keyed(p[0], p[1], 6); }).join("") : rows(6));
  }

  function classification(draft, schemes) {
    return schemes.map(function (s) {
      var labels = draft.labels.filter(function (l) { return l.scheme === s.id; });
      if (labels.length) return "  " + s.id + ":\n" + labels.map(function (l) { return label(l, s); }).join("");
      return draft.facets[s.id] ? "  " + s.id + ": " + draft.facets[s.id] + "\n" : "";
    }).join("");
  }

  function evidence(e) {
    var passage = [["from", printable(e.from)], ["to", printable(e.to)]].filter(function (p) { return p[1]; }), rows = "";
    if (e.layer !== "abstract") rows += "    layer: " + e.layer + "\n";
    if (printable(e.section)) rows += keyed("section", printable(e.section), 4);
    if (passage.length) rows += braced("passage", passage, 4);
    if (printable(e.note)) rows += keyed("note", printable(e.note), 4);
    return rows ? "  " + e.id + ":\n" + rows : "  " + e.id + ": {}\n";
  }

  function author(a) {
    return "  - " + (a.literal ? "{literal: " + scalar(a.name, true) + "}" : scalar(a.name, true)) + "\n";
  }

  function block(key, rows) {
    return rows ? key + ":\n" + rows : "";
  }

  function text(draft, key) {
    var value = printable(draft[key]);
    return value ? keyed(key, value) : "";
  }

  /** The text of a record; what the draft does not say is left out. schemes: [{id, role}] in order. */
  function record(draft, schemes) {
    function pairs(names) {
      return names.map(function (n) { return printable(draft[n]) ? "  " + n + ": " + scalar(printable(draft[n])) + "\n" : ""; }).join("");
    }
    return "# yaml-language-server: $schema=../../kb/schema/paper.schema.json\n" + text(draft, "title") + text(draft, "shortName") +
      block("author", kb.names.lines(draft.author).map(author).join("")) + (printable(draft.issued) ? "issued: " + issued(printable(draft.issued)) + "\n" : "") +
      text(draft, "venue") + block("identifiers", pairs(IDS)) + block("links", pairs(LINKS)) + text(draft, "summary") + text(draft, "scope") +
      block("classification", classification(draft, schemes)) + block("evidence", draft.evidence.map(evidence).join("")) +
      "curation: {method: " + draft.method + ", read: " + draft.read + ", date: " + draft.date + "}\n";
  }

  function issued(value) {
    return /^\d{4}(-\d\d)?$/.test(value) ? value : scalar(value);
  }

  kb.yaml = { printable: printable, scalar: scalar, keyed: keyed, record: record, ids: IDS, length: length };
})((window.kb = window.kb || {}));

/* BibTeX to fields and fields to text: a strict reader for what somebody pastes, as kb/bibtex.py reads files. */
(function (kb) {
  "use strict";

  var OPEN = "a brace or quote is not closed, or a comma is missing";
  var MARKS = { '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    c: "\u0327", v: "\u030c", u: "\u0306", H: "\u030b", r: "\u030a", k: "\u0328", d: "\u0323", b: "\u0331" };
  var LETTERS = { ss: "ß", o: "ø", O: "Ø", l: "ł", L: "Ł", ae: "æ", AE: "Æ", oe: "œ", OE: "Œ", aa: "å", AA: "Å", i: "ı", j: "ȷ",
    dj: "đ", DJ: "Đ", th: "þ", TH: "Þ", textendash: "–", textemdash: "—", textquoteright: "’", textbackslash: "\\",
    textbraceleft: "{", textbraceright: "}", textasciitilde: "~", textasciicircum: "^", alpha: "α", beta: "β", gamma: "γ", lambda: "λ",
    times: "×", ldots: "…", dots: "…" };

  function Reader(text) {
    this.text = text;
    this.at = 0;
    this.strings = {};
  }

  Reader.prototype.skip = function () {
    while (/\s/.test(this.text[this.at] || "")) this.at++;
    return this.text[this.at];
  };

  /** What a pattern finds right here, or throws. */
  Reader.prototype.take = function (pattern) {
    this.skip();
    var sticky = new RegExp(pattern, "y");
    sticky.lastIndex = this.at;
    var found = sticky.exec(this.text);
    if (!found) throw new Error(OPEN);
    this.at = sticky.lastIndex;
    return found[0];
  };

  /** What stands between braces, or between quotation marks outside of braces. */
  Reader.prototype.enclosed = function () {
    var text = this.text, end = text[this.at] === "{" ? "}" : '"', from = ++this.at, level = 0;
    for (; this.at < text.length; this.at++) {
      var sign = text[this.at];
      if (sign === "\\") this.at++;
      else if (sign === end && !level) return text.slice(from, this.at++);
      else if (sign === "{") level++;
      else if (sign === "}" && --level < 0) break;
    }
    throw new Error(OPEN);
  };

  Reader.prototype.value = function () {
    var parts = [], sign;
    do {
      sign = this.skip();
      if (sign === "{" || sign === '"') parts.push(this.enclosed());
      else {
        var word = this.take("[^\\s{}\",=#]+"), key = word.toLowerCase();
        parts.push(Object.prototype.hasOwnProperty.call(this.strings, key) ? this.strings[key] : word);
      }
    } while (this.skip() === "#" && ++this.at);
    return parts.join("");
  };

  /** The fields up to the brace that closes the entry. */
  Reader.prototype.fields = function (into) {
    while (this.skip() === ",") {
      this.at++;
      if (this.skip() === "}") break;
      var name = this.take("[^\\s{}\",=#]+").toLowerCase();
      this.take("=");
      if (Object.prototype.hasOwnProperty.call(into, name)) throw new Error("the field " + name + " stands twice");
      into[name] = this.value();
    }
    this.take("[})]");
    return into;
  };

  /** One entry whose @ is here; null for a comment and the like. */
  Reader.prototype.entry = function () {
    var kind = this.take("@\\s*\\w+").slice(1).trim().toLowerCase(), name;
    if (kind === "comment") return null;
    this.take("[{(]");
    if (kind === "preamble") return this.value(), this.take("[})]"), null;
    if (kind === "string") {
      name = this.take("[^\\s{}\",=#]+").toLowerCase();
      this.take("=");
      this.strings[name] = this.value();
      return this.take("[})]"), null;
    }
    var key = this.skip() === "," ? "" : this.take("[^\\s,{}]+");
    return { kind: kind, key: key, fields: this.fields({}) };
  };

  /** The entries of a text: {line, end, kind, key, fields} or {line, problem}. Fields hold TeX. */
  function entries(text) {
    var reader = new Reader(text), found = [], start = /@\s*\w+\s*[{(]/g, next;
    while ((start.lastIndex = reader.at, next = start.exec(text))) {
      reader.at = next.index;
      var line = text.slice(0, next.index).split("\n").length, entry;
      try {
        entry = reader.entry();
        if (entry) found.push(Object.assign({ line: line, end: reader.at }, entry));
      } catch (error) {
        found.push({ line: line, problem: error.message });
        reader.at = Math.max(reader.at, next.index + 1);
      }
    }
    return found;
  }

  function oneLine(text) {
    return text.split(/\s+/).filter(Boolean).join(" ");
  }

  /** TeX as text on one line: accents, signs and the usual commands; of any other command what it is applied to. */
  function plain(tex) {
    if (!/[\\{}$~`'-]/.test(tex)) return oneLine(tex);
    var text = tex.replace(/\\([&%$#_])/g, function (_, sign) { return String.fromCharCode(0xe000 + sign.charCodeAt(0)); })
      .replace(/\\([{}])/g, function (_, sign) { return sign === "{" ? "\ue07b" : "\ue07d"; });
    var before;
    do { // an accent may stand on a letter that has one
      before = text;
      text = text.replace(/\\(["'`^~=.]|[cvuHrkdb](?![a-zA-Z]))\s*(?:\{\s*(\\[ij](?![a-zA-Z])|\p{L})?\s*\}|(\\[ij](?![a-zA-Z])|\p{L}))/gu, function (_, mark, one, other) {
      var letter = (one || other || "").replace("\\", "");
      return (letter + MARKS[mark]).normalize("NFC");
      });
    } while (text !== before);
    text = text.replace(/\\([a-zA-Z]+)(\s*\{\s*\}|\s*)/g, function (_, name, after) {
      return Object.prototype.hasOwnProperty.call(LETTERS, name) ? LETTERS[name].replace(/[{}]/g, function (b) { return b === "{" ? "\ue07b" : "\ue07d"; }) : after.indexOf("{") < 0 && after ? " " : "";
    });
    text = text.replace(/\\\\/g, " ").replace(/[{}$]/g, "").replace(/~/g, " ").replace(/---/g, "—").replace(/--/g, "–")
      .replace(/``/g, "“").replace(/''/g, "”");
    return oneLine(text.replace(/[\ue020-\ue07f]/g, function (sign) { return String.fromCharCode(sign.charCodeAt(0) - 0xe000); }));
  }

  kb.bibtex = { entries: entries, plain: plain, oneLine: oneLine };
})((window.kb = window.kb || {}));

/* What a pasted text says of a paper, and the id that its record gets: as kb/intake/work.py and sources.py. */
(function (kb) {
  "use strict";

  var WITHIN = ["booktitle", "journal", "journaltitle", "howpublished", "school", "institution", "series"];
  var FEWEST = 40; // words from which on a text is an abstract and no title
  var MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

  /** rules: those of the data file of this page. */
  function Works(rules) {
    var kinds = rules.identifiers;
    this.rules = rules;
    this.whole = {};
    this.found = {};
    Object.keys(kinds).forEach(function (name) {
      this.whole[name] = new RegExp("^(?:" + kinds[name].whole + ")$");
      this.found[name] = new RegExp(kinds[name].found, name === "arxiv" || name === "doi" ? "i" : "");
    }, this);
    this.empty = new Set(rules.empty);
  }

  /** The identifiers in addresses and the like; the first of each kind that is well-formed. */
  Works.prototype.identify = function (texts) {
    var self = this, ids = {};
    function note(name, value) {
      if (value && !ids[name] && self.whole[name].test(value)) ids[name] = value;
    }
    texts.map(function (t) { return t.trim(); }).forEach(function (text) {
      var arxiv = self.found.arxiv.exec(text), doi = arxiv ? null : self.found.doi.exec(text);
      var acl = self.found.acl.exec(text), forum = self.found.openreview.exec(text);
      if (arxiv) note("arxiv", arxiv[1]);
      if (doi) note("doi", doi[1].replace(/%2f/i, "/").replace(/\.pdf$/i, "").replace(/[.,;]+$/, ""));
      if (acl) note("acl", acl[1] || acl[2]);
      if (forum) note("openreview", forum[1]);
    });
    return ids;
  };

  function yearMonth(date, month) {
    var year = /(?<![\p{L}\p{N}_])(?:19|20)\d\d(?![\p{L}\p{N}_])/u.exec(date);
    if (!year) return [0, 0];
    var numbered = new RegExp(year[0] + "-(\\d\\d?)(?!\\d)").exec(date), told = numbered ? numbered[1] : month.trim().toLowerCase();
    var number = /^[0-9]{1,2}$/.test(told) ? +told : 0, named = MONTHS.indexOf(told.slice(0, 3));
    if (named >= 0) number = named + 1;
    return [+year[0], number >= 1 && number <= 12 ? number : 0];
  }

  Works.prototype.ofEntry = function (entry) {
    var fields = {}, people = kb.names.people(entry.fields.author || "");
    Object.keys(entry.fields).forEach(function (key) { fields[key] = kb.bibtex.plain(entry.fields[key]); });
    var eprint = fields.eprint || "", archive = (fields.archiveprefix === undefined ? fields.eprinttype || "arxiv" : fields.archiveprefix).toLowerCase();
    var when = yearMonth((fields.year || "") + " " + (fields.date || ""), fields.month || "");
    var addresses = ["doi", "url", "journal", "howpublished", "volume", "note"].map(function (key) { return fields[key] || ""; });
    return {
      title: fields.title || "", authors: people.names, others: people.others, year: when[0], month: when[1],
      venue: WITHIN.map(function (key) { return fields[key]; }).find(Boolean) || "",
      abstract: fields.abstract || "",
      identifiers: this.identify((eprint && archive === "arxiv" ? ["arXiv:" + eprint] : []).concat(addresses)),
    };
  };

  /** A text that is one identifier and nothing else, in any usual spelling; null for any other. */
  Works.prototype.onlyIdentifier = function (text) {
    // arXiv prints its ids as "arXiv:2402.04401v2 [cs.CL] 7 Feb 2024"; others stand in brackets or end with a dot.
    var said = text.replace(/(\d(?:v\d+)?)\s*\[[\w.-]+\].*$/is, "$1").replace(/^[<("'\[]+|[>)"'\].,;]+$/g, "");
    var bare = said.replace(/^(?:arxiv|doi|acl(?: anthology)?)(?:\s*:\s*|\s+)/i, ""), ids = {};
    if (/\s/.test(bare)) return null;
    var arxiv = bare.replace(/v\d+$/i, ""), acl = bare.replace(/(?:v\d+)?\.(?:pdf|bib)$/i, "");
    if (this.whole.arxiv.test(arxiv)) ids.arxiv = arxiv;
    else if (this.whole.acl.test(acl)) ids.acl = acl;
    else ids = this.identify([bare]);
    return Object.keys(ids).length ? ids : null;
  };

  /** What stands behind the last entry, if it is long enough for an abstract. */
  function prose(text) {
    var found = kb.bibtex.oneLine(text).replace(/^abstract\b[\s.:—–-]*/i, "");
    return found.split(" ").length >= FEWEST ? found : "";
  }

  /** {kind, work, line, problem, more, entry}: kind is bibtex, identifier, title, abstract, other or empty; `more` counts
      further entries, `entry` is the text up to their end. */
  Works.prototype.read = function (text) {
    var trimmed = text.replace(/^\ufeff/, "").trim(), none = { title: "", authors: [], others: false, year: 0, month: 0, venue: "", abstract: "", identifiers: {} };
    if (!trimmed) return { kind: "empty" };
    if (/^(%.*\n|\s)*@\s*\w+\s*[{(]/.test(trimmed) || /\n\s*@\w+\s*\{/.test(trimmed)) {
      var all = kb.bibtex.entries(text), first = all[0];
      if (!first || first.problem) return { kind: "bibtex", line: first ? first.line : 1, problem: first ? first.problem : "no entry stands here" };
      var end = Math.max.apply(null, all.map(function (e) { return e.end || 0; })), work = this.ofEntry(first);
      return { kind: "bibtex", work: Object.assign(work, { abstract: prose(text.slice(end)) || work.abstract }), more: all.length - 1, entry: text.slice(0, end).trim() };
    }
    if (/^TY {2}-/m.test(trimmed) || /^[[{]/.test(trimmed)) return { kind: "other" };
    var ids = this.onlyIdentifier(trimmed);
    if (ids) return { kind: "identifier", work: Object.assign(none, { identifiers: ids }) };
    if (prose(trimmed)) return { kind: "abstract", work: Object.assign(none, { abstract: prose(trimmed) }) };
    return { kind: "title", work: Object.assign(none, { title: kb.yaml.printable(trimmed) }) };
  };

  /** The name that a work gives itself before a colon: one word with a capital that is not its first letter. */
  function ownName(title) {
    var text = kb.yaml.printable(title), colon = text.indexOf(": "), begin = colon < 0 ? "" : text.slice(0, colon);
    return /^\S*[\p{L}\p{N}]\S*[A-Z0-9]\S*$/u.test(begin) && Array.from(begin).length <= 40 ? begin : "";
  }

  Works.prototype.asciiLetters = function (text) {
    var letters = this.rules.letters;
    return Array.from(text, function (c) { return letters[c] || c; }).join("").normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/[^a-z0-9 ]/g, "");
  };

  /** The id by rule: family name, year, first word of the title that says something; a letter if taken. "" when none can be made. */
  Works.prototype.citekey = function (name, year, title, taken) {
    var self = this, family = this.asciiLetters(name.literal || name.family).replace(/ /g, "");
    var words = this.asciiLetters(title.replace(/[^\p{L}\p{N}_'’]/gu, " ").replace(/['’]/g, "")).split(" ").filter(Boolean);
    var word = words.find(function (w) { return !self.empty.has(w); }) || words[0] || "", base, number = 0;
    if (!family || !word || !year) return "";
    base = family.slice(0, 40) + year + word.slice(0, 30);
    function letter() { return number === 0 ? "" : number < 26 ? String.fromCharCode(97 + number) : "-" + number; }
    while (taken.has(base + letter())) number++;
    return base + letter();
  };

  kb.Works = Works;
  kb.ownName = ownName;
})((window.kb = window.kb || {}));

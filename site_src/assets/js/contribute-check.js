/* What `kb check` would say of a draft, in its words: the rules that concern one record. Every finding names the
   field that it is about, so that the page can lead there. */
(function (kb) {
  "use strict";

  var TEXT = 2000, SHORT = 300, AUTHORS = 500;
  var REQUIRED = ["title", "author", "issued", "venue", "summary"];

  /** data: the core of the search data; known: kb.Known. */
  function Checker(data, known) {
    var self = this;
    this.data = data;
    this.known = known;
    this.rules = known.rules;
    this.markup = new RegExp(known.rules.markup.replace(/\\w/g, "[\\p{L}\\p{N}_]"), "u");
    this.places = new Map();
    data.concepts.forEach(function (c, n) { self.places.set(data.schemes[c.s].id + ":" + c.id, n); });
  }

  /** The findings on a draft in the order of the record: {code, severity, message, cure, field}; with
      `lack` where something is not there yet. */
  Checker.prototype.check = function (draft) {
    this.found = [];
    this.draft = draft;
    this.form();
    this.bibliography();
    this.labels();
    this.evidence();
    this.wording();
    return this.found;
  };

  Checker.prototype.error = function (code, field, message, cure) {
    this.found.push({ code: code, severity: "error", message: message, cure: cure, field: field });
  };

  /** An error that is no slip: something is not there yet. */
  Checker.prototype.lack = function (code, field, message, cure) {
    this.found.push({ code: code, severity: "error", message: message, cure: cure, field: field, lack: true });
  };

  Checker.prototype.warn = function (code, field, message, cure) {
    this.found.push({ code: code, severity: "warning", message: message, cure: cure, field: field });
  };

  function shown(key, value) {
    return '"' + key + '": ' + kb.quote(value);
  }

  Checker.prototype.form = function () {
    var self = this, draft = this.draft, ids = this.rules.identifiers, clean = kb.yaml.printable;
    REQUIRED.forEach(function (key) {
      var there = key === "author" ? kb.names.lines(draft.author).length : clean(draft[key]);
      if (!there) self.lack("KB202", key, 'the key "' + key + '" is missing', "add it");
    });
    if (clean(draft.issued) && !/^(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?$/.test(clean(draft.issued))) {
      self.error("KB203", "issued", shown("issued", clean(draft.issued)) + " is not a year or month", "write YYYY or YYYY-MM, as in 2024 or 2024-08");
    }
    kb.yaml.ids.forEach(function (key) {
      var value = clean(draft[key]);
      if (value && !self.known.works.whole[key].test(value)) {
        self.error("KB203", key, shown(key, value) + " is not a well-formed " + ids[key].what, ids[key].form);
      }
    });
    var code = clean(draft.code);
    if (code && (!/^https?:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?(?:\/[!-~]*)?$/.test(code) || /[<>"'`\\]/.test(code))) {
      self.error("KB203", "code", shown("code", code) + " is not an http or https address", "write it in full, as in https://example.org/page");
    }
    [["title", TEXT], ["summary", TEXT], ["venue", SHORT], ["shortName", SHORT]].forEach(function (row) { self.fits(row[0], row[0], draft[row[0]], row[1]); });
    if (kb.names.lines(draft.author).length > AUTHORS) self.error("KB203", "author", '"author" is too long', "at most " + AUTHORS + " entries are allowed");
    if (!draft.id && clean(draft.title) && kb.names.lines(draft.author).length && /^(19|20)\d\d/.test(clean(draft.issued))) {
      self.error("KB121", "title", "no id can be made: name and title need a word in Latin letters", "write one of them in Latin letters");
    }
  };

  Checker.prototype.fits = function (field, key, value, most) {
    var text = kb.yaml.printable(value);
    if (kb.yaml.length(text) > most) this.error("KB203", field, shown(key, text) + " is too long", "at most " + most.toLocaleString("en-US") + " characters are allowed");
  };

  Checker.prototype.bibliography = function () {
    var self = this, draft = this.draft, clean = kb.yaml.printable, venue = clean(draft.venue), issued = clean(draft.issued), year = issued.slice(0, 4);
    if (venue && !this.known.names.has(venue)) {
      var lower = venue.toLowerCase(), alike = Array.from(this.known.names).find(function (n) { return n.toLowerCase() === lower; }), meant = alike || this.known.nearest(venue);
      var own = !alike && /^\S.* (?:19|20)[0-9]{2}$/.test(venue); // a name with a year may well be that of another venue
      this.error("KB305", "venue", "unknown venue " + kb.quote(venue), !meant ? "write the short name of one in papers/venues.yaml, or add it there as its neighbors stand"
        : "did you mean " + kb.quote(meant) + "?" + (own ? " if not, add it to papers/venues.yaml as that one stands there" : ""));
    }
    var twin = this.known.find(kb.contribute.workOf(draft));
    if (twin) this[twin.sure ? "error" : "warn"](twin.sure ? "KB504" : "KB123", "title", twin.message, twin.cure);
    kb.names.lines(draft.author).forEach(function (a) {
      if (!a.literal && !/\s/.test(a.name)) self.warn("KB505", "author", "the author " + kb.quote(a.name) + " has one name only", "write Given Family, or {literal: ...} for a group");
    });
    var years = venue.match(/(?<![\p{L}\p{N}_])(?:19|20)\d\d(?![\p{L}\p{N}_])/gu);
    if (years && /^\d{4}/.test(issued) && years.indexOf(year) < 0) this.warn("KB506", "issued", "issued " + issued + " in " + kb.quote(venue), "give the year of the version that venue names");
    var month = this.known.works.whole.arxiv.test(clean(draft.arxiv)) ? kb.contribute.monthOf(clean(draft.arxiv)) : null;
    if (month && /^\d{4}/.test(issued) && +month.slice(0, 4) > +year) this.warn("KB507", "arxiv", "first on arXiv in " + month + ", but issued " + issued, "check both");
  };

  Checker.prototype.labels = function () {
    var self = this, draft = this.draft, concepts = this.data.concepts, roles = new Map();
    draft.labels.forEach(function (l) { roles.set(self.places.get(l.scheme + ":" + l.concept), l.role); });
    draft.labels.forEach(function (l) {
      var ref = l.scheme + ":" + l.concept, field = "label-" + ref, n = self.places.get(ref), above = concepts[n].up;
      var rests = draft.evidence.filter(function (e) { return l.evidence.indexOf(e.id) >= 0; });
      if (!rests.length) self.error("KB601", field, "the label " + kb.quote(ref) + " points at no evidence", "name an entry of evidence, as in peft: module");
      while (above >= 0 && roles.get(above) !== l.role) above = concepts[above].up;
      if (above >= 0) {
        var upper = concepts[above], name = l.scheme + ":" + upper.id;
        self.error("KB604", "label-" + name, kb.quote(name) + " is implied by " + kb.quote(ref), "remove " + upper.id);
      }
      if (l.strength === "inferred" && !kb.yaml.printable(l.note) && !rests.some(function (e) { return kb.yaml.printable(e.note); })) {
        self.lack("KB607", field, kb.quote(ref) + " is inferred, but no note says how", "add a note to the label");
      }
      self.fits(field, "note", l.note, TEXT);
    });
  };

  Checker.prototype.evidence = function () {
    var self = this, draft = this.draft, clean = kb.yaml.printable, used = new Set(draft.labels.flatMap(function (l) { return l.evidence; }));
    draft.evidence.forEach(function (e) {
      var field = "evidence-" + e.id, name = kb.quote(e.id), from = clean(e.from), to = clean(e.to);
      if (!used.has(e.id)) self.warn("KB603", field, "no label rests on the evidence " + name, "point a label at it or remove it");
      if (!from && to) self.lack("KB202", field, 'the key "from" is missing', "add it");
      if (!from && !to && e.layer === "abstract") self.lack("KB606", field, "the evidence " + name + " has no passage", "add passage: {from: ..., to: ...}");
      if (!from && !to && !clean(e.section) && (e.layer === "survey" || e.layer === "full-text")) self.lack("KB606", field, "the evidence " + name + " has no section", "add section, or a passage");
      [["from", from], ["to", to]].forEach(function (row) {
        var count = row[1].split(" ").filter(Boolean).length;
        if (count > self.rules.passage) self.error("KB606", field, row[0] + " has " + count + " words", "give at most " + self.rules.passage);
        if (row[1] && !/[\p{L}\p{N}]/u.test(row[1])) self.error("KB606", field, row[0] + " has no word", "give words of the passage");
        self.fits(field, row[0], row[1], SHORT);
      });
      var wrong = e.layer === "abstract" && clean(draft.abstract) ? kb.passages.wrong(draft.abstract, from, to) : "";
      if (wrong === "missing") self.error("KB610", field, "the passage of " + name + " is not in the text", "take from and to from the text itself");
      if (wrong === "twice") self.error("KB611", field, "the passage of " + name + " begins at more than one place", "make from longer or begin elsewhere");
      self.fits(field, "section", e.section, SHORT);
      self.fits(field, "note", e.note, TEXT);
    });
  };

  Checker.prototype.wording = function () {
    var self = this, draft = this.draft, count = kb.contribute.words(draft.summary), range = this.rules.summary;
    if (count && (count < range[0] || count > range[1])) this[count < range[0] ? "lack" : "error"]("KB701", "summary", "the summary has " + count + (count === 1 ? " word" : " words"), "say it in " + range[0] + " to " + range[1] + " words of your own");
    var texts = ["title", "shortName", "venue", "summary"].concat(kb.yaml.ids, "code").map(function (key) { return [key, draft[key]]; });
    kb.names.lines(draft.author).forEach(function (a) { texts.push(["author", a.name]); });
    draft.labels.forEach(function (l) { texts.push(["label-" + l.scheme + ":" + l.concept, l.note]); });
    draft.evidence.forEach(function (e) { [e.section, e.from, e.to, e.note].forEach(function (t) { texts.push(["evidence-" + e.id, t]); }); });
    texts.forEach(function (row) {
      var hit = self.markup.exec(kb.yaml.printable(row[1]));
      if (hit) self.error("KB702", row[0], "markup in text: " + kb.quote(hit[0], 40), "write the words alone, without markup");
    });
  };

  kb.Checker = Checker;
})((window.kb = window.kb || {}));

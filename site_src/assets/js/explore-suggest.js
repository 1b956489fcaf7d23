/* Suggestions while typing: fields, terms, authors, papers. Nothing is chosen in advance. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST_FIELDS = 4, MOST_CONCEPTS = 6, MOST_AUTHORS = 3, MOST_PAPERS = 4, TRIED = 8, SHARDS = 2;
  var FIELDS = {
    author: "words of a name", title: "words of a title", venue: "where it appeared, such as ACL", year: "2024, or 2022..2024",
    arxiv: "an arXiv id", doi: "a DOI", id: "the id of a record", has: "code, doi or evidence", method: "who labeled it: machine, human or author",
    read: "how deep it was read: abstract or full-text", scope: "core or background",
  };

  /** box: an empty listbox for the suggestions; submit() asks what stands in the input. */
  function Suggest(input, box, engine, submit) {
    var self = this;
    this.input = input;
    this.box = box;
    this.engine = engine;
    this.store = engine.store;
    this.submit = submit;
    this.at = -1;
    this.turn = 0;
    input.addEventListener("input", function () { self.update(); });
    input.addEventListener("keydown", function (event) { self.key(event); });
    input.addEventListener("blur", function () { setTimeout(function () { if (!box.contains(document.activeElement)) self.close(); }, 150); });
    this.names = engine.data.concepts.map(function (c) {
      return [c.label].concat(c.alt, c.id).map(function (name) { return { name: name, words: kb.words.tokens(name) }; });
    });
    this.sizes = engine.data.concepts.map(function (c) { return c.count; });
  }

  /** The term that is being typed, from its beginning to the caret, and where it ends; null inside quotation marks. */
  Suggest.prototype.term = function () {
    var value = this.input.value, caret = this.input.selectionStart, before = value.slice(0, caret);
    if (before.split('"').length % 2 === 0) return null;
    var start = before.search(/[^\s()]*$/), rest = /^[^\s()]*/.exec(value.slice(caret))[0];
    return { start: start, end: caret + rest.length, text: before.slice(start).replace(/^-/, ""), minus: before[start] === "-" };
  };

  /** The plain words up to the caret, as somebody types a name or a title. */
  Suggest.prototype.trail = function () {
    var before = this.input.value.slice(0, this.input.selectionStart), found = /(?:^|[\s(])((?:(?!(?:OR|AND|NOT)\s)[^\s():"@=-][^\s():"]*\s+)*[^\s():"@=-][^\s():"]*)$/.exec(before);
    return found ? { start: before.length - found[1].length, end: before.length, words: kb.words.tokens(found[1]) } : { words: [] };
  };

  /** The first name of a concept that the words begin. */
  Suggest.prototype.named = function (n, words) {
    return this.names[n].find(function (name) { return kb.begins(name.words, words); });
  };

  Suggest.prototype.update = function () {
    var self = this, turn = ++this.turn, term = this.term(), colon = term ? term.text.indexOf(":") : -1;
    var field = colon < 0 ? null : term.text.slice(0, colon).toLowerCase(), scheme = field === null ? null : this.engine.vocabulary.schemes.get(field);
    if (!term || (scheme === undefined && field !== "author")) return this.close();
    var words = kb.words.tokens(term.text.slice(colon + 1)), trail = field === null ? this.trail() : { words: field === "author" ? words : [], start: term.start, end: term.end };
    if (field === null && words.join("").length < 2) return this.close();
    this.store.complete(function () {
      return {
        fields: field === null ? self.fields(term.text.toLowerCase()) : [],
        concepts: field === "author" ? [] : self.concepts(scheme, words),
        authors: self.authors(trail.words), papers: field === null ? self.papers(trail.words) : [],
      };
    }, function (found) { if (turn === self.turn) self.show(found, words, trail); });
  };

  Suggest.prototype.fields = function (begin) {
    return this.engine.vocabulary.fields.concat(Array.from(this.engine.vocabulary.schemes.keys()))
      .filter(function (name) { return name.startsWith(begin); }).slice(0, MOST_FIELDS);
  };

  Suggest.prototype.concepts = function (scheme, words) {
    var self = this, all = this.engine.data.concepts;
    return Array.from(all.keys()).filter(function (n) {
      return all[n].to === undefined && (scheme === null || all[n].s === scheme) && self.named(n, words);
    }).sort(function (a, b) { return self.sizes[b] - self.sizes[a] || a - b; }).slice(0, MOST_CONCEPTS)
      .map(function (n) { return { n: n, definition: self.store.definition(n) }; });
  };

  /** People whose name has these words, the last perhaps not yet whole: [name, papers]. */
  Suggest.prototype.authors = function (words) {
    var last = words[words.length - 1] || "", found = new Map();
    if (last.length < 3 && words.length < 2) return [];
    this.store.beginning("authors", last, SHARDS).forEach(function (row) {
      row[1].forEach(function (person) { if (kb.begins(kb.words.tokens(person[0]), words)) found.set(person[0], person[1]); });
    });
    return Array.from(found).sort(function (a, b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); }).slice(0, MOST_AUTHORS);
  };

  Suggest.prototype.papers = function (words) {
    var last = words[words.length - 1] || "";
    return last.length < 3 && words.length < 2 ? [] : this.engine.titled(words, TRIED).slice(0, MOST_PAPERS);
  };

  /** A text with the beginnings of words that were typed in bold. */
  function marked(text, words) {
    var found = text.split(/(\s+|-)/).map(function (part) {
      var folded = kb.words.label(part), hit = words.find(function (w) { return folded && folded.startsWith(w); });
      return hit ? [d.el("mark", {}, part.slice(0, hit.length)), part.slice(hit.length)] : part;
    });
    return found.flat();
  }

  Suggest.prototype.show = function (found, words, trail) {
    var self = this, data = this.engine.data, options = [], groups = [];
    function option(attributes, take) {
      var children = Array.prototype.slice.call(arguments, 2), node = d.el.apply(null, ["div", Object.assign({ class: "sug", role: "option", id: self.box.id + "-" + options.length, "aria-selected": "false" }, attributes)].concat(children));
      node.addEventListener("mousedown", function (event) { event.preventDefault(); take(); });
      options.push({ node: node, take: take });
      return node;
    }
    function group(name, rows) {
      if (rows.length) groups.push(d.el("div", { class: "pop__h" }, name), d.el("div", { role: "group", "aria-label": name }, rows));
    }
    group("Fields", found.fields.map(function (name) {
      var s = data.schemes[self.engine.vocabulary.schemes.get(name)];
      return option({ "data-suggestion": name + ":" }, function () { self.take(name + ":", true); }, s ? d.tile(s) : d.el("span"),
        d.el("span", {}, marked(name, words), ":"), d.el("p", {}, s ? "terms of the facet " + s.label.toLowerCase() : FIELDS[name] || ""), d.el("span", { class: "sug__n" }, "field"));
    }));
    group("Terms", found.concepts.map(function (row) {
      var c = data.concepts[row.n], s = data.schemes[c.s], text = s.id + ":" + c.id, name = self.named(row.n, words).name;
      var also = name === c.label || name === c.id ? [] : ["also ", marked(name, words), " · "].flat();
      return option({ "data-suggestion": text }, function () { self.take(text); }, d.tile(s), d.el("span", {}, marked(c.label, words)),
        d.el("p", {}, also, text + " · " + row.definition), d.el("span", { class: "sug__n num" }, self.sizes[row.n].toLocaleString("en-US")));
    }));
    group("Authors", found.authors.map(function (row) {
      var text = 'author:"' + kb.words.tokens(row[0]).join(" ") + '"';
      return option({ "data-suggestion": text }, function () { self.take(text, false, trail); }, d.el("span"), d.el("span", {}, marked(row[0], words)),
        d.el("p", {}, "author"), d.el("span", { class: "sug__n num" }, row[1].toLocaleString("en-US")));
    }));
    group("Papers", found.papers.map(function (p) {
      return option({ "data-suggestion": p.id }, function () { location.href = self.store.root + p.href; }, d.el("span"), d.el("span", {}, marked(p.title, words)),
        d.el("p", {}, p.authors[0] + (p.authors.length > 1 ? " et al., " : ", ") + p.venue), d.el("span", { class: "sug__n" }, "paper"));
    }));
    if (!groups.length) return this.close();
    groups.push(d.el("div", { class: "pop__foot", "aria-hidden": "true" }, [["↑", "↓", " choose"], ["Tab", " take the term"], ["Enter", " search as typed"], ["Esc", " close"]].map(function (row) {
      return d.el("span", {}, row.slice(0, -1).map(function (k) { return d.el("kbd", {}, k); }), row[row.length - 1]);
    })));
    this.box.replaceChildren.apply(this.box, groups);
    this.options = options;
    this.at = -1;
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  };

  Suggest.prototype.close = function () {
    this.turn += 1;
    this.box.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };

  /** Puts a term in the place of what was typed; after the name of a field one goes on typing. */
  Suggest.prototype.take = function (text, open, place) {
    var term = place || this.term(), value = this.input.value, before = value.slice(0, term.start) + (term.minus ? "-" : "") + text + (open ? "" : " ");
    this.input.value = before + value.slice(term.end).trimStart();
    this.input.setSelectionRange(before.length, before.length);
    if (open) return this.update();
    this.close();
    this.submit();
  };

  Suggest.prototype.key = function (event) {
    if (this.box.hidden || event.isComposing) return;
    var count = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.at = event.key === "ArrowDown" ? (this.at + 1) % count : this.at < 0 ? count - 1 : (this.at + count) % (count + 1) - 1;
      var at = this.at, input = this.input;
      this.options.forEach(function (o, n) { o.node.setAttribute("aria-selected", String(n === at)); });
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", this.options[at].node.id);
      this.options[at].node.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Tab" && !event.shiftKey && this.at >= 0) {
      event.preventDefault();
      this.options[this.at].take();
    } else if (event.key === "Enter") {
      if (this.at >= 0) { event.preventDefault(); this.options[this.at].take(); } else this.close();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  };

  kb.Suggest = Suggest;
})((window.kb = window.kb || {}));

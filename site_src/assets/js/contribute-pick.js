/* A box in which a term of the taxonomy is found by its names or its definition, and chosen with its definition beside it. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST = 12, FEWEST = 2, FEWEST_LETTERS = 4, LONG = 7, SEVERAL = 3, NONE = 6;

  /** input: its listbox is the next element. scheme: the position of a facet, or -1 for all. free(n): whether a concept may
      still be chosen; take(n): it was. */
  function Pick(input, box, store, scheme, free, take) {
    var self = this;
    this.input = input;
    this.box = box;
    this.store = store;
    this.scheme = scheme;
    this.free = free;
    this.take = take;
    this.options = [];
    this.at = -1;
    this.among = Array.from(store.data.concepts.keys()).filter(function (n) {
      var c = store.data.concepts[n];
      return c.to === undefined && (scheme < 0 || c.s === scheme);
    });
    input.addEventListener("input", function () { self.find(); });
    input.addEventListener("focus", function () { if (!input.dataset.quiet) self.find(); });
    input.addEventListener("click", function () { if (box.hidden) self.find(); });
    input.addEventListener("keydown", function (event) { self.key(event); });
    input.addEventListener("blur", function () { self.close(); });
  }

  function within(words, all, same) {
    return words.every(function (w) { return all.some(function (other) { return same(w, other); }); });
  }

  function begins(word, other) {
    return other.startsWith(word);
  }

  /** Whether a word is another, or its beginning, but for a slip; two in a long word. */
  function nearly(word, other) {
    var letters = Array.from(other), size = Array.from(word).length, most = size < LONG ? 1 : 2, cut = size - most;
    if (size < FEWEST_LETTERS || letters[0] !== Array.from(word)[0]) return false;
    for (; cut <= size + most; cut++) if (kb.words.slips(word, letters.slice(0, cut).join(""), most)) return true;
    return false;
  }

  function like(word, other) {
    return begins(word, other) || nearly(word, other);
  }

  /** How well words name a concept: 0 as it is called, 1 by any of its names, 2 by its definition too; but for slips in
      words 3 by its names, 4 by its definition too, 5 by all words but one; NONE not at all. */
  Pick.prototype.fit = function (n, words) {
    var c = this.store.data.concepts[n], label = kb.words.tokens(c.label), names = label.concat(kb.words.tokens([c.id].concat(c.alt).join(" ")));
    if (within(words, label, begins)) return 0;
    if (within(words, names, begins)) return 1;
    var all = names.concat(kb.words.tokens(this.store.definition(n) || ""));
    if (within(words, all, begins)) return 2;
    if (within(words, names, like)) return 3;
    var lost = words.filter(function (w) { return !within([w], all, like); }), named = words.some(function (w) { return within([w], names, like); });
    return !lost.length ? 4 : words.length >= SEVERAL && lost.length === 1 && named ? 5 : NONE;
  };

  Pick.prototype.find = function () {
    var self = this, words = kb.words.tokens(this.input.value), all = this.among.filter(this.free), found, rows;
    if (this.scheme < 0 && words.join("").length < FEWEST) return this.close();
    rows = all.map(function (n) { return [self.fit(n, words), n]; }).sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    found = rows.filter(function (row) { return row[0] < 3; });
    // What slips would find as well is shown only where nothing else is found: first by names, then by more.
    [3, 4, 5].forEach(function (fit) { if (!found.length) found = rows.filter(function (row) { return row[0] === fit; }); });
    this.show(found.map(function (row) { return row[1]; }).slice(0, words.length ? MOST : Infinity), words);
  };

  Pick.prototype.show = function (found, words) {
    var self = this, data = this.store.data;
    this.options = found.map(function (n, i) {
      var c = data.concepts[n], s = data.schemes[c.s];
      var node = d.el("div", { class: "pick" + (!words.length && c.depth ? " pick--" + Math.min(c.depth, 3) : ""), role: "option", id: self.box.id + "-" + i, "aria-selected": "false", "data-concept": s.id + ":" + c.id },
        self.scheme < 0 ? d.tile(s) : null, d.el("b", {}, c.label), d.el("p", {}, self.store.definition(n)));
      node.addEventListener("mousedown", function (event) { event.preventDefault(); self.choose(n); });
      return { n: n, node: node };
    });
    this.box.replaceChildren.apply(this.box, this.options.map(function (o) { return o.node; }));
    if (!found.length) this.box.append(d.el("p", { class: "pick__none" }, "No term has these words. Try one word, or none to see them all; a term that is missing can be proposed: see how to contribute."));
    this.box.hidden = false;
    this.box.scrollTop = 0;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
    if (words.length && found.length) this.move(0);
    this.box.scrollIntoView({ block: "nearest" });
  };

  Pick.prototype.move = function (at) {
    this.at = at;
    this.options.forEach(function (o, n) { o.node.setAttribute("aria-selected", String(n === at)); });
    this.input.setAttribute("aria-activedescendant", this.options[at].node.id);
    this.options[at].node.scrollIntoView({ block: "nearest" });
  };

  Pick.prototype.choose = function (n) {
    this.input.value = "";
    this.close();
    this.take(n);
  };

  Pick.prototype.close = function () {
    this.box.hidden = true;
    this.at = -1;
    this.options = [];
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };

  Pick.prototype.key = function (event) {
    var count = this.options.length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.box.hidden) return this.find();
      if (count) this.move(event.key === "ArrowDown" ? (this.at + 1) % count : (Math.max(this.at, 0) + count - 1) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.at >= 0) this.choose(this.options[this.at].n);
    } else if (event.key === "Escape" && !this.box.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  };

  kb.Pick = Pick;
})((window.kb = window.kb || {}));

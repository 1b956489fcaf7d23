/* A box in which a term of the taxonomy is found by its names or its definition, and chosen with its definition beside it. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST = 12, FEWEST = 2;

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
    input.addEventListener("focus", function () { self.find(); });
    input.addEventListener("click", function () { if (box.hidden) self.find(); });
    input.addEventListener("keydown", function (event) { self.key(event); });
    input.addEventListener("blur", function () { self.close(); });
  }

  /** How well words name a concept: 0 by its names, 1 by its definition too, 2 not at all. */
  Pick.prototype.fit = function (n, words) {
    var c = this.store.data.concepts[n], names = kb.words.tokens([c.label, c.id].concat(c.alt).join(" "));
    function within(all) {
      return words.every(function (w) { return all.some(function (other) { return other.startsWith(w); }); });
    }
    return within(names) ? 0 : within(names.concat(kb.words.tokens(this.store.definition(n) || ""))) ? 1 : 2;
  };

  Pick.prototype.find = function () {
    var self = this, words = kb.words.tokens(this.input.value), all = this.among.filter(this.free), found;
    if (this.scheme < 0 && words.join("").length < FEWEST) return this.close();
    found = all.map(function (n) { return [self.fit(n, words), n]; }).filter(function (row) { return row[0] < 2; }).sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
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
    if (!found.length) this.box.append(d.el("p", { class: "pick__none" }, "No term has these words. A term that is missing can be proposed: see the guide."));
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

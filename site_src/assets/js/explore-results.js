/* Results: cards, years, what else the papers carry, and what to do when there is none. */
(function (kb) {
  "use strict";

  var d = kb.dom, STEP = 20, MOST_CHIPS = 9;

  /** Bars of a set of papers by year. */
  kb.years = function (engine, found, chosen) {
    var counts = new Map(), years = engine.data.papers.map(function (p) { return p.year; });
    var first = Math.min.apply(null, years), last = Math.max.apply(null, years), bars = [], told = [];
    found.forEach(function (x, n) { if (x) counts.set(years[n], (counts.get(years[n]) || 0) + 1); });
    var most = Math.max.apply(null, [1].concat(Array.from(counts.values()))), step = 100 / (last - first + 1);
    for (var y = first; y <= last; y++) {
      var number = counts.get(y) || 0, height = number ? Math.max(6, 100 * number / most) : 3;
      var on = number && (!chosen || (y >= chosen.low && y <= chosen.high));
      bars.push(d.el("rect", { class: on ? "on" : "off", x: ((y - first) * step + step * 0.06).toFixed(2) + "%", width: (step * 0.88).toFixed(2) + "%", y: (100 - height).toFixed(1) + "%", height: height.toFixed(1) + "%" }));
      told.push(y + " " + number);
    }
    var node = d.el("div", {}, d.el("svg", { class: "hist", role: "img", "aria-label": "Papers per year: " + told.join(", ") }, bars),
      d.el("div", { class: "hist__x num" }, d.el("span", {}, String(first)), d.el("span", {}, String(last))));
    return { node: node, first: first, last: last };
  };

  /** root: the page's explore region; apply(text) asks another query. */
  function Results(root, engine, editor, apply) {
    this.root = root;
    this.engine = engine;
    this.editor = editor;
    this.apply = apply;
    this.base = root.dataset.base || "";
  }

  Results.prototype.part = function (name) {
    return this.root.querySelector("[data-" + name + "]");
  };

  Results.prototype.show = function (node, found, order) {
    this.order = order;
    this.shown = 0;
    this.asked = this.askedFor(node);
    this.part("result-count").textContent = d.papers(order.length);
    this.part("result-note").textContent = order.length === this.engine.size ? "" : " of " + this.engine.size;
    this.part("results").replaceChildren();
    this.concept(node);
    this.empty(node, order.length);
    this.rail(node, found);
    this.next(false);
  };

  /** The concepts that the query asks for, below which labels are shown as hits. */
  Results.prototype.askedFor = function (node) {
    var asked = new Set(), children = this.engine.children;
    (function walk(n) {
      if (n.type === "concept") asked.add(n.concept);
      if (n.type === "and" || n.type === "or") n.items.forEach(walk);
    })(node);
    asked.forEach(function (c) { children[c].forEach(function (below) { asked.add(below); }); });
    return asked;
  };

  Results.prototype.next = function (focus) {
    var self = this, list = this.part("results"), from = this.shown;
    this.order.slice(from, from + STEP).forEach(function (n) { list.append(self.card(self.engine.data.papers[n])); });
    this.shown = Math.min(this.order.length, from + STEP);
    var left = this.order.length - this.shown, pager = this.part("pager");
    pager.replaceChildren();
    if (left) {
      pager.append(d.el("button", { class: "btn", type: "button", onclick: function () { self.next(true); } }, "Show " + Math.min(STEP, left) + " more"),
        d.el("span", {}, this.shown + " of " + this.order.length + " shown"));
    }
    if (focus && list.children[from]) list.children[from].querySelector("a").focus();
  };

  Results.prototype.card = function (p) {
    var data = this.engine.data, self = this, names = p.authors.slice(0, 3).join(", ") + (p.authors.length > 3 ? " and " + (p.authors.length - 3) + " more" : "");
    var outside = [["ACL Anthology", p.acl && "https://aclanthology.org/" + p.acl + "/"], ["arXiv", !p.acl && p.arxiv && "https://arxiv.org/abs/" + p.arxiv], ["code", p.code]]
      .filter(function (l) { return l[1]; }).map(function (l) { return [" · ", d.el("a", { href: l[1], rel: "noopener" }, l[0])]; }).flat();
    var groups = data.roles.map(function (role, r) {
      var chips = p.labels.filter(function (l) { return l[1] === r; }).sort(function (a, b) { return self.asked.has(b[0]) - self.asked.has(a[0]); })
        .map(function (l) { return self.chip(l); });
      // A survey may carry forty: those asked for stand first, the rest is on its page.
      if (chips.length > MOST_CHIPS) chips = chips.slice(0, MOST_CHIPS - 1).concat(d.el("a", { class: "chip chip--quiet", href: p.href }, "and " + (chips.length - MOST_CHIPS + 1) + " more"));
      return chips.length ? d.el("div", { class: "labels__g" }, d.el("span", {}, role), d.el("div", {}, chips)) : null;
    });
    var unread = data.schemes.filter(function (_, s) { return p.status[s] === data.statuses.length - 1; }).map(function (s) { return s.label; });
    return d.el("li", { class: "card", "data-result": true, "data-id": p.id, "data-kind": "paper" },
      d.el("div", { class: "card__y num" }, String(p.year), d.el("span", {}, p.venue.replace(/ ?(19|20)\d\d$/, ""))),
      d.el("div", {}, d.el("h3", { class: "card__t" }, d.el("a", { href: p.href, "data-cite": p.id }, p.title)),
        d.el("p", { class: "card__by" }, (p.short ? p.short + " · " : "") + names, outside, p.scope === "background" ? " · for context" : null),
        d.el("p", { class: "card__s" }, p.summary),
        d.el("div", { class: "labels" }, groups, unread.length ? d.el("span", { class: "unreadmark" }, unread.join(", ") + " not read") : null)));
  };

  Results.prototype.chip = function (label) {
    var data = this.engine.data, c = data.concepts[label[0]], scheme = data.schemes[c.s];
    return d.el("a", { class: "chip " + (this.asked.has(label[0]) ? "chip--on" : "chip--quiet"), "data-slot": scheme.order, href: c.href,
      title: scheme.label + ": " + c.label + " · " + data.roles[label[1]] + " · " + (label[2] ? "inferred" : "explicit") }, d.glyph(scheme), c.short);
  };

  /** A concept that the query names leads the list as one line. */
  Results.prototype.concept = function (node) {
    var data = this.engine.data, vocabulary = this.engine.vocabulary, place = this.part("concept-hit"), found = null;
    this.engine.terms(node).forEach(function (i) { if (i.type === "concept" && found === null) found = i.concept; });
    if (found === null && this.engine.terms(node).every(function (i) { return i.type === "word" || i.type === "phrase"; })) {
      var name = kb.words.label(this.engine.terms(node).map(function (i) { return i.text; }).join(" "));
      vocabulary.names.forEach(function (names) { if (found === null && name && names.has(name)) found = names.get(name); });
    }
    place.replaceChildren();
    if (found === null) return;
    var c = data.concepts[found];
    place.append(d.el("div", { class: "concepthit", "data-result": true, "data-id": data.schemes[c.s].id + ":" + c.id, "data-kind": "concept" }, d.tile(data.schemes[c.s]),
      d.el("p", {}, d.el("a", { href: c.href }, d.el("b", {}, c.label)), ": " + c.def), d.el("a", { href: c.href }, "About the term")));
  };

  Results.prototype.empty = function (node, number) {
    var self = this, engine = this.engine, box = this.part("empty"), terms = engine.terms(node);
    box.hidden = number > 0;
    box.replaceChildren();
    if (number) return;
    var rows = terms.map(function (item, n) {
      var text = self.editor.without(node, n), count = engine.run(text).length;
      var told = self.editor.inWords(item).map(function (w) { return w.not ? "not" : w.join || w.text; }).join(" ");
      return { text: text, count: count, told: told };
    }).filter(function (r) { return r.count; }).sort(function (a, b) { return b.count - a.count; });
    box.append(d.el("h2", {}, terms.length > 1 ? "No paper meets all " + terms.length + " conditions" : "No paper meets this condition"),
      d.el("p", { class: "soft" }, rows.length ? "Leave out one of them:" : "Nothing is left when any single one is dropped. Start with fewer conditions, or look at the terms below Taxonomy."),
      d.el("ul", { class: "relax" }, rows.map(function (r) {
        return d.el("li", {}, d.el("span", {}, "Without " + r.told), d.el("span", { class: "num" }, d.el("span", { class: "n" }, String(r.count)), r.count === 1 ? " paper " : " papers ",
          d.el("button", { class: "btn", type: "button", onclick: function () { self.apply(r.text); } }, "Show")));
      })));
    this.unread(node, box);
  };

  /** Papers that would fit but for a facet that nobody has read. */
  Results.prototype.unread = function (node, box) {
    var self = this, engine = this.engine, last = engine.data.statuses.length - 1;
    engine.terms(node).forEach(function (item, n) {
      if (item.type !== "concept") return;
      var scheme = engine.data.concepts[item.concept].s, rest = self.editor.without(node, n);
      var text = (rest + " " + engine.data.schemes[scheme].id + ":" + engine.data.statuses[last]).trim(), count = engine.run(text).length;
      if (!count) return;
      box.append(d.el("p", { class: "muted small" }, d.papers(count) + " that meet the rest have not been read for " + engine.data.schemes[scheme].label.toLowerCase() + ". ",
        d.el("button", { class: "btn", type: "button", onclick: function () { self.apply(text); } }, "Show")));
    });
  };

  /** At the side of a wide screen: the years, and what else these papers carry. */
  Results.prototype.rail = function (node, found) {
    var data = this.engine.data, counts = new Map(), self = this, rail = this.part("rail");
    rail.replaceChildren();
    if (!this.order.length) return;
    this.order.forEach(function (n) { data.papers[n].labels.forEach(function (l) { if (!self.asked.has(l[0])) counts.set(l[0], (counts.get(l[0]) || 0) + 1); }); });
    var rows = Array.from(counts).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; }).slice(0, 8);
    rail.append(d.el("section", {}, d.el("h2", {}, "By year"), kb.years(this.engine, found).node),
      d.el("section", {}, d.el("h2", {}, "They also carry"), d.el("ul", { class: "tree" }, rows.map(function (r) {
        var c = data.concepts[r[0]], scheme = data.schemes[c.s];
        return d.el("li", {}, d.el("span", {}, d.el("a", { class: "chip chip--quiet", "data-slot": scheme.order, href: c.href }, d.glyph(scheme), c.short)), d.el("span", { class: "num muted" }, String(r[1])));
      }))));
  };

  kb.Results = Results;
})((window.kb = window.kb || {}));

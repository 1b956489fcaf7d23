/* The facet panel: trees with counts, ticks, exclusions, years and a few properties. */
(function (kb) {
  "use strict";

  var d = kb.dom, SHOWN = 8;
  // A facet with more terms than this has a box to find one.
  var LONG = 12;
  var FLAGS = [["has", "code", "has code"], ["scope", "core", "core papers only"], ["has", "evidence", "all passages matched"]];

  /** apply(text) is called with the query that a tick makes. */
  function Facets(root, engine, editor, apply) {
    var self = this;
    this.root = root;
    this.engine = engine;
    this.editor = editor;
    this.apply = apply;
    // How far a facet is unfolded: 1 shows all terms with papers, 2 those without as well.
    this.more = new Map();
    // A row once chosen stays in the panel: whoever takes the tick away again still stands on it.
    this.kept = new Set();
    this.sections = Array.from(root.querySelectorAll("[data-facet]"));
    this.schemes = engine.vocabulary.schemes;
    this.role = root.querySelector("[data-role-switch]");
    this.role.addEventListener("change", function () {
      self.apply(editor.setRole(self.node, engine.data.roles.indexOf(self.role.value)));
    });
    this.sections.forEach(function (section) { self.finder(section); });
  }

  /** The concepts of a facet in tree order, without those that others have replaced. */
  Facets.prototype.rows = function (scheme) {
    var concepts = this.engine.data.concepts;
    return Array.from(concepts.keys()).filter(function (n) { return concepts[n].s === scheme && concepts[n].to === undefined; });
  };

  /** The same as the panel lists them: what others stand below comes before them, what no paper here carries comes
      last among its like; those that most papers carry come first where the query narrows. */
  Facets.prototype.ordered = function (scheme, counts, narrow) {
    var concepts = this.engine.data.concepts, all = this.rows(scheme), known = new Set(all), below = new Map(), found = [];
    all.forEach(function (n) {
      var up = known.has(concepts[n].up) ? concepts[n].up : -1;
      below.set(up, (below.get(up) || []).concat(n));
    });
    function rank(n) { return narrow ? -counts.get(n) : +!counts.get(n); }
    (function walk(up) {
      (below.get(up) || []).sort(function (a, b) { return rank(a) - rank(b) || a - b; }).forEach(function (n) {
        found.push(n);
        walk(n);
      });
    })(-1);
    return found;
  };

  /** The terms that stand before "more": those that most papers carry, but the tops first as long as nothing narrows. */
  Facets.prototype.leading = function (order, counts, narrow) {
    var concepts = this.engine.data.concepts;
    return new Set(order.filter(function (n) { return counts.get(n); }).sort(function (a, b) {
      return (narrow ? 0 : (concepts[a].depth > 0) - (concepts[b].depth > 0)) || counts.get(b) - counts.get(a) || a - b;
    }).slice(0, SHOWN));
  };

  /** A long facet gets a box that filters its terms by their names. */
  Facets.prototype.finder = function (section) {
    var self = this, scheme = this.schemes.get(section.dataset.facet), own = this.engine.data.schemes[scheme];
    if (this.rows(scheme).length <= LONG) return;
    var rows = section.querySelector("[data-rows]"), said = d.el("span", { class: "facetfind__n", role: "status", "data-found": true });
    rows.id = "rows-" + own.id;
    var box = d.el("input", { type: "search", class: "facetfind__in", "data-find": true, "aria-label": "Find a term of " + own.label.toLowerCase(), "aria-controls": rows.id,
      placeholder: "Find a term", autocomplete: "off", spellcheck: "false", maxlength: 80,
      oninput: function () { self.facet(section, scheme); },
      onkeydown: function (event) {
        if (event.key !== "Escape" || !box.value) return;
        event.preventDefault();
        event.stopPropagation(); // the sheet of a phone stays open
        box.value = "";
        self.facet(section, scheme);
      } });
    rows.before(d.el("div", { class: "facetfind" }, box, said));
  };

  /** Whether a name has all of these words, anywhere in its own; of one or two letters only at their beginning. */
  function holds(name, words) {
    return words.every(function (word) {
      return name.some(function (part) { return word.length < 3 ? part.startsWith(word) : part.indexOf(word) >= 0; });
    });
  }

  /** What the box of a facet asks for: the terms found and those above them; null when it is empty. */
  Facets.prototype.found = function (section, order) {
    var box = section.querySelector("[data-find]"), concepts = this.engine.data.concepts, shown = new Set();
    if (!box) return null;
    var words = kb.words.tokens(box.value), said = section.querySelector("[data-found]");
    var hits = box.value.trim() ? order.filter(function (n) {
      var c = concepts[n];
      return words.length && [c.label, c.short, c.id].concat(c.alt).some(function (name) { return holds(kb.words.tokens(name), words); });
    }) : null;
    said.textContent = hits ? (hits.length || "no") + (hits.length === 1 ? " term" : " terms") : "";
    if (!hits) return null;
    hits.forEach(function (n) { for (; n >= 0; n = concepts[n].up) shown.add("c" + n); });
    return shown;
  };

  /** All that the panel counts: it needs the columns of the facets. */
  Facets.prototype.counts = function (node) {
    var engine = this.engine, role = this.editor.role, items = engine.terms(node);
    engine.data.schemes.forEach(function (_, s) { engine.counts(node, s, role); });
    engine.evaluate({ type: "and", items: items.filter(function (i) { return i.type !== "years"; }) });
    FLAGS.forEach(function (f) { engine.number({ type: "and", items: items.concat({ type: "flag", name: f[0], value: f[1] }) }); });
    engine.most(node, engine.none(), new Set(), 0);
  };

  Facets.prototype.show = function (node) {
    var self = this, focus = this.focused(), at = focus && document.activeElement.getBoundingClientRect().top;
    this.node = node;
    this.role.value = this.editor.role < 0 ? "" : this.engine.data.roles[this.editor.role];
    this.sections.forEach(function (section) { self.facet(section, self.schemes.get(section.dataset.facet)); });
    this.years();
    this.flags();
    this.refocus(focus);
    // Rows above may have come or gone: the one that was chosen stays under the pointer.
    if (focus && this.focused() === focus) this.root.scrollTop += document.activeElement.getBoundingClientRect().top - at;
  };

  // Rows are made anew; who stood on one stays there.
  Facets.prototype.focused = function () {
    var at = document.activeElement;
    return at && this.root.contains(at) && at.id ? at.id : null;
  };

  Facets.prototype.refocus = function (id) {
    var again = id && document.getElementById(id);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  };

  /** What is ticked stays in the panel, with what stands above it. */
  Facets.prototype.keep = function (scheme, keys) {
    var self = this, concepts = this.engine.data.concepts, parts = new Set();
    keys.forEach(function (k) {
      self.kept.add(scheme + k);
      if (k[0] !== "c") return;
      for (var up = concepts[+k.slice(1)].up; up >= 0; up = concepts[up].up) {
        parts.add("c" + up);
        self.kept.add(scheme + "c" + up);
      }
    });
    return parts;
  };

  Facets.prototype.facet = function (section, scheme) {
    var self = this, data = this.engine.data, counts = this.engine.counts(this.node, scheme, this.editor.role);
    var ticks = this.editor.ticks(this.node, scheme), set = ticks.in.concat(ticks.out), parts = this.keep(scheme, set);
    var narrow = this.editor.role >= 0 || counts.size < this.engine.size, order = this.ordered(scheme, counts.concepts, narrow);
    var main = this.leading(order, counts.concepts, narrow), found = this.found(section, order), stage = this.more.get(scheme) || 0, folded = [0, 0, 0];
    var most = Math.max.apply(null, [1].concat(Array.from(counts.concepts.values()), counts.statuses));
    var terms = order.map(function (n) {
      var c = data.concepts[n], key = "c" + n;
      return { key: key, first: main.has(n), label: c.short, title: c.label, depth: c.depth, id: c.id, count: counts.concepts.get(n), most: most, part: parts.has(key) && set.indexOf(key) < 0 };
    }).concat(data.statuses.map(function (status, n) {
      var unread = n === data.statuses.length - 1, told = status.replace("-", " ");
      return { key: "s" + n, first: (unread || !main.size) && counts.statuses[n] > 0, label: told, title: told, depth: 0, id: status, count: counts.statuses[n], most: most, status: true, hatched: unread };
    }));
    var rows = terms.filter(function (row) {
      var fold = row.first || self.kept.has(scheme + row.key) ? 0 : row.count ? 1 : 2;
      folded[fold] += 1;
      return found ? found.has(row.key) : fold <= stage;
    }).map(function (row) { return self.row(scheme, ticks, row.key, row); });
    var told = [ticks.in.length && ticks.in.length + " chosen", ticks.out.length && ticks.out.length + " excluded"].filter(Boolean);
    this.fill(section, "rows", rows.concat(found ? [] : this.folds(section, scheme, stage, folded)), told.join(", "));
  };

  /** The buttons below the rows: first the other terms that papers carry, then those that none here does. */
  Facets.prototype.folds = function (section, scheme, stage, folded) {
    var self = this, id = this.engine.data.schemes[scheme].id, buttons = [];
    function button(name, to, text) {
      buttons.push(d.el("button", { class: "more", type: "button", id: name + "-" + id, "aria-expanded": String(name === "fewer"), onclick: function () {
        self.more.set(scheme, to);
        self.facet(section, scheme);
        self.refocus(["more-" + id, "fewer-" + id].find(function (left) { return document.getElementById(left); }));
      } }, text));
    }
    if (stage < 1 && folded[1]) button("more", 1, folded[1] + " more");
    else if (stage < 2 && folded[2]) button("more", 2, folded[2] + (folded[0] + folded[1] ? " more" : "") + " without papers here");
    if ((stage > 0 && folded[1]) || (stage > 1 && folded[2])) button("fewer", 0, "Show fewer");
    return buttons;
  };

  Facets.prototype.fill = function (section, name, rows, told) {
    var place = section.querySelector("[data-" + name + "]"), chosen = section.querySelector("[data-chosen]");
    place.replaceChildren.apply(place, rows);
    if (told && told !== chosen.textContent) section.open = true;
    chosen.textContent = told;
  };

  Facets.prototype.row = function (scheme, ticks, key, row) {
    var self = this, on = ticks.in.indexOf(key) >= 0, not = ticks.out.indexOf(key) >= 0, id = "row-" + this.engine.data.schemes[scheme].id + "-" + row.id;
    function tick(exclude) {
      return function () { self.apply(self.editor.tick(self.node, scheme, key, exclude)); };
    }
    var kinds = ["row", on && "row--on", not && "row--not", row.part && "row--part", row.status && "row--status", !row.count && "row--zero"];
    var dataset = { count: row.count };
    dataset[row.status ? "status" : "concept"] = row.id;
    return d.el("div", { class: kinds.filter(Boolean).join(" "), "data-depth": row.depth + 1, dataset: dataset },
      d.el("label", {}, d.el("input", { type: "checkbox", id: id, checked: on, "aria-label": row.title + ", " + d.papers(row.count) + (not ? ", excluded" : ""), onchange: tick(false) }),
        d.el("span", { class: "row__l", title: row.title }, row.label)),
      d.bar(row.count / row.most, row.hatched), d.el("span", { class: "row__n num" }, row.count.toLocaleString("en-US")),
      d.el("button", { class: "row__not", type: "button", id: id + "-not", "aria-label": (not ? "Do not exclude " : "Exclude ") + row.title, onclick: tick(true) }, not ? "undo" : "exclude"));
  };

  Facets.prototype.years = function () {
    var self = this, section = this.root.querySelector("[data-facet-year]"), engine = this.engine, terms = engine.terms(this.node);
    var chosen = terms.filter(function (i) { return i.type === "years"; });
    var rest = engine.evaluate({ type: "and", items: terms.filter(function (i) { return i.type !== "years"; }) });
    var low = Math.max.apply(null, chosen.map(function (i) { return i.low; }).concat(0)), high = Math.min.apply(null, chosen.map(function (i) { return i.high; }).concat(9999));
    var histogram = kb.years(this.editor, rest, low, high, "year", function (y) { return self.editor.setYears(self.node, y, y); }, this.apply), from = section.querySelector("[data-year-from]"), to = section.querySelector("[data-year-to]");
    from.value = low || "";
    to.value = high < 9999 ? high : "";
    from.placeholder = histogram.first;
    to.placeholder = histogram.last;
    from.onchange = to.onchange = function () {
      var a = from.value.trim(), b = to.value.trim();
      [from, to].forEach(function (box) { box.setAttribute("aria-invalid", String(!/^([0-9]{4})?$/.test(box.value.trim()))); });
      if (!/^([0-9]{4})?,([0-9]{4})?$/.test(a + "," + b)) return;
      self.apply(self.editor.setYears(self.node, a && b && a > b ? b : a, a && b && a > b ? a : b));
    };
    this.fill(section, "hist", [histogram.node], chosen.length ? this.editor.inWords({ type: "years", low: low, high: high }) : "");
  };

  Facets.prototype.flags = function () {
    var self = this, engine = this.engine, set = 0;
    var rows = FLAGS.map(function (f) {
      var on = self.editor.hasFlag(self.node, f[0], f[1]), id = "flag-" + f[0] + "-" + f[1];
      var count = engine.number({ type: "and", items: engine.terms(self.node).concat({ type: "flag", name: f[0], value: f[1] }) });
      if (on) set += 1;
      return d.el("div", { class: "row" + (on ? " row--on" : "") + (count ? "" : " row--zero"), dataset: { flag: f[0] + ":" + f[1], count: count } },
        d.el("label", {}, d.el("input", { type: "checkbox", id: id, checked: on, "aria-label": f[2] + ", " + d.papers(count),
          onchange: function () { self.apply(self.editor.toggleFlag(self.node, f[0], f[1])); } }), d.el("span", { class: "row__l" }, f[2])),
        d.el("span", {}), d.el("span", { class: "row__n num" }, count.toLocaleString("en-US")));
    });
    this.fill(this.root.querySelector("[data-facet-more]"), "flags", rows, set ? set + " chosen" : "");
  };

  /** How many conditions the panel shows as set. */
  Facets.prototype.size = function () {
    var self = this;
    return this.engine.terms(this.node).filter(function (i) {
      return i.type === "years" || i.type === "flag" || self.engine.data.schemes.some(function (_, s) { return self.engine.isTick(i, s, self.editor.role); });
    }).length;
  };

  kb.Facets = Facets;
})((window.kb = window.kb || {}));

/* Results: cards, years, terms that fit, what else the papers carry, and what to do when there is none. */
(function (kb) {
  "use strict";

  var d = kb.dom, FIRST = 10, STEP = 20, MOST_CHIPS = 9, MOST_TERMS = 5, MOST_TOLD = 12, MOST_NEAR = 10;
  var NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

  /**
   * Bars of a set of papers by year; those from low to high stand out. Each is a link to the query that
   * ask(year) gives, and apply(text) follows it; `name` tells this picture's links from those of another.
   */
  kb.years = function (editor, found, low, high, name, ask, apply) {
    var counts = new Map(), years = editor.engine.data.years, all = editor.engine.data.totals.years.map(function (run) { return run[0]; });
    var first = Math.min.apply(null, all), last = Math.max.apply(null, all), bars = [], told = [];
    editor.members(found).forEach(function (n) { counts.set(years[n], (counts.get(years[n]) || 0) + 1); });
    var most = Math.max.apply(null, [1].concat(Array.from(counts.values()))), step = 100 / (last - first + 1);
    for (var y = first; y <= last; y++) {
      var number = counts.get(y) || 0, height = number ? Math.max(6, 100 * number / most) : 3, on = number && y >= low && y <= high;
      var drawn = d.el("rect", { class: on ? "on" : "off", x: ((y - first) * step + step * 0.06).toFixed(2) + "%", width: (step * 0.88).toFixed(2) + "%", y: (100 - height).toFixed(1) + "%", height: height.toFixed(1) + "%" });
      bars.push(number ? column(y, number, drawn) : drawn);
      told.push(y + " " + number);
    }
    function column(y, number, drawn) {
      var text = ask(String(y)), label = y + ": " + d.papers(number);
      return d.el("svg:a", { id: name + "-" + y, href: "?" + new URLSearchParams({ q: text }), "aria-label": label, onclick: function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        apply(text);
      } }, d.el("svg:title", {}, label), d.el("rect", { class: "bar-hit", x: ((y - first) * step).toFixed(2) + "%", width: step.toFixed(2) + "%", y: "0", height: "100%" }), drawn);
    }
    var node = d.el("div", {}, d.el("svg", { class: "hist", role: "group", "aria-label": "Papers per year: " + told.join(", ") }, bars),
      d.el("div", { class: "hist__x num" }, d.el("span", {}, String(first)), first < last ? d.el("span", {}, String(last)) : null));
    return { node: node, first: first, last: last };
  };

  /** root: the page's explore region; apply(text) asks another query; ready() is called when cards are there. */
  function Results(root, engine, editor, apply, ready) {
    this.root = root;
    this.engine = engine;
    this.editor = editor;
    this.apply = apply;
    this.ready = ready;
  }

  Results.prototype.part = function (name) {
    return this.root.querySelector("[data-" + name + "]");
  };

  /** Shows the papers of an answer in order, and at least so many of them. */
  Results.prototype.show = function (node, found, order, least) {
    this.order = order;
    this.shown = 0;
    this.asked = this.askedFor(node);
    this.part("result-count").textContent = d.papers(order.length);
    this.part("result-count").dataset.resultCount = order.length;
    this.part("result-note").textContent = order.length === this.engine.size ? "" : "of " + this.engine.size.toLocaleString("en-US");
    this.concepts(node);
    this.empty(node, order.length);
    this.next(Math.max(FIRST, least), false);
  };

  /** Shows the first papers of an answer of which the rest has not come yet. */
  Results.prototype.preview = function (head, node) {
    var self = this, store = this.engine.store, order = this.order = head.first;
    this.asked = this.askedFor(node);
    this.part("pager").replaceChildren();
    store.complete(function () { return order.slice(0, FIRST).map(function (n) { return store.card(n); }); }, function (papers) {
      if (order !== self.order) return;
      self.part("result-count").textContent = d.papers(head.number);
      self.part("results").replaceChildren.apply(self.part("results"), papers.map(function (p) { return self.card(p); }));
    });
  };

  /** The concepts that the query asks for, with those below them: labels of these are shown as hits. */
  Results.prototype.askedFor = function (node) {
    var asked = new Set(), found = new Set(), concepts = this.engine.data.concepts;
    (function walk(n) {
      if (n.type === "concept") (n.exact ? found : asked).add(n.concept);
      if (n.type === "and" || n.type === "or") n.items.forEach(walk);
    })(node);
    // Tree order: what stands above comes before.
    concepts.forEach(function (c, n) {
      if (asked.has(c.up)) asked.add(n);
      if (asked.has(n)) found.add(n);
    });
    return found;
  };

  /** Whether the list stands for a question that is not answered yet. */
  Results.prototype.wait = function (on) {
    this.part("results").setAttribute("aria-busy", String(on !== false));
  };

  /** Shows so many more cards; the number on the page goes with the address, so that Back finds the same place. */
  Results.prototype.next = function (number, more) {
    var self = this, list = this.part("results"), from = this.shown, order = this.order, store = this.engine.store;
    this.wait();
    store.complete(function () {
      return order.slice(from, from + number).map(function (n) { return store.card(n, number > 64); });
    }, function (papers) {
      if (order !== self.order || from !== self.shown) return;
      var cards = papers.map(function (p) { return self.card(p); });
      if (from) list.append.apply(list, cards); else list.replaceChildren.apply(list, cards);
      self.shown = from + cards.length;
      self.pager();
      self.wait(false);
      self.ready();
      if (!more) return;
      history.replaceState({ shown: self.shown }, "");
      cards[0].querySelector("a").focus();
    }, function () { kb.explore.offline(); });
  };

  Results.prototype.pager = function () {
    var self = this, left = this.order.length - this.shown, number = Math.min(STEP, left);
    this.part("pager").replaceChildren.apply(this.part("pager"), left ? [
      d.el("button", { class: "btn", type: "button", "data-more": true, onclick: function () { self.next(number, true); } }, "Show " + number + " more"),
      d.el("span", {}, this.shown + " of " + this.order.length + " shown")] : []);
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
        d.el("p", { class: "card__by" }, (p.short ? p.short + " · " : "") + names, outside, p.scope === "background" ? " · for context" : null, " ",
          d.el("span", { class: "card__do" }, kb.tray.button(p), " ", this.cite(p))),
        d.el("p", { class: "card__s" }, p.summary),
        d.el("div", { class: "labels" }, groups, unread.length ? d.el("span", { class: "unreadmark" }, unread.join(", ") + " not read") : null)));
  };

  /** A button that copies the paper's BibTeX; where nothing can be copied for the reader, it is shown and selected. */
  Results.prototype.cite = function (p) {
    var store = this.engine.store, name = p.short || p.title, button = d.el("button", { class: "card__cmp", type: "button", "data-cite-card": p.id, "aria-label": "Cite " + name, onclick: function () {
      store.complete(function () { return store.full(p.n); }, copy, function () { said("not loaded; try again"); });
    } }, "cite"), status = d.el("span", { class: "vh", role: "status" });
    function said(text) {
      button.textContent = status.textContent = text;
      setTimeout(function () {
        button.textContent = "cite";
        status.textContent = "";
      }, 3000);
    }
    function copy(paper) {
      var box = d.el("pre", { tabindex: 0, "aria-label": "BibTeX of " + name }, paper.bibtex);
      function show() {
        var old = button.closest(".card").querySelector(".card__cite"), selection = getSelection();
        if (old) old.remove();
        button.closest("p").after(d.el("div", { class: "cite card__cite" }, box));
        selection.selectAllChildren(box);
        said("press Ctrl C");
      }
      if (!navigator.clipboard) return show();
      navigator.clipboard.writeText(paper.bibtex).then(function () { said("BibTeX copied ✓"); }, show);
    }
    return [button, status];
  };

  Results.prototype.chip = function (label) {
    var data = this.engine.data, c = data.concepts[label[0]], scheme = data.schemes[c.s];
    return d.el("a", { class: "chip " + (this.asked.has(label[0]) ? "chip--on" : "chip--quiet") + (label[2] ? " chip--inferred" : ""), "data-slot": scheme.order, href: c.href,
      title: scheme.label + ": " + c.label + " · " + data.roles[label[1]] + " · " + (label[2] ? "inferred" : "explicit") }, d.glyph(scheme), c.short);
  };

  /** A concept that the query names leads the list as one line; concepts that only fit its words follow the papers. */
  Results.prototype.concepts = function (node) {
    var self = this, terms = this.engine.terms(node), named = terms.find(function (i) { return i.type === "concept"; });
    function joined(items) { return items.map(function (i) { return i.text; }).join(" "); }
    // A name may have words that are passed over or read as a year; for names that only fit, the others count.
    var typed = this.engine.typed(node), words = typed.length === terms.length ? joined(typed) : "";
    var said = words && joined(terms.filter(function (i) { return i.type === "word" || i.type === "phrase"; })), lead = named ? named.concept : undefined;
    this.engine.vocabulary.names.forEach(function (_, s) { if (words && lead === undefined) lead = self.engine.vocabulary.find(s, words); });
    this.part("concept-hit").replaceChildren.apply(this.part("concept-hit"), lead === undefined ? [] : [this.line(lead)]);
    var fitting = words ? this.fitting(kb.words.stems(said)).filter(function (n) { return n !== lead; }).slice(0, MOST_TERMS) : [];
    this.part("terms").hidden = !fitting.length;
    this.part("terms").replaceChildren.apply(this.part("terms"), fitting.length ? [d.el("h2", {}, "Terms with " + (kb.words.tokens(said).length > 1 ? "these words" : "this word"))].concat(fitting.map(function (n) { return self.line(n); })) : []);
  };

  /** A concept as one line; its definition follows when its file is there. */
  Results.prototype.line = function (n) {
    var store = this.engine.store, c = store.data.concepts[n], scheme = store.data.schemes[c.s], about = d.el("span");
    store.complete(function () { return store.definition(n); }, function (definition) { about.textContent = ": " + definition; });
    return d.el("div", { class: "concepthit", "data-result": true, "data-id": scheme.id + ":" + c.id, "data-kind": "concept" }, d.tile(scheme),
      d.el("p", {}, d.el("a", { href: c.href }, d.el("b", {}, c.label)), about), d.el("a", { href: c.href, "aria-label": "About the term " + c.label }, "About the term"));
  };

  /** The concepts of which one name has all of these stems, those of most papers first. */
  Results.prototype.fitting = function (stems) {
    var editor = this.editor, concepts = this.engine.data.concepts;
    if (!stems.length) return [];
    return Array.from(concepts.keys()).filter(function (n) {
      var c = concepts[n];
      return c.to === undefined && [c.label].concat(c.alt).some(function (name) {
        var own = kb.words.stems(name);
        return stems.every(function (s) { return own.indexOf(s) >= 0; });
      });
    }).sort(function (a, b) { return editor.carrying(b) - editor.carrying(a) || a - b; });
  };

  /** Each way to loosen one condition, with its count; if none helps, each condition alone. */
  Results.prototype.empty = function (node, number) {
    var self = this, engine = this.engine, box = this.part("empty"), all = engine.terms(node), rows = [];
    var terms = all.filter(function (i) { return i.type !== "passed"; });
    box.hidden = number > 0;
    box.replaceChildren();
    if (number) return;
    function counted(row) { return Object.assign({ count: self.editor.finds(row.text) }, row); }
    // A pasted text of many words: what each of them alone would change helps nobody.
    var few = terms.length <= MOST_TOLD;
    if (few) rows = terms.map(function (item) { return self.editor.looser(node, all.indexOf(item)); }).flat().map(counted);
    var helps = !few || terms.length < 2 || rows.some(function (r) { return r.count; });
    if (!helps) {
      rows = terms.map(function (item) {
        return counted({ told: "Only " + self.editor.inWords(item, true), text: self.editor.only(node, all.indexOf(item)) });
      });
      if (!rows.some(function (r) { return r.count; })) rows = [];
    }
    box.append(d.el("h2", {}, terms.length > 1 ? "No paper meets " + (terms.length > 2 ? "all " + (NUMBERS[terms.length] || terms.length) : "both") + " conditions" : "No paper meets this condition"),
      d.el("div", { class: "hints", "data-hints": true }),
      rows.length ? d.el("p", { class: "soft" }, helps ? "Loosen " + (terms.length > 1 ? "one of them:" : "it:") : "Loosening one of them is not enough. Each alone finds:") : "",
      rows.length ? d.el("ul", { class: "relax" }, rows.filter(function (r) { return r.count || !helps; }).map(function (r) {
        return d.el("li", { dataset: { looser: r.text, count: r.count } }, d.el("span", {}, r.told), d.el("span", { class: "num" }, d.el("span", { class: "n" }, String(r.count)), r.count === 1 ? " paper " : " papers ",
          d.el("button", { class: "btn", type: "button", disabled: !r.count, "aria-label": "Show: " + r.told, onclick: function () { self.apply(r.text); } }, "Show")));
      })) : "");
    this.unread(node, box);
    this.hints(node, box);
  };

  /** What may have been meant by words that no paper has, and the papers with most of the words. */
  Results.prototype.hints = function (node, box) {
    var self = this, engine = this.engine, store = engine.store, text = kb.syntax.text(engine.terms(node)), place = box.querySelector("[data-hints]");
    function show(query, told, name) {
      return d.el("button", { class: "btn", type: "button", "aria-label": name, onclick: function () { self.apply(query); } }, told);
    }
    store.complete(function () {
      var found = kb.hints(engine, text), most = found.most;
      return { unknown: found.unknown, most: most, papers: most ? most.papers.slice(0, MOST_NEAR).map(function (row) { return store.card(row[0]); }) : [] };
    }, function (found) {
      var most = found.most;
      if (!box.contains(place)) return;
      place.append.apply(place, found.unknown.map(function (u) {
        var offers = u.offers.map(function (o) { return [" ", show(o[1], o[0])]; }).flat();
        return d.el("p", { "data-unknown": u.word }, "No paper has “" + u.word + "”. ", offers.length ? ["Did you mean"].concat(offers) : null);
      }));
      if (!most) return;
      box.append(d.el("section", { class: "near", "data-most": most.papers.length },
        d.el("h3", {}, d.papers(most.papers.length) + " with " + most.have + " of the " + most.words.length + " words"),
        d.el("ul", { class: "near__list" }, found.papers.map(function (p, n) {
          return d.el("li", {}, d.el("span", { class: "num muted" }, String(p.year)), d.el("a", { href: p.href }, p.title),
            d.el("span", { class: "muted" }, "lacks " + most.papers[n][1].map(function (w) { return "“" + w + "”"; }).join(", ")));
        })),
        show(most.query, "Show the " + d.papers(self.editor.finds(most.query)) + " with any of these words")));
    }, function () { kb.explore.offline(); });
  };

  /** Papers that would fit but for a facet that nobody has read. */
  Results.prototype.unread = function (node, box) {
    var self = this, engine = this.engine, data = engine.data, last = data.statuses.length - 1;
    engine.terms(node).forEach(function (item, n) {
      if (item.type !== "concept") return;
      var scheme = data.concepts[item.concept].s, text = (self.editor.without(node, n) + " " + data.schemes[scheme].id + ":" + data.statuses[last]).trim();
      var count = self.editor.finds(text);
      if (!count) return;
      box.append(d.el("p", { class: "muted small" }, d.papers(count) + " that " + (count === 1 ? "meets the rest has" : "meet the rest have") + " not been read for " + data.schemes[scheme].label.toLowerCase() +
        (count === 1 ? ", so it" : ", so one of them") + " may belong here. ", d.el("button", { class: "btn", type: "button", onclick: function () { self.apply(text); } }, "Show " + count)));
    });
  };

  /** At the side of a wide screen: the years, and what else these papers carry. */
  Results.prototype.rail = function (node, found) {
    var data = this.engine.data, self = this, rail = this.part("rail");
    rail.replaceChildren();
    if (!this.order.length) return;
    var rows = this.engine.most(node, found, this.asked, 8);
    rail.append(d.el("section", {}, d.el("h2", {}, "By year"), kb.years(this.editor, found, 0, 9999, "rail-year", function (y) { return self.editor.setYears(node, y, y); }, this.apply).node),
      d.el("section", {}, d.el("h2", {}, "They also carry"), d.el("ul", { class: "tree" }, rows.map(function (r) {
        var c = data.concepts[r[0]], scheme = data.schemes[c.s];
        return d.el("li", {}, d.el("span", {}, d.el("a", { class: "chip chip--quiet", "data-slot": scheme.order, href: c.href, title: scheme.label + ": " + c.label }, d.glyph(scheme), c.short)), d.el("span", { class: "num muted" }, String(r[1])));
      }))));
  };

  kb.Results = Results;
})((window.kb = window.kb || {}));

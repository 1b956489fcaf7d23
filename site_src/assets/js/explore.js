/* The explore page: the query in its box, its address and its chips; the panel and the results follow it. */
(function (kb) {
  "use strict";

  var d = kb.dom;

  function Explore(root, store) {
    var self = this, apply = function (text) { self.ask(text, true); }, jump = function (text) { self.toResults(text); };
    this.root = root;
    this.store = store;
    this.turn = 0;
    this.engine = new kb.Engine(store);
    this.editor = new kb.Editor(this.engine);
    this.input = root.querySelector("input[name=q]");
    this.facets = new kb.Facets(root.querySelector("[data-facets]"), this.engine, this.editor, apply);
    this.results = new kb.Results(root, this.engine, this.editor, jump, function () { self.ready("cards"); });
    this.suggest = new kb.Suggest(this.input, root.querySelector("[data-suggestions]"), this.engine, function () { self.ask(self.input.value, true); });
    this.sort = root.querySelector("[data-sort]");
    this.title = document.title;
    this.listen();
    root.querySelector("[data-panes]").hidden = false;
    kb.tray.show();
    window.addEventListener("pageshow", kb.tray.show);
    this.fromAddress();
  }

  Explore.prototype.listen = function () {
    var self = this, root = this.root;
    root.querySelector("[data-query-form]").addEventListener("submit", function (event) {
      event.preventDefault();
      self.suggest.close();
      self.ask(self.input.value, true);
    });
    this.sort.addEventListener("change", function () { self.ask(self.input.value, true); });
    window.addEventListener("popstate", function () { self.suggest.close(); self.fromAddress(); });
    root.querySelectorAll("[data-export]").forEach(function (button) {
      button.addEventListener("click", function () {
        var order = self.order, text = self.text;
        button.closest("details").open = false;
        self.store.complete(function () {
          return kb.export.content(button.dataset.export, order, self.store, text);
        }, function (content) { kb.export.save(button.dataset.export, content); }, function () { self.offline(); });
      });
    });
    root.querySelector(".menu--cite").addEventListener("toggle", function () { self.cite(); });
    root.querySelectorAll(".menu").forEach(function (menu) {
      menu.addEventListener("keydown", function (event) {
        if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
      });
    });
    document.addEventListener("click", function (event) {
      root.querySelectorAll(".menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
    });
    this.sheet();
  };

  /** On a phone the panel is a sheet over the page; the Tab key stays in it. */
  Explore.prototype.sheet = function () {
    var panel = this.root.querySelector("[data-facets]"), open = this.root.querySelector("[data-sheet-open]");
    function set(on) {
      panel.classList.toggle("facets--sheet", on);
      document.body.classList.toggle("kb-sheet", on);
      open.setAttribute("aria-expanded", String(on));
      if (on) {
        panel.setAttribute("role", "dialog");
        panel.setAttribute("aria-modal", "true");
        panel.focus();
      } else {
        panel.removeAttribute("role");
        panel.removeAttribute("aria-modal");
        open.focus();
      }
    }
    open.addEventListener("click", function () { set(true); });
    this.root.querySelector("[data-sheet-close]").addEventListener("click", function () { set(false); });
    this.root.querySelector("[data-sheet-show]").addEventListener("click", function () { set(false); });
    panel.addEventListener("keydown", function (event) {
      if (!panel.classList.contains("facets--sheet")) return;
      if (event.key === "Escape") return set(false);
      if (event.key !== "Tab") return;
      var all = Array.from(panel.querySelectorAll("button, input, summary")).filter(function (e) { return e.getClientRects().length; });
      var leaves = event.shiftKey ? [all[0], panel].indexOf(document.activeElement) >= 0 : document.activeElement === all[all.length - 1];
      if (!leaves) return;
      event.preventDefault();
      all[event.shiftKey ? all.length - 1 : 0].focus();
    });
    matchMedia("(min-width: 60em)").addEventListener("change", function () { if (panel.classList.contains("facets--sheet")) set(false); });
  };

  // Some browsers refuse a new query in the address of a file; the part after # works there, and then it counts.
  Explore.prototype.fromAddress = function () {
    var hash = location.hash.slice(1), address = new URLSearchParams(/(^|&)q=/.test(hash) ? hash : location.search);
    this.sort.value = address.get("sort") || "relevance";
    if (this.sort.selectedIndex < 0) this.sort.value = "relevance";
    this.ask(address.get("q") || "", false);
  };

  Explore.prototype.toAddress = function (text) {
    var address = new URLSearchParams();
    if (text) address.set("q", text);
    if (this.sort.value !== "relevance") address.set("sort", this.sort.value);
    var told = address.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%40/g, "@").replace(/%28/g, "(").replace(/%29/g, ")");
    if (location.search.slice(1) === told && !location.hash) return;
    try {
      history.pushState(null, "", location.pathname + (told ? "?" + told : ""));
    } catch (refused) {
      location.hash = text ? told : "q=&" + told;
    }
  };

  /** Reads and answers a query; when it cannot be read, the last answer stays and the error says why. */
  Explore.prototype.ask = function (text, push) {
    var error = this.root.querySelector("[data-query-error]");
    var now = this.today(text.trim());
    text = now.query;
    this.input.value = text;
    if (push) this.toAddress(text);
    document.title = (text ? text + " - " : "") + this.title;
    try {
      var node = this.engine.read(text);
    } catch (problem) {
      if (!(problem instanceof kb.syntax.QueryError)) throw problem;
      this.error(text, problem);
      if (this.node) this.root.querySelector("[data-result-note]").textContent = "the last query that could be read";
      else this.answer(this.engine.read(""), "", "every paper, until the query can be read");
      return;
    }
    error.hidden = true;
    this.input.removeAttribute("aria-invalid");
    this.root.classList.remove("explorer--error");
    this.answer(node, text);
    this.renamed(now.changes);
  };

  /** Finds the papers, once the files that it takes are there, and shows them unless another query came meanwhile. */
  Explore.prototype.answer = function (node, text, note) {
    var self = this, turn = ++this.turn, engine = this.engine;
    this.node = node;
    this.text = text;
    this.reads(node);
    this.results.wait();
    if (this.sort.value === "relevance") {
      this.store.complete(function () { return engine.head(node); }, function (head) {
        if (head && turn === self.turn && self.node === node) self.results.preview(head, node);
      });
    }
    this.store.complete(function () {
      var found = engine.evaluate(node);
      return { found: found, order: self.sorted(engine.rank(node, found)) };
    }, function (made) {
      if (turn !== self.turn) return;
      self.show(made.found, made.order, note);
    }, function () { if (turn === self.turn) self.offline(); });
  };

  Explore.prototype.show = function (found, order, note) {
    var number = order.length, told = d.papers(number), set;
    this.order = order;
    this.editor.readRole(this.node);
    this.facets.node = this.node;
    this.waits = new Set(["cards", "panel"]);
    this.results.show(this.node, found, order, (history.state && history.state.shown) || 0);
    if (note) this.root.querySelector("[data-result-note]").textContent = note;
    set = this.facets.size();
    this.root.querySelector("[data-filters-set]").textContent = set ? "Filters, " + set + " set" : "Filters";
    this.root.querySelector("[data-sheet-show]").textContent = "Show " + told;
    this.root.querySelector("[data-export-count]").textContent = number.toLocaleString("en-US");
    this.root.querySelectorAll("[data-export]").forEach(function (button) { button.disabled = !number; });
    this.cite();
    this.panel(found);
  };

  /** The panel and the side of the page, once the columns that their counts take are there. */
  Explore.prototype.panel = function (found) {
    var self = this, turn = this.turn, node = this.node;
    this.store.complete(function () { self.facets.counts(node); }, function () {
      if (turn !== self.turn) return;
      self.facets.show(node);
      self.results.rail(node, found);
      self.ready("panel");
    }, function () { if (turn === self.turn) self.offline(); });
  };

  /** Cards or panel are there; with both the answer is whole. */
  Explore.prototype.ready = function (part) {
    this.waits.delete(part);
    if (this.waits.size) return;
    document.documentElement.dataset.kb = "ready";
    this.store.ahead();
  };

  /** The citation is made when its menu is open: it needs the ids of all papers found. */
  Explore.prototype.cite = function () {
    var self = this, turn = this.turn, place = this.root.querySelector("[data-citation]"), order = this.order || [];
    place.textContent = "";
    if (!this.root.querySelector(".menu--cite").open) return;
    this.store.complete(function () { return order.map(function (n) { return self.store.block("ids", n, self.store.sizes.ids); }); }, function (ids) {
      if (turn === self.turn) place.textContent = kb.export.citation(ids, self.engine.data, self.text);
    }, function () { self.offline(); });
  };

  /** A file of the data did not come: say so, and let the reader try again. */
  Explore.prototype.offline = function () {
    var self = this;
    this.results.wait(false);
    this.root.querySelector("[data-result-note]").replaceChildren("part of the data could not be loaded ",
      d.el("button", { class: "btn", type: "button", onclick: function () { self.ask(self.input.value, false); } }, "Try again"));
    document.documentElement.dataset.kb = "ready";
  };

  Explore.prototype.sorted = function (order) {
    var by = this.sort.value, titles = by === "title" && this.store.file("titles");
    if (by === "newest") return order.slice().sort(function (a, b) { return a - b; });
    if (by === "oldest") return order.slice().sort(function (a, b) { return b - a; });
    return titles ? order.slice().sort(function (a, b) { return titles[a] - titles[b]; }) : order;
  };

  /** The query as read: a chip for each condition, with the words between them. */
  Explore.prototype.reads = function (node) {
    var self = this, data = this.engine.data, editor = this.editor, place = this.root.querySelector("[data-reads]"), row = [], passed = new Set();
    this.engine.terms(node).forEach(function (item, n) {
      if (item.type === "passed") return passed.add(item.source.text);
      var not = item.type === "not", told = editor.told(not ? item.item : item, not), scheme = data.schemes[editor.facetOf(item)], at = row.length;
      if (at) row.push(d.el("span", { class: "and" }, "and"));
      row.push(d.el("span", { class: "chip " + (not ? "chip--not" : scheme ? "chip--on" : "chip--plain"), "data-slot": scheme && scheme.order, title: editor.title(item) },
        not ? d.el("b", {}, "not") : null, scheme ? d.glyph(scheme) : null, d.el("span", { class: "chip__t" }, told),
        d.el("button", { class: "chip__x", type: "button", "aria-label": "Remove " + (not ? "not " : "") + told, onclick: function () {
          self.ask(editor.without(self.node, n), true);
          var left = place.querySelectorAll(".chip__x");
          (left[Math.min(Math.ceil(at / 2), left.length - 1)] || self.input).focus();
        } }, d.icon("x"))));
    });
    if (passed.size) row.push(d.el("span", { class: "passed" }, "passed over: " + Array.from(passed).join(", ")));
    place.replaceChildren.apply(place, row);
    place.hidden = !row.length;
  };

  /** A query in the names of today; one that cannot be read stays. */
  Explore.prototype.today = function (text) {
    try {
      return this.engine.vocabulary.renamed(text);
    } catch (problem) {
      if (!(problem instanceof kb.syntax.QueryError)) throw problem;
      return { query: text, changes: [] };
    }
  };

  /** Which names of concepts in the query were of yesterday; it has those of today by now. */
  Explore.prototype.renamed = function (changes) {
    if (!changes.length) return;
    var place = this.root.querySelector("[data-reads]"), told = changes.map(function (c) { return c[0] + " is " + c[1] + " now"; });
    place.append(d.el("span", { class: "passed", "data-renamed": true, role: "status" }, told.join(", ")));
    place.hidden = false;
  };

  /** After a button that is gone with its answer, the keyboard goes on at the results. */
  Explore.prototype.toResults = function (text) {
    this.ask(text, true);
    this.root.querySelector("[data-result-count]").parentNode.focus();
  };

  Explore.prototype.error = function (text, problem) {
    var self = this, letters = Array.from(text), box = this.root.querySelector("[data-query-error]");
    var from = problem.column - 1, to = Math.min(letters.length, from + Math.max(1, problem.length));
    var fixes = problem.fixes.map(function (fix, n) {
      var words = n > 0 && fix[0] === '"';
      return [words ? "or search for" : null, d.el("button", { class: "btn", type: "button", onclick: function () {
        self.ask(letters.slice(0, from).join("") + fix + letters.slice(to).join(""), true);
        self.input.focus();
      } }, fix)];
    }).flat();
    box.replaceChildren(d.el("p", {}, d.el("b", {}, "Column " + problem.column + ": "), problem.message + "."),
      d.el("pre", {}, letters.slice(0, from).join(""), d.el("u", {}, letters.slice(from, to).join("") || " "), letters.slice(to).join("")),
      d.el("div", { class: "fix" }, fixes.length ? ["Did you mean"].concat(fixes) : []));
    box.hidden = false;
    this.input.setAttribute("aria-invalid", "true");
    this.root.classList.add("explorer--error");
  };

  kb.start = function (store) {
    kb.explore = new Explore(document.querySelector("[data-explore]"), store);
  };
})((window.kb = window.kb || {}));

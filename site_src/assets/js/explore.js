/* The explore page: the query in its box, its address and its chips; the panel and the results follow it. */
(function (kb) {
  "use strict";

  var d = kb.dom, WORDS = { or: "or", and: "and" };

  function Explore(root, data) {
    var self = this, apply = function (text) { self.ask(text, true); };
    this.root = root;
    this.engine = new kb.Engine(data);
    this.editor = new kb.Editor(this.engine);
    this.input = root.querySelector("input[name=q]");
    this.facets = new kb.Facets(root.querySelector("[data-facets]"), this.engine, this.editor, apply);
    this.results = new kb.Results(root, this.engine, this.editor, apply);
    this.suggest = new kb.Suggest(this.input, root.querySelector("[data-suggestions]"), this.engine, function () { self.ask(self.input.value, true); });
    this.sort = root.querySelector("[data-sort]");
    this.listen();
    this.fromAddress();
    root.querySelector("[data-panes]").hidden = false;
    document.documentElement.dataset.kb = "ready";
  }

  Explore.prototype.listen = function () {
    var self = this, root = this.root;
    root.querySelector("[data-query-form]").addEventListener("submit", function (event) {
      event.preventDefault();
      self.suggest.close();
      self.ask(self.input.value, true);
    });
    this.sort.addEventListener("change", function () { self.ask(self.input.value, true); });
    window.addEventListener("popstate", function () { self.fromAddress(); });
    root.querySelectorAll("[data-export]").forEach(function (button) {
      button.addEventListener("click", function () {
        kb.export.save(button.dataset.export, self.found(), self.engine.data, self.text);
        button.closest("details").open = false;
      });
    });
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

  /** On a phone the panel is a sheet over the page. */
  Explore.prototype.sheet = function () {
    var panel = this.root.querySelector("[data-facets]"), open = this.root.querySelector("[data-sheet-open]");
    function set(on) {
      panel.classList.toggle("facets--sheet", on);
      document.body.classList.toggle("kb-sheet", on);
      if (on) panel.focus(); else open.focus();
    }
    open.addEventListener("click", function () { set(true); });
    this.root.querySelector("[data-sheet-close]").addEventListener("click", function () { set(false); });
    this.root.querySelector("[data-sheet-show]").addEventListener("click", function () { set(false); });
    panel.addEventListener("keydown", function (event) { if (event.key === "Escape" && panel.classList.contains("facets--sheet")) set(false); });
  };

  // On file:// some browsers refuse a new query in the address; the part after # works there.
  Explore.prototype.fromAddress = function () {
    var address = new URLSearchParams(location.search.length > 1 ? location.search : location.hash.slice(1));
    this.sort.value = address.get("sort") || "relevance";
    if (this.sort.selectedIndex < 0) this.sort.value = "relevance";
    this.ask(address.get("q") || "", false);
  };

  Explore.prototype.toAddress = function (text) {
    var address = new URLSearchParams();
    if (text) address.set("q", text);
    if (this.sort.value !== "relevance") address.set("sort", this.sort.value);
    var told = address.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%40/g, "@");
    try {
      history.pushState(null, "", location.pathname + (told ? "?" + told : ""));
    } catch (refused) {
      location.hash = told;
    }
  };

  /** Reads and answers a query; when it cannot be read, the last answer stays and the error says why. */
  Explore.prototype.ask = function (text, push) {
    var error = this.root.querySelector("[data-query-error]"), note = this.root.querySelector("[data-result-note]");
    text = text.trim();
    this.input.value = text;
    if (push) this.toAddress(text);
    try {
      var node = this.engine.read(text);
    } catch (problem) {
      if (!(problem instanceof kb.syntax.QueryError)) throw problem;
      this.error(text, problem);
      if (!this.node) this.answer(this.engine.read(""), "");
      note.textContent = " · the last query that could be read";
      return;
    }
    error.hidden = true;
    this.root.classList.remove("explorer--error");
    this.answer(node, text);
  };

  Explore.prototype.answer = function (node, text) {
    this.node = node;
    this.text = text;
    var found = this.engine.evaluate(node);
    this.order = this.sorted(this.engine.rank(node, found));
    this.reads(node);
    this.facets.show(node);
    this.results.show(node, found, this.order);
    var set = this.facets.size();
    this.root.querySelector("[data-filters-set]").textContent = set ? "Filters, " + set + " set" : "Filters";
    this.root.querySelector("[data-sheet-show]").textContent = "Show " + d.papers(this.order.length);
    this.root.querySelector("[data-citation]").textContent = kb.export.citation(this.found(), this.engine.data, text);
  };

  Explore.prototype.found = function () {
    var papers = this.engine.data.papers;
    return this.order.map(function (n) { return papers[n]; });
  };

  Explore.prototype.sorted = function (order) {
    var papers = this.engine.data.papers, by = this.sort.value;
    if (by === "newest") return order.slice().sort(function (a, b) { return a - b; });
    if (by === "oldest") return order.slice().sort(function (a, b) { return b - a; });
    if (by === "title") return order.slice().sort(function (a, b) { return kb.words.label(papers[a].title) < kb.words.label(papers[b].title) ? -1 : 1; });
    return order;
  };

  /** The query as read: a chip for each condition, with the words between them. */
  Explore.prototype.reads = function (node) {
    var self = this, data = this.engine.data, row = [];
    this.engine.terms(node).forEach(function (item, n) {
      if (n) row.push(d.el("span", { class: "and" }, "and"));
      var words = self.editor.inWords(item), slot = words.find(function (w) { return w.scheme !== undefined; }), not = Boolean(words[0].not);
      var told = words.filter(function (w) { return !w.not; }).map(function (w) { return w.join ? " " + WORDS[w.join] + " " : w.text; }).join("");
      row.push(d.el("span", { class: "chip " + (not ? "chip--not" : slot ? "chip--on" : "chip--plain"), "data-slot": slot ? data.schemes[slot.scheme].order : null, title: slot && slot.title },
        not ? d.el("b", {}, "not") : null, slot ? d.glyph(data.schemes[slot.scheme]) : null, told,
        d.el("button", { class: "chip__x", type: "button", "aria-label": "Remove " + (not ? "not " : "") + told, onclick: function () { self.ask(self.editor.without(self.node, n), true); } }, d.icon("x"))));
    });
    var place = this.root.querySelector("[data-reads]");
    place.replaceChildren.apply(place, row);
    place.hidden = !row.length;
  };

  Explore.prototype.error = function (text, problem) {
    var self = this, letters = Array.from(text), box = this.root.querySelector("[data-query-error]");
    var from = problem.column - 1, to = Math.min(letters.length, from + Math.max(1, problem.length));
    var fixes = problem.fixes.map(function (fix) {
      return d.el("button", { class: "btn", type: "button", onclick: function () {
        self.ask(letters.slice(0, from).join("") + fix + letters.slice(to).join(""), true);
      } }, fix);
    });
    box.replaceChildren(d.el("p", {}, d.el("b", {}, "Column " + problem.column + ": "), problem.message + "."),
      d.el("pre", {}, letters.slice(0, from).join(""), d.el("u", {}, letters.slice(from, to).join("") || " "), letters.slice(to).join("")),
      d.el("div", { class: "fix" }, fixes.length ? ["Did you mean"].concat(fixes) : []));
    box.hidden = false;
    this.root.classList.add("explorer--error");
  };

  window.kbData = function (data) {
    var root = document.querySelector("[data-explore]");
    if (root) kb.explore = new Explore(root, data);
  };
})((window.kb = window.kb || {}));

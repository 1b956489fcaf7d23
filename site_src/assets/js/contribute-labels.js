/* The labels of a draft facet by facet: terms with role and strength, and the passages each rests on (contribute-evidence.js);
   a facet without labels has a status (contribute-status.js). */
(function (kb) {
  "use strict";

  var d = kb.dom, c = kb.contribute;

  /** page: {store, checker, draft, found, touched, changed()}. */
  function Labels(page, root) {
    var self = this, data = page.store.data;
    this.page = page;
    this.root = root;
    this.came = null; // the box in which the last term was found
    this.passages = new kb.PassageFields(this);
    this.statuses = new kb.Statuses(page, this);
    this.facets = data.schemes.map(function (s, n) { return self.facet(s, n); });
    this.unused = d.el("div", { class: "afacet afacet--unused" });
    root.replaceChildren.apply(root, this.facets.map(function (f) { return f.node; }).concat(this.unused, this.statuses.rest));
    this.show();
  }

  function free(page, n) {
    var concept = page.store.data.concepts[n];
    return !c.labelOf(page.draft, page.store.data.schemes[concept.s].id, concept.id);
  }

  /** The head of a facet: its name, a box for its terms, a status. Made once. */
  Labels.prototype.facet = function (s, n) {
    var self = this, page = this.page, id = "addf-" + s.id;
    var input = d.el("input", { class: "fld__in", id: id, placeholder: "Add a term", maxlength: "100", autocomplete: "off", autocapitalize: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-controls": id + "-list", "aria-autocomplete": "list", "aria-label": "Add a term of " + s.label });
    var box = d.el("div", { class: "pop", id: id + "-list", role: "listbox", "aria-label": "Terms of " + s.label, hidden: true });
    var list = d.el("div", { class: "alabels" }), status = this.statuses.choice(s);
    new kb.Pick(input, box, page.store, n, function (m) { return free(page, m); }, function (m) { self.add(m, input); });
    return { scheme: s, status: status, list: list, node: d.el("section", { class: "afacet", "data-facet": s.id, "data-slot": s.order },
      d.el("div", { class: "afacet__h" }, d.tile(s), d.el("h3", {}, s.label), d.el("p", {}, s.gloss), d.el("div", { class: "afacet__in" }, input, box), status), list) };
  };

  /** A term that was found in a box: its label waits for a passage, and has the focus. */
  Labels.prototype.add = function (n, input) {
    var concept = this.page.store.data.concepts[n], ref = this.page.store.data.schemes[concept.s].id + ":" + concept.id;
    this.page.touched.delete("evidence-" + c.addLabel(this.page.draft, this.page.checker, n).id);
    this.came = input;
    this.show();
    this.page.changed();
    var label = document.getElementById("label-" + ref), field = label.querySelector("[data-sentence]") || label.querySelector("[data-first]");
    field.focus();
    label.scrollIntoView({ block: "nearest" });
  };

  /** A label for a term that the abstract names, with the words that name it as its passage. */
  Labels.prototype.found = function (n, from) {
    var draft = this.page.draft, e = c.addLabel(draft, this.page.checker, n), label = draft.labels.find(function (l) { return l.evidence[0] === e.id; });
    e.layer = "abstract";
    this.passages.point(e, label, from, "");
    this.show();
    this.page.changed();
  };

  /** Everything below the heads, made anew from the draft. */
  Labels.prototype.show = function () {
    var self = this, draft = this.page.draft, shown = new Set();
    this.facets.forEach(function (f) {
      var labels = draft.labels.filter(function (l) { return l.scheme === f.scheme.id; });
      f.status.hidden = labels.length > 0;
      f.list.replaceChildren.apply(f.list, labels.map(function (l) { return self.label(l, shown); }));
    });
    var unused = draft.evidence.filter(function (e) { return !draft.labels.some(function (l) { return l.evidence.indexOf(e.id) >= 0; }); });
    this.unused.hidden = !unused.length;
    this.unused.replaceChildren.apply(this.unused, [d.el("h3", {}, "Passages that no label rests on")].concat(unused.map(function (e) {
      return d.el("div", { class: "alabel" }, d.el("div", { class: "alabel__h" }, d.el("b", {}, e.id), d.el("span"), self.remover("Remove the passage " + e.id, function () {
        draft.evidence = draft.evidence.filter(function (o) { return o !== e; });
      })), self.passages.show(e));
    })));
  };

  /** A button that takes something away; `next` gives what has the focus then, the box of the facet if nothing. */
  Labels.prototype.remover = function (name, act, next) {
    var self = this;
    return d.el("button", { class: "chip__x", type: "button", "aria-label": name, onclick: function (event) {
      var head = event.currentTarget.closest(".afacet").querySelector(".afacet__in input");
      act();
      self.show();
      self.page.changed();
      quietly((next && next()) || head || document.getElementById("add-any"));
    } }, d.icon("x"));
  };

  /** The focus for a box that does not open by it. */
  function quietly(node) {
    node.dataset.quiet = "1";
    node.focus();
    delete node.dataset.quiet;
  }

  /** A field under a name; `key` of `item` is what it holds, `about` the finding's field that it belongs to. */
  Labels.prototype.field = function (name, item, key, about, attributes) {
    var page = this.page, input = d.el("input", Object.assign({ class: "fld__in", value: item[key], autocomplete: "off" }, attributes));
    input.addEventListener("input", function () { item[key] = input.value; item.clicked = false; page.changed(); });
    input.addEventListener("change", function () { page.touch(about); });
    return d.el("label", { class: "fld" + (attributes && attributes["data-wide"] ? " fld--wide" : "") }, d.el("span", {}, name), input);
  };

  Labels.prototype.choice = function (name, values, now, act, names) {
    var self = this, select = d.el("select", { class: "selbox" }, values.map(function (v, n) { return d.el("option", { value: v, selected: v === now }, names ? names[n] : v); }));
    select.addEventListener("change", function () {
      var row = select.closest("[id]"), place = Array.from(row.querySelectorAll("select")).indexOf(select), id = row.id;
      act(select.value);
      self.show();
      self.page.changed();
      var again = document.getElementById(id), all = again ? again.querySelectorAll("select") : [];
      if (all[place]) all[place].focus(); // what had the focus was made anew
    });
    return d.el("label", { class: "fld" }, d.el("span", {}, name), select);
  };

  /** One label; the first that rests on a passage shows its words. */
  Labels.prototype.label = function (l, shown) {
    var self = this, page = this.page, draft = page.draft, data = page.store.data, ref = l.scheme + ":" + l.concept, n = page.checker.places.get(ref), concept = data.concepts[n];
    return d.el("div", { class: "alabel", id: "label-" + ref, tabindex: "-1" },
      d.el("div", { class: "alabel__h" }, d.el("a", { href: page.store.root + concept.href, target: "_blank", rel: "noopener" }, concept.label), d.el("p", {}, page.store.definition(n)),
        this.remover("Remove " + concept.label, function () { c.removeLabel(draft, l); })),
      d.el("div", { class: "alabel__f" },
        this.choice("Role", data.roles, l.role, function (v) { l.role = v; }),
        this.choice("The text", page.checker.rules.strengths, l.strength, function (v) { l.strength = v; }, ["says it", "implies it"]),
        this.passages.others(l)),
      l.strength === "inferred" || l.note ? d.el("div", { class: "alabel__f" }, this.field("How it follows", l, "note", "label-" + ref, { "data-wide": "1", maxlength: "2000", placeholder: "if what the passage shows does not tell" })) : null,
      l.evidence.map(function (id) { return draft.evidence.find(function (e) { return e.id === id; }); }).map(function (e) {
        var first = !shown.has(e.id);
        shown.add(e.id);
        return self.passages.show(e, l, concept, first);
      }),
      this.passages.named(l, n, concept),
      d.el("div", { class: "fld__said", "data-said-of": "label-" + ref }));
  };

  kb.Labels = Labels;
})((window.kb = window.kb || {}));

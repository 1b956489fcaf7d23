/* The labels of a draft facet by facet: terms with role and strength, the passage each rests on, or a status. */
(function (kb) {
  "use strict";

  var d = kb.dom, c = kb.contribute;
  var STATUSES = { "": "not read for it", "not-reported": "not reported", "not-applicable": "not applicable" };
  var LAYERS = { abstract: "Abstract", "full-text": "Full text", survey: "The survey", code: "Code", "dataset-card": "Dataset card" };

  /** page: {store, checker, draft, changed()}. */
  function Labels(page, root) {
    var self = this, data = page.store.data;
    this.page = page;
    this.root = root;
    this.facets = data.schemes.map(function (s, n) { return self.facet(s, n); });
    this.unused = d.el("div", { class: "afacet afacet--unused" });
    root.replaceChildren.apply(root, this.facets.map(function (f) { return f.node; }).concat(this.unused));
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
    var status = d.el("select", { class: "selbox", "aria-label": "Status of " + s.label, "data-status": s.id }, Object.keys(STATUSES).map(function (value) { return d.el("option", { value: value }, STATUSES[value]); }));
    var list = d.el("div", { class: "alabels" });
    status.addEventListener("change", function () { page.draft.facets[s.id] = status.value; page.changed(); });
    new kb.Pick(input, box, page.store, n, function (m) { return free(page, m); }, function (m) { self.add(m); });
    return { scheme: s, status: status, list: list, node: d.el("section", { class: "afacet", "data-facet": s.id, "data-slot": s.order },
      d.el("div", { class: "afacet__h" }, d.tile(s), d.el("h3", {}, s.label), d.el("p", {}, s.gloss), d.el("div", { class: "afacet__in" }, input, box), status), list) };
  };

  Labels.prototype.add = function (n) {
    var concept = this.page.store.data.concepts[n], ref = this.page.store.data.schemes[concept.s].id + ":" + concept.id;
    c.addLabel(this.page.draft, this.page.checker, n);
    this.show();
    this.page.changed();
    var field = document.getElementById("label-" + ref).querySelector("[data-first]");
    field.focus();
    field.scrollIntoView({ block: "nearest" });
  };

  /** A label for a term that the abstract names, with the words that name it as its passage. */
  Labels.prototype.found = function (n, from) {
    var draft = this.page.draft;
    c.addLabel(draft, this.page.checker, n);
    Object.assign(draft.evidence[draft.evidence.length - 1], { layer: "abstract", from: from });
    this.show();
    this.page.changed();
  };

  /** Everything below the heads, made anew from the draft. */
  Labels.prototype.show = function () {
    var self = this, draft = this.page.draft, shown = new Set();
    this.facets.forEach(function (f) {
      var labels = draft.labels.filter(function (l) { return l.scheme === f.scheme.id; });
      f.status.hidden = labels.length > 0;
      f.status.value = draft.facets[f.scheme.id] || "";
      f.list.replaceChildren.apply(f.list, labels.map(function (l) { return self.label(l, f.scheme, shown); }));
    });
    var unused = draft.evidence.filter(function (e) { return !draft.labels.some(function (l) { return l.evidence === e.id; }); });
    this.unused.hidden = !unused.length;
    this.unused.replaceChildren.apply(this.unused, [d.el("h3", {}, "Passages that no label rests on")].concat(unused.map(function (e) {
      return d.el("div", { class: "alabel", id: "evidence-" + e.id }, d.el("div", { class: "alabel__h" }, d.el("b", {}, e.id), d.el("span"), self.remover("Remove the passage " + e.id, function () {
        draft.evidence = draft.evidence.filter(function (o) { return o !== e; });
      })), self.passage(e));
    })));
  };

  Labels.prototype.remover = function (name, act) {
    var self = this;
    return d.el("button", { class: "chip__x", type: "button", "aria-label": name, onclick: function (event) {
      var head = event.currentTarget.closest(".afacet").querySelector("input");
      act();
      self.show();
      self.page.changed();
      (head || document.getElementById("add-any")).focus();
    } }, d.icon("x"));
  };

  /** A field under a name; `key` of `item` is what it holds. */
  Labels.prototype.field = function (name, item, key, attributes) {
    var page = this.page, input = d.el("input", Object.assign({ class: "fld__in", value: item[key], autocomplete: "off" }, attributes));
    input.addEventListener("input", function () { item[key] = input.value; page.changed(); });
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

  /** One label; the first that rests on a passage shows its fields. */
  Labels.prototype.label = function (l, scheme, shown) {
    var self = this, page = this.page, draft = page.draft, data = page.store.data, ref = l.scheme + ":" + l.concept, n = page.checker.places.get(ref), concept = data.concepts[n];
    var e = draft.evidence.find(function (o) { return o.id === l.evidence; }), first = e && !shown.has(e.id), names = draft.evidence.map(function (o) { return o.id; });
    if (e) shown.add(e.id);
    return d.el("div", { class: "alabel", id: "label-" + ref, tabindex: "-1" },
      d.el("div", { class: "alabel__h" }, d.el("a", { href: page.store.root + concept.href, target: "_blank", rel: "noopener" }, concept.label), d.el("p", {}, page.store.definition(n)),
        this.remover("Remove " + concept.label, function () { c.removeLabel(draft, l); })),
      d.el("div", { class: "alabel__f" },
        this.choice("Role", data.roles, l.role, function (v) { l.role = v; }),
        this.choice("The text", page.checker.rules.strengths, l.strength, function (v) { l.strength = v; }, ["says it", "implies it"]),
        this.choice("Rests on", names.concat(names.indexOf(l.concept) < 0 ? "+" : []), l.evidence, function (v) {
          l.evidence = v === "+" ? c.addEvidence(draft, l.concept).id : v;
          c.tidy(draft);
        }, names.map(function (id) { return "passage “" + id + "”"; }).concat("a new passage"))),
      l.strength === "inferred" || l.note ? d.el("div", { class: "alabel__f" }, this.field("How it follows", l, "note", { "data-wide": "1", maxlength: "2000", placeholder: "if what the passage shows does not tell" })) : null,
      first ? d.el("div", { id: "evidence-" + e.id, tabindex: "-1" }, this.passage(e)) : e ? d.el("p", { class: "small muted" }, "The same passage as above.") : null,
      d.el("div", { class: "fld__said", "data-said-of": "label-" + ref }));
  };

  Labels.prototype.passage = function (e) {
    var layers = this.page.checker.rules.layers;
    return d.el("div", { class: "alabel__f" },
      this.field("First words of the passage", e, "from", { "data-first": "", placeholder: "at most five, as printed", maxlength: "300" }),
      this.field("Last words", e, "to", { placeholder: "at most five", maxlength: "300" }),
      this.choice("Stands in", layers, e.layer, function (v) { e.layer = v; }, layers.map(function (v) { return LAYERS[v] || v; })),
      e.layer === "abstract" ? null : this.field("Section", e, "section", { placeholder: "3.2", maxlength: "300" }),
      this.field("What it shows, in your own words", e, "note", { "data-wide": "1", maxlength: "2000" }),
      d.el("div", { class: "fld__said", "data-said-of": "evidence-" + e.id }));
  };

  kb.Labels = Labels;
})((window.kb = window.kb || {}));

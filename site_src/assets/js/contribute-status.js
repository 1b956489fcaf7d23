/* What is said of a facet without labels: one click a facet, and one for all that are left and in which the text is silent. */
(function (kb) {
  "use strict";

  var d = kb.dom, NAMES = { "not-reported": "not reported", "not-applicable": "not applicable" };

  /** page: {store, draft, found, known, changed()}; rest: the node that tells of all facets left. */
  function Statuses(page) {
    this.page = page;
    this.buttons = [];
    this.said = []; // the facets of which the last click said that the text is silent
    this.rest = d.el("section", { class: "arest", "aria-labelledby": "rest-head", id: "add-facets", tabindex: "-1" });
  }

  /** The choice of one facet: pressed once it holds, pressed again it is taken back. */
  Statuses.prototype.choice = function (scheme) {
    var self = this, page = this.page;
    return d.el("div", { class: "astatus", role: "group", "aria-label": "Status of " + scheme.label, "data-status": scheme.id }, Object.keys(NAMES).map(function (value) {
      var button = d.el("button", { type: "button", "data-value": value, onclick: function () {
        page.draft.facets[scheme.id] = page.draft.facets[scheme.id] === value ? "" : value;
        page.changed();
      } }, NAMES[value]);
      self.buttons.push({ scheme: scheme.id, value: value, node: button });
      return button;
    }));
  };

  /** The facets with neither label nor status; a paper that is background has some statuses without a word. */
  Statuses.prototype.left = function () {
    var draft = this.page.draft, implied = draft.scope === "background" ? this.page.known.rules.background : {};
    return this.page.store.data.schemes.filter(function (s) {
      return !draft.facets[s.id] && !implied[s.id] && !draft.labels.some(function (l) { return l.scheme === s.id; });
    });
  };

  Statuses.prototype.show = function () {
    var draft = this.page.draft, implied = draft.scope === "background" ? this.page.known.rules.background : {};
    this.buttons.forEach(function (b) {
      var own = draft.facets[b.scheme];
      b.node.setAttribute("aria-pressed", String(own === b.value));
      b.node.dataset.implied = String(!own && implied[b.scheme] === b.value);
    });
    this.tell();
  };

  function ids(schemes) {
    return schemes.map(function (s) { return s.id; });
  }

  function list(schemes) {
    return schemes.map(function (s) { return s.label; }).join(", ");
  }

  function facets(number) {
    return number + (number === 1 ? " facet" : " facets");
  }

  /** One question for all facets that are left, but for those of which the abstract names a term. */
  Statuses.prototype.tell = function () {
    var self = this, draft = this.page.draft, left = this.left(), data = this.page.store.data;
    var named = new Set(this.page.found.terms().map(function (n) { return data.concepts[n].s; }));
    var silent = left.filter(function (s) { return !named.has(data.schemes.indexOf(s)); }), open = left.filter(function (s) { return silent.indexOf(s) < 0; });
    var undo = this.said.filter(function (id) { return draft.facets[id] === "not-reported"; });
    this.rest.hidden = !draft.labels.length || !(left.length || undo.length);
    d.renew(this.rest, [ids(left), ids(silent), undo, draft.read], function () {
      return self.question(left, silent, open, undo).filter(Boolean);
    });
  };

  Statuses.prototype.question = function (left, silent, open, undo) {
    var self = this, read = this.page.draft.read === "full-text" ? "the full text" : "the abstract";
    return [d.el("h3", { id: "rest-head" }, left.length ? facets(left.length) + " with neither label nor status" : "Every facet has a label or a status"),
      silent.length ? d.el("p", {}, "You read " + read + ". If you looked there for each of these, and it does not tell: " + list(silent) + ".") : null,
      open.length ? d.el("p", {}, "The abstract names terms of " + list(open) + ": add them, or say above what holds.") : null,
      d.el("div", { class: "add__go" },
        silent.length ? d.el("button", { class: "btn", type: "button", "data-silent": "", onclick: function () { self.all(silent); } }, silent.length === 1 ? "Looked: not reported" : "Looked: all " + silent.length + " not reported") : null,
        undo.length ? d.el("button", { class: "btn", type: "button", "data-undo": "", onclick: function () { self.back(undo); } }, "Take back: " + facets(undo.length) + " not reported") : null)];
  };

  Statuses.prototype.all = function (silent) {
    var facets = this.page.draft.facets;
    this.said = ids(silent);
    this.said.forEach(function (id) { facets[id] = "not-reported"; });
    this.again("[data-undo]");
  };

  Statuses.prototype.back = function (undo) {
    var facets = this.page.draft.facets;
    this.said = [];
    undo.forEach(function (id) { facets[id] = ""; });
    this.again("[data-silent]");
  };

  /** What had the focus was made anew. */
  Statuses.prototype.again = function (selector) {
    this.page.changed();
    (this.rest.querySelector(selector) || this.rest).focus();
  };

  kb.Statuses = Statuses;
})((window.kb = window.kb || {}));

/* The passages that labels rest on: a sentence of the abstract is one click, other words are typed. */
(function (kb) {
  "use strict";

  var d = kb.dom, c = kb.contribute;
  var LAYERS = { abstract: "Abstract", "full-text": "Full text", survey: "The survey", code: "Code", "dataset-card": "Dataset card" };

  /** labels: kb.Labels. */
  function PassageFields(labels) {
    this.labels = labels;
    this.page = labels.page;
    this.open = new Set(); // the passages whose fields are open
  }

  function words(e) {
    var from = kb.yaml.printable(e.from), to = kb.yaml.printable(e.to), section = kb.yaml.printable(e.section);
    return [from ? "“" + from + (to ? " … " + to : "") + "”" : "", section ? "section " + section : "", !from && !section ? kb.yaml.printable(e.note) : ""].filter(Boolean).join(", ");
  }

  /** A passage of a label, or one that no label has; only the `first` label shows the fields of a shared one. */
  PassageFields.prototype.show = function (e, label, concept, first) {
    var self = this, gone = label && (label.evidence.length > 1 || !c.blank(e));
    var remover = gone ? this.labels.remover("Remove the passage " + (words(e) || e.id) + " from " + concept.label, function () { c.unrest(self.page.draft, label, e.id); }, function () {
      var row = document.getElementById(at(label));
      return row.querySelector("[data-sentence]") || row;
    }) : null;
    if (first === false) return d.el("div", { class: "apass" }, d.el("p", { class: "apass__same" }, "The same passage as above: " + (words(e) || e.id)), remover);
    var offered = label ? this.sentences(e, label, concept) : null;
    return d.el("div", { class: "apass", id: "evidence-" + e.id, tabindex: "-1" }, offered, this.fields(e, Boolean(offered)), remover, d.el("div", { class: "fld__said", "data-said-of": "evidence-" + e.id }));
  };

  /** The sentences of the abstract, of which one may be the passage; null where a passage has words or stands elsewhere. */
  PassageFields.prototype.sentences = function (e, label, concept) {
    var self = this, draft = this.page.draft, all = c.blank(e) && e.layer === "abstract" ? kb.passages.sentences(draft.abstract) : [];
    if (!all.length) return null;
    return d.el("div", { class: "asents", role: "group", "aria-label": "The sentence that shows " + concept.label }, d.el("p", {}, "Which sentence shows it?"), all.map(function (s) {
      return d.el("button", { class: "asent", type: "button", "data-sentence": s.from, onclick: function () {
        self.point(e, label, s.from, s.to);
        self.taken(label);
      } }, s.text);
    }));
  };

  function at(label) {
    return "label-" + label.scheme + ":" + label.concept;
  }

  /** Words of the abstract as the passage of a label; words that are a passage already serve both. */
  PassageFields.prototype.point = function (e, label, from, to) {
    var draft = this.page.draft, same = draft.evidence.find(function (o) { return o !== e && o.layer === e.layer && o.from === from && o.to === to; });
    if (same) c.rest(draft, label, same.id);
    else Object.assign(e, { from: from, to: to, clicked: true });
  };

  /** A passage was chosen: back to the box in which its term was found. */
  PassageFields.prototype.taken = function (label) {
    var any = document.getElementById("add-any");
    this.labels.show();
    this.page.changed();
    if (this.labels.came === any) any.focus();
    else document.getElementById(at(label)).focus();
  };

  PassageFields.prototype.fields = function (e, offered) {
    var self = this, labels = this.labels, about = "evidence-" + e.id, layers = this.page.checker.rules.layers;
    var line = d.el("summary", {}), box = d.el("details", { class: "apass__d", open: this.open.has(e.id) || (c.blank(e) && !offered) });
    function tell() {
      line.replaceChildren(d.el("span", {}, words(e) || (offered ? "Other words" : "The passage")), words(e) ? d.el("small", {}, LAYERS[e.layer] || e.layer) : "");
    }
    tell();
    box.append(line, d.el("div", { class: "alabel__f" },
      labels.field("First words of the passage", e, "from", about, { "data-first": "", placeholder: "at most five, as printed", maxlength: "300" }),
      labels.field("Last words", e, "to", about, { placeholder: "at most five", maxlength: "300" }),
      labels.choice("Stands in", layers, e.layer, function (v) { e.layer = v; self.open.add(e.id); }, layers.map(function (v) { return LAYERS[v] || v; })),
      e.layer === "abstract" ? null : labels.field("Section", e, "section", about, { placeholder: "3.2", maxlength: "300" }),
      labels.field("What it shows, in your own words", e, "note", about, { "data-wide": "1", maxlength: "2000" })));
    box.addEventListener("input", tell);
    box.addEventListener("toggle", function () { self.open[box.open ? "add" : "delete"](e.id); });
    return box;
  };

  /** The choice of one more passage: a new one, or one on which another label rests. */
  PassageFields.prototype.others = function (label) {
    var page = this.page, draft = page.draft, ids = draft.evidence.map(function (e) { return e.id; }).filter(function (id) { return label.evidence.indexOf(id) < 0; });
    return this.labels.choice("Rests also on", ["", "+"].concat(ids), "", function (v) {
      var id = v === "+" ? c.addEvidence(draft, label.concept).id : v;
      if (v === "+") page.touched.delete("evidence-" + id);
      if (v) c.rest(draft, label, id);
    }, ["nothing more", "a new passage"].concat(ids.map(function (id) { return "passage “" + id + "”"; })));
  };

  /** The other passages in which the abstract names the term: a click each. */
  PassageFields.prototype.named = function (label, n, concept) {
    var self = this, draft = this.page.draft, had = draft.evidence.filter(function (e) { return label.evidence.indexOf(e.id) >= 0; });
    var named = this.page.found.passages(n).filter(function (from) { return !had.some(function (e) { return e.from === from; }); });
    if (!named.length || had.some(c.blank)) return null;
    return d.el("div", { class: "amore" }, d.el("span", {}, "Also named in"), named.map(function (from) {
      return d.el("button", { type: "button", "data-more": from, "aria-label": "Also for " + concept.label + ": " + from, onclick: function () {
        var e = c.addEvidence(draft, label.concept);
        e.layer = "abstract";
        c.rest(draft, label, e.id);
        self.point(e, label, from, "");
        self.taken(label);
      } }, "“" + from + "”");
    }));
  };

  kb.PassageFields = PassageFields;
})((window.kb = window.kb || {}));

/* The draft of a record: an empty one, what is kept of it over a reload, and what changes it. */
(function (kb) {
  "use strict";

  var TEXTS = ["paste", "title", "shortName", "author", "issued", "venue", "arxiv", "doi", "acl", "openreview", "code", "summary", "abstract"];
  var KEY = "kb-add";

  function empty() {
    var draft = { facets: {}, labels: [], evidence: [], scope: "core", method: "human", read: "abstract", id: "", date: today() };
    TEXTS.forEach(function (key) { draft[key] = ""; });
    return draft;
  }

  function today() {
    var now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (n) { return String(n).padStart(2, "0"); }).join("-");
  }

  function one(value, of) {
    return of.indexOf(value) >= 0 ? value : of[0];
  }

  function string(value) {
    return typeof value === "string" ? value : "";
  }

  /** The draft that was kept, each part only if it still has a meaning; an empty one for anything else. */
  function restore(checker) {
    var draft = empty(), kept = null, rules = checker.rules, data = checker.data;
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch (gone) { kept = null; }
    if (!kept || typeof kept !== "object") return draft;
    TEXTS.forEach(function (key) { draft[key] = string(kept[key]); });
    draft.scope = one(kept.scope, rules.scopes);
    draft.method = one(kept.method, ["human", "author"]);
    draft.read = one(kept.read, rules.depths);
    data.schemes.forEach(function (s) { draft.facets[s.id] = one((kept.facets || {})[s.id], ["", "not-reported", "not-applicable"]); });
    list(kept.evidence).forEach(function (e) {
      if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(e.id) || draft.evidence.some(function (o) { return o.id === e.id; })) return;
      draft.evidence.push({ id: e.id, layer: one(e.layer, rules.layers), section: string(e.section), from: string(e.from), to: string(e.to), note: string(e.note), clicked: e.clicked === true });
    });
    list(kept.labels).forEach(function (l) {
      if (!checker.places.has(l.scheme + ":" + l.concept) || labelOf(draft, l.scheme, l.concept)) return;
      draft.labels.push({ scheme: l.scheme, concept: l.concept, role: one(l.role, data.roles), strength: one(l.strength, rules.strengths), note: string(l.note), evidence: rests(draft, l.evidence) });
    });
    return draft;
  }

  function list(value) {
    return Array.isArray(value) ? value.filter(function (v) { return v && typeof v === "object"; }) : [];
  }

  /** The passages that a label rests on: earlier drafts have one, as text. */
  function rests(draft, kept) {
    return Array.from(new Set([].concat(kept))).filter(function (id) { return draft.evidence.some(function (e) { return e.id === id; }); });
  }

  /** Keeps the draft; says whether the browser let us. */
  function keep(draft) {
    try { localStorage.setItem(KEY, JSON.stringify(draft)); } catch (refused) { return false; }
    return true;
  }

  function forget() {
    try { localStorage.removeItem(KEY); } catch (refused) { return; }
  }

  function labelOf(draft, scheme, concept) {
    return draft.labels.find(function (l) { return l.scheme === scheme && l.concept === concept; });
  }

  /** A new label with a passage of its own, in the order in which its facet has its concepts. */
  function addLabel(draft, checker, n) {
    var data = checker.data, c = data.concepts[n], s = data.schemes[c.s];
    var e = addEvidence(draft, c.id);
    draft.labels.push({ scheme: s.id, concept: c.id, role: data.roles[s.role], strength: "explicit", note: "", evidence: [e.id] });
    draft.labels.sort(function (a, b) { return checker.places.get(a.scheme + ":" + a.concept) - checker.places.get(b.scheme + ":" + b.concept); });
    draft.facets[s.id] = "";
    return e;
  }

  /** One more passage for a label; one that says nothing yet gives way. */
  function rest(draft, label, id) {
    label.evidence = label.evidence.filter(function (own) {
      return own !== id && !blank(draft.evidence.find(function (e) { return e.id === own; }));
    }).concat(id);
    tidy(draft);
  }

  /** A label no longer rests on a passage, which goes unless another label rests on it; the last gives way to a new one. */
  function unrest(draft, label, id) {
    label.evidence = label.evidence.filter(function (own) { return own !== id; });
    if (!label.evidence.length) label.evidence = [addEvidence(draft, label.concept).id];
    if (!draft.labels.some(function (l) { return l.evidence.indexOf(id) >= 0; })) draft.evidence = draft.evidence.filter(function (e) { return e.id !== id; });
  }

  function addEvidence(draft, wanted) {
    var id = wanted, number = 2;
    while (draft.evidence.some(function (e) { return e.id === id; })) id = wanted.slice(0, 70) + "-" + number++;
    var e = { id: id, layer: draft.read === "full-text" ? "full-text" : "abstract", section: "", from: "", to: "", note: "", clicked: false };
    draft.evidence.push(e);
    return e;
  }

  function blank(e) {
    return ![e.section, e.from, e.to, e.note].some(kb.yaml.printable);
  }

  /** Takes away passages that no label rests on and that say nothing; those with words stay. */
  function tidy(draft) {
    draft.evidence = draft.evidence.filter(function (e) { return !blank(e) || draft.labels.some(function (l) { return l.evidence.indexOf(e.id) >= 0; }); });
  }

  /** A label goes, and with it the passages that were but clicked; words that somebody typed stay. */
  function removeLabel(draft, label) {
    var others = draft.labels = draft.labels.filter(function (l) { return l !== label; });
    draft.evidence = draft.evidence.filter(function (e) {
      return !e.clicked || label.evidence.indexOf(e.id) < 0 || others.some(function (l) { return l.evidence.indexOf(e.id) >= 0; });
    });
    tidy(draft);
  }

  /** What duplicates are looked for by. */
  function workOf(draft) {
    var ids = {};
    kb.yaml.ids.forEach(function (key) { if (kb.yaml.printable(draft[key])) ids[key] = kb.yaml.printable(draft[key]); });
    return { title: kb.yaml.printable(draft.title), names: kb.names.lines(draft.author).map(kb.names.ofAuthor), identifiers: ids };
  }

  /** Year and month in an arXiv id, as 2024-02. */
  function monthOf(arxiv) {
    var digits = arxiv.split("/").pop(), year = +digits.slice(0, 2);
    return String((year >= 91 ? 1900 : 2000) + year) + "-" + digits.slice(2, 4);
  }

  function words(text) {
    return kb.yaml.printable(text).split(" ").filter(Boolean).length;
  }

  /** Gives the draft its id by the rule; "" while name, year or title is missing. */
  function identify(draft, known) {
    var authors = kb.names.lines(draft.author), year = /^(19|20)\d\d/.exec(kb.yaml.printable(draft.issued));
    draft.id = authors.length && year ? known.works.citekey(kb.names.ofAuthor(authors[0]), year[0], kb.yaml.printable(draft.title), known.taken) : "";
  }

  kb.contribute = { empty: empty, restore: restore, keep: keep, forget: forget, labelOf: labelOf, addLabel: addLabel, addEvidence: addEvidence,
    removeLabel: removeLabel, rest: rest, unrest: unrest, blank: blank, workOf: workOf, monthOf: monthOf, words: words, identify: identify };
})((window.kb = window.kb || {}));

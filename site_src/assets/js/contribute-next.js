/* What is still to do, said as steps: a person who has not come to a part yet has made no mistake there. */
(function (kb) {
  "use strict";

  var PAPER = [["title", "title"], ["author", "authors"], ["issued", "year"], ["venue", "venue"]];

  /** What the check says that no finding shows yet: it is not there, and nobody has been at its place. */
  function waits(finding, touched) {
    return Boolean(finding.lack) && !touched.has(finding.field);
  }

  function joined(words) {
    return words.length < 2 ? words.join("") : words.slice(0, -1).join(", ") + " and " + words[words.length - 1];
  }

  function ofPaper(waiting, blank) {
    var missing = PAPER.filter(function (f) { return waiting.some(function (w) { return w.field === f[0]; }); });
    if (!missing.length) return [];
    if (missing.length === PAPER.length && blank) return [{ field: "paste", text: "Paste the BibTeX of the paper, or give its " + joined(PAPER.map(function (f) { return f[1]; })) }];
    return [{ field: missing[0][0], text: "Give the " + joined(missing.map(function (f) { return f[1]; })) }];
  }

  function ofSummary(waiting, draft, range) {
    var words = kb.contribute.words(draft.summary), few = waiting.some(function (f) { return f.field === "summary"; });
    return few ? [{ field: "summary", text: "Write a summary of " + range[0] + " to " + range[1] + " words" + (words ? ": " + words + " so far" : "") }] : [];
  }

  /** The labels that wait for a passage, or for how they follow. */
  function ofLabels(waiting, draft, named) {
    var steps = [];
    draft.labels.forEach(function (l) {
      var ref = l.scheme + ":" + l.concept, name = named(ref);
      l.evidence.filter(function (id) { return waiting.some(function (f) { return f.field === "evidence-" + id; }); })
        .forEach(function (id) { steps.push({ field: "evidence-" + id, text: "Show where the text says “" + name + "”" }); });
      if (waiting.some(function (f) { return f.field === "label-" + ref; })) steps.push({ field: "label-" + ref, text: "Say how “" + name + "” follows" });
    });
    return steps.filter(function (s, n) { return steps.findIndex(function (o) { return o.field === s.field; }) === n; });
  }

  /** What no check asks for and a record is better with. */
  function more(draft, left) {
    if (!draft.labels.length) return draft.abstract ? [{ field: "any", text: "Label what the text says" }] : [{ field: "abstract", text: "Paste the abstract: each term that it names is a click" }];
    return left ? [{ field: "facets", text: left + (left === 1 ? " facet has" : " facets have") + " neither label nor status" }] : [];
  }

  /** The steps in the order of the form: {field, text}. about: {waiting, draft, range, named(ref), left}. */
  function steps(about) {
    var draft = about.draft, none = !PAPER.some(function (f) { return kb.yaml.printable(draft[f[0]]); });
    return ofPaper(about.waiting, none).concat(ofSummary(about.waiting, draft, about.range), ofLabels(about.waiting, draft, about.named), more(draft, about.left));
  }

  kb.next = { waits: waits, steps: steps };
})((window.kb = window.kb || {}));

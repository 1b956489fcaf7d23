/* Passages of a pasted abstract: whether one stands in it, which words point at a term or a sentence. As kb/evidence.py finds
   them. No more of the abstract than a passage that somebody chose goes into a record. */
(function (kb) {
  "use strict";

  var LONGEST = 5; // words of a passage's beginning, and of its end
  var SHORTENED = /(?:^|[^\p{L}])(?:e\.g|i\.e|al|vs|cf)$/iu; // a dot behind these ends no sentence

  /** The words of a text in order: {text, stem, at, to, sentence}. */
  function read(text) {
    var sentence = 0, last = 0;
    return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), function (m) {
      if (/[.!?]["”’)\]]*\s/.test(text.slice(last, m.index)) && !SHORTENED.test(text.slice(Math.max(0, last - 6), last))) sentence++;
      last = m.index + m[0].length;
      return { word: evidence(m[0]), stem: kb.words.stem(kb.words.fold(m[0])), at: m.index, to: last, sentence: sentence };
    });
  }

  /** A text as passages are compared: as fold_evidence of kb/words.py. */
  function evidence(text) {
    return (text.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+/gu) || []).join(" ");
  }

  /** How often words stand in words, whole and in this order. */
  function times(part, all) {
    var inside = " " + all + " ", count = 0, at = -1;
    while ((at = inside.indexOf(" " + part + " ", at + 1)) >= 0) count++;
    return count;
  }

  /** What is wrong with a passage of an abstract: "", "missing" or "twice". As `locate` of kb/evidence.py. */
  function wrong(abstract, from, to) {
    var all = " " + evidence(abstract) + " ", first = " " + evidence(from) + " ", start = all.indexOf(first);
    if (!first.trim()) return "";
    if (start < 0) return "missing";
    if (times(first.trim(), all.trim()) > 1) return "twice";
    return evidence(to) && all.indexOf(" " + evidence(to) + " ", start + first.length - 1) < 0 ? "missing" : "";
  }

  /** At most five words around those from `first` to `last`, of one sentence, that stand once in the text; "" if there are none. */
  function passage(text, words, first, last) {
    var whole = words.map(function (w) { return w.word; }).join(" "), from = first, to = last, shown;
    function grow() {
      if (to + 1 < words.length && words[to + 1].sentence === words[last].sentence) return ++to;
      return from > 0 && words[from - 1].sentence === words[first].sentence ? from-- : 0;
    }
    function said() {
      return text.slice(words[from].at, words[to].to).replace(/\s+/g, " ");
    }
    while (to - from + 1 < LONGEST && grow());
    // A check counts what stands between spaces: a dash as well.
    while (said().split(" ").length > LONGEST && to > last) to--;
    shown = said();
    return shown.split(" ").length <= LONGEST && times(evidence(shown), whole) === 1 ? shown : "";
  }

  /** The sentences of a text, each with the words that point at it: {text, from, to}; `from` stands once in the text. */
  function sentences(text) {
    var all = read(text), whole = all.map(function (w) { return w.word; }).join(" "), rows = [];
    all.forEach(function (w) { (rows[w.sentence] = rows[w.sentence] || []).push(w); });
    return rows.map(function (words, n) {
      var next = rows[n + 1], end = next ? next[0].at : text.length, last = words[words.length - 1];
      var said = pieces(text.slice(words[0].at, last.to)), start = 0, from;
      // A sentence may begin as another does: then it is pointed at by words that follow.
      while (from = said.slice(start, start + LONGEST).join(" "), start + LONGEST < said.length && times(evidence(from), whole) > 1) start++;
      if (times(evidence(from), whole) !== 1) return null;
      return { text: text.slice(words[0].at, end).trim().replace(/\s+/g, " "), from: from, to: said.slice(Math.max(start + LONGEST, said.length - LONGEST)).join(" ") };
    }).filter(Boolean);
  }

  /** What stands between spaces and has a letter or a digit. */
  function pieces(text) {
    return text.split(/\s+/).filter(function (p) { return /[\p{L}\p{N}]/u.test(p); });
  }

  kb.passages = { read: read, around: passage, sentences: sentences, wrong: wrong };
})((window.kb = window.kb || {}));

/* How text is folded and cut into words: the same as kb/words.py, held to it by the tests. */
(function (kb) {
  "use strict";

  var WORD = /[\p{L}\p{N}]+/gu;
  var stemmer = new EnglishStemmer();
  var ISE = /^([a-z]{4,})is(e|es|ed|er|ers|ing|ation|ations|ational)$/;
  var exceptions = { words: {}, prefixes: {}, spellings: {}, noIze: [] }, stop = new Set();
  var known = new Map();

  /** NFKC, lower case, accents removed: what counts as the same word. */
  function fold(text) {
    var lower = text.normalize("NFKC").toLowerCase().replace(/\u00df/g, "ss").replace(/\u03c2/g, "\u03c3");
    return lower.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC");
  }

  function tokens(text) {
    return fold(text).match(WORD) || [];
  }

  function stem(word) {
    var found = known.get(word);
    if (found === undefined) {
      found = exceptional(word) || stemmer.stemWord(american(word));
      known.set(word, found);
    }
    return found;
  }

  /** Whether a letter too many, too few or wrong, or two neighbors swapped, is all that parts two words. */
  function oneSlip(word, known) {
    var one = Array.from(word), other = Array.from(known), at = 0, short = Math.min(one.length, other.length);
    while (at < short && one[at] === other[at]) at++;
    if (Math.abs(one.length - other.length) > 1 || (at === one.length && at === other.length)) return false;
    function same(a, b) { return one.slice(at + a).join() === other.slice(at + b).join(); }
    if (one.length !== other.length) return one.length > other.length ? same(1, 0) : same(0, 1);
    return same(1, 1) || (one[at] === other[at + 1] && one[at + 1] === other[at] && same(2, 2));
  }

  /** Whether a few letters too many, too few, wrong or swapped with their neighbor are all that parts two words. */
  function slips(one, other, most) {
    var a = Array.from(one), b = Array.from(other), rows = [b.map(function (_, j) { return j + 1; })];
    rows[0].unshift(0);
    if (Math.abs(a.length - b.length) > most) return false;
    a.forEach(function (x, i) {
      var row = [i + 1];
      b.forEach(function (y, j) {
        row.push(Math.min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (x === y ? 0 : 1)));
        if (i && j && x === b[j - 1] && a[i - 1] === y) row[j + 1] = Math.min(row[j + 1], rows[i - 1][j - 1] + 1);
      });
      rows.push(row);
    });
    return rows[a.length][b.length] <= most;
  }

  function exceptional(word) {
    if (Object.prototype.hasOwnProperty.call(exceptions.words, word)) return exceptions.words[word];
    for (var prefix in exceptions.prefixes) {
      if (word.indexOf(prefix) === 0) return exceptions.prefixes[prefix];
    }
    return null;
  }

  /** A word in American spelling, as far as the stem needs it. */
  function american(word) {
    var found = ISE.exec(word), begin;
    if (found && !exceptions.noIze.some(function (end) { return found[1].endsWith(end); })) return found[1] + "iz" + found[2];
    begin = Object.keys(exceptions.spellings).find(function (b) { return word.startsWith(b); });
    return begin ? exceptions.spellings[begin] + word.slice(begin.length) : word;
  }

  kb.words = {
    fold: fold,
    tokens: tokens,
    stem: stem,
    oneSlip: oneSlip,
    slips: slips,
    stems: function (text) { return tokens(text).map(stem); },
    label: function (text) { return tokens(text).join(" "); },
    /** Whether a folded word says nothing beside others. */
    stops: function (word) { return stop.has(word); },
    /** The shared tables of words with a stem or a spelling of their own; they come with the search data. */
    setExceptions: function (table) {
      exceptions = table;
      stop = new Set(table.stop);
      known.clear();
    },
  };
})((window.kb = window.kb || {}));

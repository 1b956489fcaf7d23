/* Whether a paper has a record already, and which venue is meant: as kb/intake/duplicates.py and venues.py. */
(function (kb) {
  "use strict";

  var MOST = 3, NEAR = 0.6; // a share of common letters from which on a name may be meant

  /** content: the data file of this page. */
  function Known(content, works) {
    var self = this;
    this.rules = content.rules;
    this.works = works;
    this.papers = content.papers.map(function (p) {
      return { id: p.id, title: p.title.replace(/ /g, ""), words: new Set(p.title.split(" ").map(kb.words.stem)), name: p.name || "",
        families: p.families || [], preprint: Boolean(p.preprint), ids: p.ids || {} };
    });
    this.leftOut = content.leftOut;
    this.volumes = content.volumes;
    this.trust = content.trust;
    this.venues = content.venues.map(function (v) { return { name: v.name, title: v.title, preprint: Boolean(v.preprint), words: self.telling(v.title) }; });
    this.names = new Set(this.venues.map(function (v) { return v.name; }));
    this.taken = new Set(content.papers.concat(content.leftOut).map(function (p) { return p.id; }));
  }

  /** The path of a record in the repository: its folder is the year in its id. */
  Known.path = function (id) {
    var year = /(?:19|20)\d\d/.exec(id);
    return "papers/" + (year ? year[0] : "") + "/" + id + ".yaml";
  };

  function alike(one, other) {
    var both = 0;
    one.forEach(function (x) { if (other.has(x)) both++; });
    return both / Math.max(1, one.size + other.size - both);
  }

  /** work: {title, names, identifiers}. Gives {of, sure, message, cure, listed} or null when the paper is new. */
  Known.prototype.find = function (work) {
    var title = kb.words.label(work.title), folded = title.replace(/ /g, ""), ids = work.identifiers, shown = kb.quote(work.title), found;
    var kind = kb.yaml.ids.find(function (k) {
      found = ids[k] && this.papers.find(function (p) { return p.ids[k] === ids[k].toLowerCase(); });
      return found;
    }, this);
    if (!found && folded) found = this.papers.find(function (p) { return p.title === folded; });
    if (found) {
      var what = kind ? kind + " " + kb.quote(ids[kind]) : "title";
      return { of: found.id, sure: true, message: (work.title ? shown : "this paper") + " has a record: " + Known.path(found.id) + " has the same " + what, cure: this.cure(found, ids, kind) };
    }
    var left = folded && this.leftOut.find(function (w) { return w.title === folded; });
    if (left) return { of: left.id, sure: true, listed: true, message: shown + " was looked at and left out: " + left.why, cure: "if that was wrong, remove it from papers/out-of-scope.yaml" };
    return this.similar(work, title, shown);
  };

  Known.prototype.similar = function (work, title, shown) {
    var self = this, words = new Set(title.split(" ").filter(Boolean).map(kb.words.stem)), name = kb.words.label(kb.ownName(work.title)), found = null;
    work.names.some(function (author) {
      var family = self.works.asciiLetters(author.family || author.literal);
      found = self.papers.find(function (p) {
        return p.families.indexOf(family) >= 0 && (alike(words, p.words) >= self.rules.alike || (name && name === p.name));
      });
      return found;
    });
    return found ? { of: found.id, sure: false, message: shown + " may be the paper of " + Known.path(found.id), cure: this.cure(found, work.identifiers) } : null;
  };

  Known.prototype.cure = function (owner, ids, same) {
    var kinds = Object.keys(ids).filter(function (k) { return ids[k]; }), onlyPreprint = kinds.every(function (k) { return k === "arxiv"; });
    if (owner.preprint && !onlyPreprint) return "that record is of the preprint: give it the venue, year and identifiers of this version";
    if (!owner.preprint && onlyPreprint && kinds.length && same !== "arxiv") return "that record is of the published version: see that it has the arXiv id";
    return "mend that record instead";
  };

  /** The ids of records whose titles are much like a title, whoever wrote them; the nearest first. */
  Known.prototype.near = function (title) {
    var words = new Set(kb.words.tokens(title).map(kb.words.stem)), least = this.rules.alike * 0.75;
    if (words.size < 2) return [];
    return this.papers.map(function (p) { return [alike(words, p.words), p.id]; }).filter(function (row) { return row[0] >= least; })
      .sort(function (a, b) { return b[0] - a[0] || (a[1] < b[1] ? -1 : 1); }).slice(0, MOST).map(function (row) { return row[1]; });
  };

  /** What tells one venue from another: not its number, its year or words that all have. */
  Known.prototype.telling = function (title) {
    var common = this.rules.common;
    return new Set(kb.words.tokens(title).filter(function (w) { return common.indexOf(w) < 0 && !/^\d+(?:st|nd|rd|th)?$/.test(w); }).map(kb.words.stem));
  };

  function volumesOf(ids) {
    var found = [], volume = ids.doi && /^(10\.\d+\/.*[a-z0-9])[._][a-z0-9]+$/.exec(ids.doi.toLowerCase());
    if (ids.acl) found.push("acl " + (ids.acl.indexOf(".") < 0 ? ids.acl.slice(0, 3) : ids.acl.slice(0, ids.acl.lastIndexOf("."))));
    return volume ? found.concat("doi " + volume[1]) : found;
  }

  /** The short name of the venue of a work, or "" when it is not surely known. */
  Known.prototype.venue = function (work) {
    var self = this, names = [work.venue, work.venue + " " + work.year].filter(function (n) { return self.names.has(n); });
    if (names.length) return names[0];
    var volume = volumesOf(work.identifiers).find(function (v) { return Object.prototype.hasOwnProperty.call(self.volumes, v); });
    return volume ? this.volumes[volume] : this.byTitle(work) || this.preprint(work);
  };

  Known.prototype.byTitle = function (work) {
    var words = this.telling(work.venue), scored = this.venues.filter(function (v) { return v.name.endsWith(String(work.year)) && words.size && v.words.size; })
      .map(function (v) { return [alike(words, v.words), v.name]; }).sort(function (a, b) { return b[0] - a[0]; });
    var alone = scored.length && (scored.length === 1 || scored[1][0] < scored[0][0]);
    return alone && scored[0][0] >= this.rules.venueAlike ? scored[0][1] : "";
  };

  /** How many letters two texts have in common in longest runs; from and to are where to look in each. */
  function common(a, b, from, to, start, end) {
    var most = 0, inA = from, inB = start;
    for (var i = from; i < to; i++) {
      for (var j = start; j < end; j++) {
        for (var size = 0; i + size < to && j + size < end && a[i + size] === b[j + size];) size++;
        if (size > most) { most = size; inA = i; inB = j; }
      }
    }
    return most && most + common(a, b, from, inA, start, inB) + common(a, b, inA + most, to, inB + most, end);
  }

  /** The venue whose name is most like a text, or "" when none is near. */
  Known.prototype.nearest = function (text) {
    var b = Array.from(text).slice(0, 80), best = ["", NEAR];
    this.names.forEach(function (name) {
      var a = Array.from(name), alike = 2 * common(a, b, 0, a.length, 0, b.length) / (a.length + b.length);
      if (alike > best[1] || (alike === best[1] && name > best[0])) best = [name, alike];
    });
    return best[0];
  };

  Known.prototype.preprint = function (work) {
    var said = this.telling(work.venue), found = work.identifiers.arxiv && this.venues.find(function (v) {
      return v.preprint && v.name.endsWith(String(work.year)) && (!said.size || Array.from(v.words).some(function (w) { return said.has(w); }));
    });
    return found ? found.name : "";
  };

  /** A value as a JSON string on one line, cut after so many characters. */
  kb.quote = function (value, limit) {
    var most = limit || 120, all = Array.from(value), cut = all.length <= most ? value : all.slice(0, most - 1).join("") + "…";
    return JSON.stringify(cut).replace(/(?! )[\p{C}\p{Z}]/gu, function (c) { return "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"); });
  };

  kb.Known = Known;
})((window.kb = window.kb || {}));

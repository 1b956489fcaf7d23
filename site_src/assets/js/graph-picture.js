/* The picture of the graph: Cytoscape draws what the build placed. Colors are those of the page; names keep their
   size at every zoom, and are shown where they find room. */
(function (kb) {
  "use strict";

  const NAME = 12, HUB = 13, LEAST = 2.5, ROOM = 3, FEW = 5, MANY = 20, DOT = 4.5, FAR = 0.3;
  // Where a name may stand, the best first: so many radii to the right and down of the circle.
  const SIDES = {
    south: [0, 1], north: [0, -1], east: [1, 0], west: [-1, 0], southeast: [0.7, 0.7], southwest: [-0.7, 0.7], northeast: [0.7, -0.7], northwest: [-0.7, -0.7]
  };
  const ACROSS = { "-1": "left", 0: "center", 1: "right" }, DOWN = { "-1": "top", 0: "center", 1: "bottom" };

  /** `choose` is told the position of a clicked term, or -1 for the ground. */
  class Picture {
    constructor(box, data, choose) {
      this.box = box;
      this.data = data;
      // Cytoscape would add a style element, which the policy of the page refuses, unless one of this name is there;
      // its one rule is in graph.css.
      const known = document.createElement("meta");
      known.id = "__________cytoscape_stylesheet";
      document.head.append(known);
      this.pen = document.createElement("canvas").getContext("2d");
      this.cy = window.cytoscape({
        container: box, elements: this.elements(), layout: { name: "preset", fit: false }, minZoom: 0.1, maxZoom: 4,
        boxSelectionEnabled: false, autoungrabify: true, autounselectify: true
      });
      this.chosen = -1;
      this.paint();
      this.listen(choose);
      this.fit();
    }

    elements() {
      const data = this.data, name = (t) => "t" + t;
      const islands = data.facets.map((f, n) => ({
        data: { id: "i" + n, w: 2 * f.island[2] * data.stretch, h: 2 * f.island[2] }, position: { x: f.island[0], y: f.island[1] },
        classes: "island f" + n, selectable: false
      }));
      const hubs = data.facets.map((f, n) => ({ data: { id: "f" + n, facet: n, r: f.at[2], label: f.label, rank: 1e6 }, position: { x: f.at[0], y: f.at[1] }, classes: "hub f" + n }));
      const terms = data.terms.map((t, n) => ({
        data: { id: name(n), term: n, r: t.at[2], label: t.short, rank: t.n }, position: { x: t.at[0], y: t.at[1] },
        classes: `term f${t.f}${t.n ? "" : " none"}`
      }));
      const tree = data.terms.map((t, n) => ({ data: { source: name(n), target: t.up < 0 ? "f" + t.f : name(t.up) }, classes: `up f${t.f}` }));
      const pairs = data.pairs.map((p) => ({ data: { source: name(p[0]), target: name(p[1]), n: p[2] }, classes: "pair" }));
      return [...islands, ...hubs, ...terms, ...tree, ...pairs];
    }

    listen(choose) {
      const cy = this.cy;
      cy.on("tap", (event) => {
        const node = event.target;
        if (node === cy || node.hasClass("island") || node.isEdge()) choose(-1);
        else if (node.hasClass("hub")) this.near(node.data("facet"));
        else choose(node.data("term"));
      });
      cy.on("mouseover", ".term, .hub", (event) => { this.over = event.target; this.box.classList.add("net__hand"); this.names(); });
      cy.on("mouseout", ".term, .hub", () => { this.over = null; this.box.classList.remove("net__hand"); this.names(); });
      cy.on("zoom", () => this.soon());
      cy.on("resize", () => { if (!this.moved) this.fit(); });
      cy.on("viewport", () => { if (!this.fitting) this.moved = true; });
      // The wheel alone scrolls the page, as everywhere else.
      this.box.parentElement.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
      }, { capture: true, passive: true });
      new MutationObserver(() => this.paint()).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    }

    /** Once a frame, however many events there are. */
    soon() {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => { this.waiting = false; this.size(); });
    }

    fit() {
      const [x, y, w, h] = this.data.frame, width = this.box.clientWidth, height = this.box.clientHeight;
      const zoom = this.whole = Math.min(width / w, height / h);
      this.fitting = true;
      this.cy.viewport({ zoom: zoom, pan: { x: width / 2 - zoom * (x + w / 2), y: height / 2 - zoom * (y + h / 2) } });
      this.fitting = this.moved = false;
      this.size();
    }

    /** A facet as large as the picture allows. */
    near(facet) {
      this.cy.fit(this.cy.$("#i" + facet), 10);
      this.size();
    }

    zoom(by) {
      this.cy.zoom({ level: this.cy.zoom() * by, renderedPosition: { x: this.box.clientWidth / 2, y: this.box.clientHeight / 2 } });
    }

    /** Bring a term and what stands with it into the picture, as large as may be read at ease. */
    lead(term) {
      const node = this.cy.$("#t" + term), kin = node.union(node.connectedEdges().connectedNodes()).not(".off");
      const box = kin.boundingBox({ includeLabels: false, includeEdges: false }), pad = 70;
      const zoom = Math.min(0.9, (this.box.clientWidth - 2 * pad) / box.w, (this.box.clientHeight - pad) / box.h);
      this.cy.viewport({ zoom: Math.max(zoom, this.whole), pan: { x: 0, y: 0 } });
      this.cy.center(kin);
      this.size();
    }

    /** The chosen term, what stands with it, and the rest faded; `-1` for none. */
    choose(term) {
      const cy = this.cy;
      this.chosen = term;
      cy.batch(() => {
        cy.elements().removeClass("on with dim");
        if (term >= 0) {
          const node = cy.$("#t" + term), lines = node.connectedEdges(), kin = lines.connectedNodes().union(node);
          cy.$(".term, .up").not(kin).not(lines).addClass("dim");
          cy.$(".pair").not(lines).addClass("dim");
          kin.addClass("with");
          lines.addClass("with");
          node.addClass("on");
        }
      });
      this.size();
    }

    /** Which facets and lines are drawn; `found` holds the terms that a search names, or null. */
    show(hidden, together, found) {
      const cy = this.cy;
      cy.batch(() => {
        this.data.facets.forEach((f, n) => cy.$(".f" + n).toggleClass("off", hidden.has(f.id)));
        cy.$(".pair").toggleClass("drawn", together);
        cy.$(".term").forEach((t) => { t.toggleClass("miss", found !== null && !found.has(t.data("term"))); });
        cy.$(".term").forEach((t) => { t.toggleClass("found", found !== null && found.has(t.data("term"))); });
      });
      this.names();
    }

    /** Colors of the page as it is now. */
    paint() {
      const style = getComputedStyle(this.box);
      this.color = (name) => style.getPropertyValue("--kb-" + name).trim();
      this.font = style.fontFamily;
      this.size();
    }

    glyph(facet) {
      const symbol = document.getElementById("kb-glyph-" + facet.glyph);
      const inside = symbol ? symbol.innerHTML
        : `<text x="8" y="13" font-family="sans-serif" font-weight="700" font-size="14" text-anchor="middle">${facet.label.charAt(0).replace(/[<&]/, "")}</text>`;
      return "data:image/svg+xml," + encodeURIComponent(
        `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 16 16" fill="${this.color("knock")}">${inside}</svg>`);
    }

    /** Lengths on the screen stay as they are while the picture grows: they are given anew for each zoom. */
    size() {
      const zoom = this.cy.zoom(), px = (n) => n / zoom, c = this.color, across = (e) => 2 * Math.max(e.data("r"), px(LEAST));
      const rules = [
        ["node", { "text-outline-width": px(2), "text-outline-color": c("paper"), color: c("ink"), "font-family": this.font, "font-size": px(NAME), "min-zoomed-font-size": 0 }],
        [".island", { shape: "ellipse", width: "data(w)", height: "data(h)", events: "no", "z-index-compare": "manual", "z-index": 0 }],
        ["edge", { "curve-style": "straight", width: px(1), events: "no", "z-index-compare": "manual", "z-index": 1 }],
        [".pair", { display: "none", "curve-style": "unbundled-bezier", "control-point-distances": 40, "control-point-weights": 0.5, "line-color": c("accent"), "line-opacity": 0.28, width: (e) => px(Math.min(3, 0.6 + e.data("n") / 14)) }],
        [".pair.drawn", { display: "element" }],
        [".term", { width: across, height: across, "z-index-compare": "manual", "z-index": 3 }],
        [".hub", { shape: "round-rectangle", width: px(18), height: px(18), "z-index-compare": "manual", "z-index": 4, "font-weight": 700, "font-size": px(HUB) }],
        ...this.data.facets.flatMap((f, n) => {
          const solid = c(f.order + "-solid"), image = { "background-image": this.glyph(f), "background-width": "62%", "background-height": "62%" };
          return [
            [".island.f" + n, { "background-color": c(f.order + "-tint") }],
            ["edge.f" + n, { "line-color": c(f.order + "-edge") }],
            [`.term.f${n}, .hub.f${n}`, { "background-color": solid, "border-color": solid }],
            [".hub.f" + n, image],
            [`.term.f${n}[r >= ${px(9)}]`, { ...image, "background-width": "46%", "background-height": "46%" }]
          ];
        }),
        [".term.none", { "background-color": c("paper"), "border-width": px(1.2) }],
        [".dim", { opacity: 0.3 }],
        [".pair.dim", { display: "none" }],
        [".miss", { opacity: 0.2 }],
        [".found", { "border-width": px(2.5), "border-color": c("accent") }],
        [".pair.with", { display: "element", "line-opacity": 0.75, "z-index": 2 }],
        [".up.with", { width: px(2), "z-index": 2 }],
        [".on", { "border-width": px(3), "border-color": c("accent"), "font-weight": 700, "z-index": 5 }],
        [".term.named", { "z-index": 4 }],
        [".off", { display: "none" }],
        ...Object.entries(SIDES).map(([side, [x, y]]) => [".named." + side, {
          label: "data(shown)", "text-wrap": "wrap", "line-height": 1.1, "text-halign": ACROSS[Math.sign(x)], "text-valign": DOWN[Math.sign(y)],
          "text-margin-x": (e) => px(Math.sign(x) * ROOM) - this.short(e, x), "text-margin-y": (e) => px(Math.sign(y) * ROOM) - this.short(e, y)
        }])
      ];
      this.cy.style().fromJson(rules.map(([selector, css]) => ({ selector: selector, style: css }))).update();
      this.names();
    }

    /** Names where they find room: the chosen and the pointed at, what stands with it, facets, then by papers. What has
        many papers may cover dots. */
    names() {
      const zoom = this.cy.zoom(), taken = [], dots = [], wanted = [];
      this.cy.$(".hub, .term").forEach((node) => {
        if (node.hasClass("off")) return;
        const at = node.position(), r = node.hasClass("hub") ? 9 : Math.max(LEAST, node.data("r") * zoom), x = at.x * zoom, y = at.y * zoom;
        const first = node.hasClass("on") || node.same(this.over || this.cy.collection()), named = first || node.hasClass("with") || node.hasClass("found");
        const rank = (first ? 4e6 : 0) + (named ? 2e6 : 0) + node.data("rank");
        if (!first && (node.hasClass("dim") || node.hasClass("miss"))) return;
        (node.data("rank") < FEW || (r < DOT && zoom > FAR) ? dots : taken).push([x - r, y - r, x + r, y + r]);
        if (named || node.hasClass("hub") || node.data("rank") >= FEW || zoom > 1.1) wanted.push({ node: node, x: x, y: y, r: r, rank: rank, first: first });
      });
      wanted.sort((a, b) => b.rank - a.rank);
      this.cy.batch(() => {
        this.cy.$(".named").removeClass("named " + Object.keys(SIDES).join(" "));
        wanted.forEach((w) => {
          const whole = w.node.data("label"), forms = [...new Set([whole, broken(whole)])];
          const place = this.place(w, forms, [...taken, ...dots]) || (w.rank >= MANY ? this.place(w, forms, taken) : null) ||
            (w.first || w.node.hasClass("hub") ? [whole, "south", this.rectangle(w, whole, "south")] : null);
          if (!place) return;
          taken.push(place[2]);
          w.node.data("shown", place[0]).addClass("named " + place[1]);
        });
      });
    }

    /** The first form and side at which a name touches nothing and stays in the picture. */
    place(w, forms, taken) {
      const zoom = this.cy.zoom(), [x, y, wide, high] = this.data.frame.map((n) => n * zoom);
      for (const text of forms) {
        for (const side of Object.keys(SIDES)) {
          const box = this.rectangle(w, text, side), [left, top, right, bottom] = box;
          const inside = left >= x && top >= y && right <= x + wide && bottom <= y + high;
          if (inside && !taken.some((t) => left < t[2] && t[0] < right && top < t[3] && t[1] < bottom)) return [text, side, box];
        }
      }
      return null;
    }

    rectangle(w, text, side) {
      const hub = w.node.hasClass("hub"), size = hub ? HUB : NAME, lines = text.split("\n"), [x, y] = SIDES[side];
      this.pen.font = `${hub || w.node.hasClass("on") ? 700 : 400} ${size}px ${this.font}`;
      const wide = Math.max(...lines.map((line) => this.pen.measureText(line).width)) + 3, high = size * 1.1 * lines.length + 2;
      const left = w.x + x * w.r + Math.sign(x) * ROOM - wide * [1, 0.5, 0][Math.sign(x) + 1];
      const top = w.y + y * w.r + Math.sign(y) * ROOM - high * [1, 0.5, 0][Math.sign(y) + 1];
      return [left, top, left + wide, top + high];
    }

    /** On a diagonal a name begins nearer than the side of the circle, from which Cytoscape measures. */
    short(node, along) {
      return along % 1 ? Math.sign(along) * 0.3 * node.width() / 2 : 0;
    }
  }

  /** A name on two lines, as even as its words allow. */
  function broken(name) {
    let best = name;
    for (let at = name.indexOf(" "); at > 0; at = name.indexOf(" ", at + 1)) {
      const longer = Math.max(at, name.length - at - 1);
      if (best === name || longer < Math.max(...best.split("\n").map((line) => line.length))) best = name.slice(0, at) + "\n" + name.slice(at + 1);
    }
    return best;
  }

  kb.GraphPicture = Picture;
})((window.kb = window.kb || {}));

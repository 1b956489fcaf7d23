/* The graph page: the chosen term, the facets shown and the lines stand in the address; list, panel and picture
   follow it. The list is in the page already and gives names and addresses. */
(function (kb) {
  "use strict";

  const d = kb.dom, COMPANIONS = 8;

  class Page {
    constructor(root, data) {
      const find = (name) => root.querySelector(`[data-graph-${name}]`);
      this.root = root;
      this.data = data;
      this.list = find("list");
      this.panel = find("panel");
      this.said = find("said");
      this.find = find("find");
      this.together = find("together");
      this.facets = Array.from(root.querySelectorAll("[data-graph-facet]"));
      this.rows = Array.from(this.list.querySelectorAll("[data-term]"));
      this.terms = data.terms.map((t, n) => {
        const row = this.rows[n], link = row.querySelector("a");
        return { ...t, n: n, papers: t.n, ref: row.dataset.term, name: link.textContent, href: link.getAttribute("href"), row: row, facet: data.facets[t.f] };
      });
      this.byRef = new Map(this.terms.map((t) => [t.ref, t]));
      this.chosen = null;
      root.classList.add("net__live");
      ["bar", "canvas", "zoom", "hint"].forEach((name) => { find(name).hidden = false; });
      this.picture = new kb.GraphPicture(find("canvas"), data, (n) => this.go({ concept: n < 0 ? null : this.terms[n].ref }));
      this.listen();
      this.read(true);
      root.dataset.ready = "";
    }

    listen() {
      this.terms.forEach((t) => { t.row.querySelector("a").href = "?concept=" + t.ref; });
      this.root.addEventListener("click", (event) => this.click(event));
      this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
      this.find.addEventListener("input", () => this.search());
      this.find.addEventListener("keydown", (event) => {
        const first = event.key === "Enter" && this.found && this.terms.find((t) => this.found.has(t.n));
        if (first) this.go({ concept: first.ref }, true);
      });
      this.together.addEventListener("click", () => this.go({ together: this.together.getAttribute("aria-pressed") === "true" ? null : "1" }));
      window.addEventListener("popstate", () => this.read(true));
    }

    click(event) {
      const at = event.target.closest("a, button");
      if (!at || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (at.dataset.graphFacet) {
        this.hidden[this.hidden.has(at.dataset.graphFacet) ? "delete" : "add"](at.dataset.graphFacet);
        this.go({ hide: Array.from(this.hidden).join(",") || null });
      } else if (at.dataset.zoom === "reset") {
        this.find.value = "";
        this.search();
        this.go({ concept: null, hide: null, together: null });
        this.picture.fit();
      } else if (at.dataset.zoom) {
        this.picture.zoom(at.dataset.zoom === "in" ? 1.4 : 1 / 1.4);
      } else if (at.hasAttribute("data-back")) {
        this.close();
      } else if ((at.getAttribute("href") || "").startsWith("?concept=")) {
        event.preventDefault();
        this.go({ concept: at.getAttribute("href").slice("?concept=".length) }, true);
      }
    }

    close() {
      const from = this.chosen;
      this.go({ concept: null });
      if (from) from.row.querySelector("a").focus();
    }

    /** Change the address, then the page; a choice by keyboard or link also leads eye and focus there. */
    go(change, lead) {
      const address = new URLSearchParams(location.search), before = address.toString();
      Object.keys(change).forEach((key) => { if (change[key]) address.set(key, change[key]); else address.delete(key); });
      if (address.toString() !== before) {
        const query = address.toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
        history.pushState(null, "", query ? "?" + query : location.pathname);
      }
      this.read(lead);
      if (lead && this.chosen) this.panel.querySelector("h2").focus({ preventScroll: true });
    }

    read(lead) {
      const address = new URLSearchParams(location.search), known = new Set(this.data.facets.map((f) => f.id));
      this.hidden = new Set((address.get("hide") || "").split(",").filter((id) => known.has(id)));
      const term = this.byRef.get(address.get("concept")) || null, on = Boolean(address.get("together"));
      // What was asked for by name is shown, whatever else is hidden.
      if (term) this.hidden.delete(term.facet.id);
      this.together.setAttribute("aria-pressed", String(on));
      this.facets.forEach((b) => b.setAttribute("aria-pressed", String(!this.hidden.has(b.dataset.graphFacet))));
      this.list.querySelectorAll("[data-facet]").forEach((s) => { s.hidden = this.hidden.has(s.dataset.facet); });
      const changed = term !== this.chosen;
      this.chosen = term;
      this.panel.hidden = !term;
      this.list.hidden = Boolean(term);
      if (term && changed) this.tell(term);
      this.picture.show(this.hidden, on, this.found || null);
      this.picture.choose(term ? term.n : -1);
      if (term && changed && lead) this.picture.lead(term.n);
    }

    /** Terms whose name, short name or id holds the words; rows above them stay, as their place. */
    search() {
      const words = this.find.value.trim().toLowerCase();
      this.found = null;
      if (words) {
        this.found = new Set(this.terms.filter((t) => [t.name, t.short, t.id].some((text) => text.toLowerCase().includes(words))).map((t) => t.n));
        this.said.textContent = this.found.size === 1 ? "1 term" : this.found.size + " terms";
      }
      const shown = new Set();
      this.terms.forEach((t) => {
        if (!this.found || this.found.has(t.n)) for (let n = t.n; n >= 0; n = this.terms[n].up) shown.add(n);
      });
      this.terms.forEach((t) => { t.row.hidden = !shown.has(t.n); });
      this.list.querySelectorAll("[data-facet]").forEach((s) => s.classList.toggle("net__none", !s.querySelector("[data-term]:not([hidden])")));
      if (words && this.chosen) this.go({ concept: null });
      else this.read();
    }

    explore(query) {
      return this.root.dataset.explorePage + "?" + new URLSearchParams({ q: query });
    }

    choice(term) {
      return d.el("a", { href: "?concept=" + term.ref }, term.name);
    }

    /** What is known of a term. */
    tell(term) {
      const above = [], below = this.terms.filter((t) => t.up === term.n);
      for (let n = term.up; n >= 0; n = this.terms[n].up) above.unshift(this.terms[n]);
      const parts = [
        d.el("button", { type: "button", class: "btn net__back", dataset: { back: "" } }, "All terms"),
        d.el("h2", { tabindex: "-1" }, d.tile(term.facet), term.name),
        d.el("p", { class: "net__path small" }, term.facet.label, above.flatMap((t) => [" / ", this.choice(t)])),
        d.el("p", { class: "net__def" }, term.def),
        d.el("div", { class: "net__act" },
          d.el("a", { class: "btn btn--go", href: this.explore(term.ref + " scope:core") }, d.papers(term.papers)),
          d.el("a", { class: "btn", href: term.href }, "Page of the term")),
        ...this.narrower(below), ...this.companions(term), ...this.newest(term)
      ];
      this.panel.replaceChildren(...parts);
      this.said.textContent = `${term.name}: ${d.papers(term.papers)}`;
    }

    narrower(below) {
      if (!below.length) return [];
      return [d.el("h3", {}, "Narrower terms"), d.el("ul", {}, below.map((t) => d.el("li", {}, this.choice(t), d.el("span", { class: "num muted" }, String(t.papers)))))];
    }

    companions(term) {
      const with_ = this.data.pairs.filter((p) => p[0] === term.n || p[1] === term.n).sort((a, b) => b[3] - a[3] || b[2] - a[2]);
      if (!with_.length) return [d.el("h3", {}, "Together in papers"), d.el("p", { class: "small soft" }, "No other term meets the rule below.")];
      const rows = with_.slice(0, COMPANIONS).map((p) => {
        const other = this.terms[p[0] === term.n ? p[1] : p[0]];
        return d.el("li", { class: "net__with" }, d.tile(other.facet), this.choice(other),
          d.el("a", { class: "num", href: this.explore(`${term.ref} ${other.ref} scope:core${this.data.without}`), title: d.papers(p[2]) + " carry both" }, d.papers(p[2])),
          d.el("span", { class: "num muted", title: p[3].toFixed(1) + " times what chance would give" }, p[3].toFixed(1) + " ×"));
      });
      const rest = with_.length - rows.length;
      return [d.el("h3", {}, "Together in papers, and how many times chance"), d.el("ul", {}, rows), rest > 0 ? d.el("p", { class: "small muted" }, `${rest} more as lines in the picture`) : ""];
    }

    newest(term) {
      if (!term.new.length) return [];
      const rows = term.new.map((n) => this.data.papers[n]).map((p) => d.el("li", { class: "net__new" }, d.el("span", { class: "num muted" }, String(p[1])), d.el("a", { href: p[2] }, p[0])));
      return [d.el("h3", {}, term.papers > rows.length ? `Newest ${rows.length} of ${d.papers(term.papers)}` : "Papers"), d.el("ul", {}, rows)];
    }
  }

  window.kbGraph = function (data) {
    const root = document.querySelector("[data-graph]");
    if (root && window.cytoscape) kb.graph = new Page(root, data);
  };
})((window.kb = window.kb || {}));

// Added to the pages of `kb serve`: shows an edited page anew, and what is wrong with an edit.
(function () {
  'use strict';
  const { page: loaded, look } = document.currentScript.dataset;
  let shown = loaded;
  let builds = null;
  let seen = -1;
  let stop = null;
  const panel = document.createElement('aside');
  panel.id = 'kb-live';
  panel.setAttribute('role', 'status');

  function tell(findings) {
    panel.hidden = !findings.length;
    const head = document.createElement('p');
    head.textContent = 'The last edit is not shown: it has errors. The page is as it was before.';
    const list = document.createElement('ul');
    for (const finding of findings) list.append(Object.assign(document.createElement('li'), { textContent: finding }));
    panel.replaceChildren(head, list);
  }

  // Only what is between header and footer changes with a record: exchanging it is quicker than a load.
  async function exchange() {
    const text = await (await fetch(location.href)).text();
    const next = new DOMParser().parseFromString(text, 'text/html');
    document.querySelector('main').replaceWith(document.adoptNode(next.querySelector('main')));
    document.title = next.title;
  }

  async function follow(told) {
    builds = builds === null ? told.builds : builds;
    const whole = told.builds !== builds && shown !== loaded; // scripts should run on what was exchanged
    if (told.look !== look || whole) return location.reload();
    if (told.page !== shown) {
      await exchange();
      shown = told.page;
    }
    seen = told.seen;
    tell(told.findings);
  }

  // One question at a time, answered when there is news; a tab in the background asks nothing.
  async function ask() {
    stop = new AbortController();
    let pause = 0;
    try {
      const query = new URLSearchParams({ page: location.pathname, seen });
      const answer = await fetch('/_live/news?' + query, { signal: stop.signal, cache: 'no-store' });
      await follow(await answer.json());
    } catch (error) {
      if (error.name === 'AbortError') return;
      pause = 1000;
    }
    setTimeout(ask, pause);
  }

  document.body.append(panel);
  tell([]);
  document.addEventListener('visibilitychange', () => (document.hidden ? stop && stop.abort() : ask()));
  window.addEventListener('pagehide', () => stop && stop.abort());
  if (!document.hidden) ask();
})();

/* Runs before anything is painted: the colors chosen earlier, else those of the system. The theme's own script
   would show a first visit in light colors until it has loaded. */
(function () {
  'use strict';
  let chosen = null;
  try {
    chosen = __md_get('__palette'); // where the theme keeps the choice
  } catch {
    // storage is closed to us: follow the system
  }
  const inputs = document.querySelectorAll('[data-md-component=palette] input');
  const input = Array.from(inputs).find((i) => matchMedia(i.dataset.mdColorMedia).matches);
  const color = chosen?.color ?? {
    media: input?.dataset.mdColorMedia,
    scheme: input?.dataset.mdColorScheme,
    primary: input?.dataset.mdColorPrimary,
    accent: input?.dataset.mdColorAccent,
  };
  for (const [name, value] of Object.entries(color)) {
    if (typeof value === 'string') document.body.setAttribute(`data-md-color-${name}`, value);
  }
})();

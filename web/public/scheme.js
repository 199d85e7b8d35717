// The colours its owner chose, before the first paint; the page's policy allows no script inside the document.
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem('mantine-color-scheme-value'); } catch { /* storage is off */ }
  if (chosen !== 'light' && chosen !== 'dark') chosen = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', chosen);
})();

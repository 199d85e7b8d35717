// Draws the page from what the server tells. A card is made anew only when what it shows has changed.

import { appCard, availableCard } from './apps.js';
import { replaceKeepingFocus } from './dom.js';
import { connect, jobOf, onChange, sortedApps, state } from './live.js';

const byId = (id) => document.getElementById(id);

/** Keeps one card an item in `grid`, in order. */
function draw(grid, items, make) {
  const cards = new Map([...grid.children].map((card) => [card.dataset.key, card]));
  let before = null;
  for (const item of items) {
    const shown = JSON.stringify([item, jobOf(item.name), state.results.get(item.name)]);
    let card = cards.get(item.name);
    cards.delete(item.name);
    if (!card || card.dataset.shown !== shown) {
      const next = make(item);
      next.dataset.key = item.name;
      next.dataset.shown = shown;
      if (card) replaceKeepingFocus(card, next);
      card = next;
    }
    const place = before ? before.nextElementSibling : grid.firstElementChild;
    if (place !== card) grid.insertBefore(card, place);
    before = card;
  }
  cards.forEach((card) => card.remove());
}

function drawHead() {
  const engine = state.engine;
  byId('engine').textContent = !engine ? '' : engine.reachable ? `Docker ${engine.version}` : 'Docker does not answer';
  const banner = byId('banner');
  const text = !state.connected ? 'Connection to the server lost, trying again…'
    : engine && !engine.reachable ? `Docker does not answer: ${engine.problem}. Furtka goes on by itself when it is back.` : '';
  banner.hidden = text === '';
  if (banner.textContent !== text) banner.textContent = text;
}

onChange(() => {
  drawHead();
  draw(byId('app-grid'), sortedApps(), appCard);
  const available = state.available.filter((app) => !state.apps.has(app.name));
  draw(byId('available-grid'), available, availableCard);
  byId('no-available').hidden = available.length > 0;
  byId('no-apps').hidden = state.apps.size > 0;
});

connect();

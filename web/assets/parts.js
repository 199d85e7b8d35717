// Pieces that several views show.

import { element } from './dom.js';

/** A failure with its next step; `onClose` adds a button that takes it away. */
export function trouble(message, hint, onClose) {
  return element('div', { class: 'trouble', role: 'alert' },
    onClose && element('button', { class: 'close', 'aria-label': 'Close this message', 'data-key': 'close', onclick: onClose }, '×'),
    element('p', {}, message),
    hint && element('p', { class: 'hint' }, hint));
}

export function success(text, items, onClose) {
  return element('div', { class: 'done', role: 'status' },
    element('button', { class: 'close', 'aria-label': 'Close this message', 'data-key': 'close', onclick: onClose }, '×'),
    element('p', {}, text),
    items.length > 0 && element('ul', {}, ...items.map((item) => element('li', {}, item))));
}

// Small helpers to make elements. Text always goes in as text, never as HTML.

/** element('button', {class: 'main', onclick: f}, 'Install', child…) */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value === 'boolean') node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Puts `next` where `old` is, keeping the keyboard focus on the control of the same `data-key`. */
export function replaceKeepingFocus(old, next) {
  const key = old.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  old.replaceWith(next);
  if (key) next.querySelector(`[data-key="${key}"]`)?.focus();
}

export function bytes(count) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) { count /= 1000; unit += 1; }
  return `${unit === 0 ? count : count.toFixed(1)} ${units[unit]}`;
}

/** `sha256:0123456789ab…` as people compare it. */
export const shortId = (id) => id.replace('sha256:', '').slice(0, 12);

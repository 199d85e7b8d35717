// The form of an app, made from its settings, checked as far as a browser can; the server checks again.

import { element } from './dom.js';

const kinds = { password: 'password', number: 'number', port: 'number' };

function control(setting, value, secretSet) {
  const common = { id: `f-${setting.name}`, name: setting.name, 'aria-describedby': `h-${setting.name}` };
  if (setting.type === 'select') {
    const select = element('select', common, ...setting.options.map((option) => element('option', { value: option }, option)));
    select.value = value;
    return select;
  }
  if (setting.type === 'boolean') {
    return element('input', { ...common, type: 'checkbox', checked: ['true', '1', 'yes', 'on'].includes(value.toLowerCase()) });
  }
  const made = setting.generate && !value;
  const input = element('input', {
    ...common,
    type: kinds[setting.type] ?? 'text',
    required: setting.required && !secretSet && !made,
    autocomplete: setting.type === 'password' ? 'new-password' : 'off',
    placeholder: secretSet ? 'unchanged' : made ? 'made for you' : setting.type === 'path' ? '/srv/…' : null,
    min: setting.type === 'port' ? 1 : setting.min,
    max: setting.type === 'port' ? 65535 : setting.max,
    step: setting.type === 'number' ? 'any' : null,
    pattern: setting.pattern,
    list: setting.type === 'timezone' ? 'timezones' : null,
  });
  input.value = value;
  return input;
}

function field(setting, value, secretSet) {
  return element('div', { class: 'field' },
    element('label', { for: `f-${setting.name}` }, setting.label || setting.name, setting.required ? ' *' : ''),
    control(setting, value, secretSet),
    element('small', { id: `h-${setting.name}` }, setting.description),
    element('span', { class: 'wrong', role: 'alert', 'data-wrong': setting.name }));
}

function timezones() {
  const names = Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : [];
  return element('datalist', { id: 'timezones' }, ...names.map((zone) => element('option', { value: zone })));
}

/** Fields for `settings`; `values` are what is known, `secretsSet` the keys of secrets that have a value. */
export function fields(settings, values, secretsSet) {
  const list = settings.map((s) => field(s, values[s.name] ?? s.default ?? '', secretsSet.includes(s.name)));
  if (settings.some((s) => s.type === 'timezone')) list.push(timezones());
  return list;
}

/** What was typed; a secret left empty is left out: it stays as it is. */
export function typed(form, settings) {
  const values = {};
  for (const setting of settings) {
    const input = form.elements[setting.name];
    const value = setting.type === 'boolean' ? String(input.checked) : input.value;
    if (value === '' && (setting.secret || setting.generate)) continue;
    values[setting.name] = value;
  }
  return values;
}

/** Shows the server's refusal at the field it names. True: there was one. */
export function mark(form, problem) {
  form.querySelectorAll('[data-wrong]').forEach((node) => { node.textContent = ''; });
  form.querySelectorAll('[aria-invalid]').forEach((node) => node.removeAttribute('aria-invalid'));
  const input = form.elements[problem.body?.setting];
  if (!input) return false;
  input.setAttribute('aria-invalid', 'true');
  form.querySelector(`[data-wrong="${problem.body.setting}"]`).textContent = problem.message;
  input.focus();
  return true;
}

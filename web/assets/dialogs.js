// The one dialog of the page: install, settings, remove, log.

import { api } from './api.js';
import { bytes, element } from './dom.js';
import { fields, mark, typed } from './forms.js';
import { begun } from './live.js';
import { trouble } from './parts.js';

const dialog = () => document.getElementById('dialog');

function open(title, ...content) {
  const node = dialog();
  node.replaceChildren(element('h2', { id: 'dialog-title' }, title), ...content);
  if (!node.open) node.showModal();
}

const close = () => dialog().close();

/** A form whose sending starts a job; a refusal is shown and what was typed stays. */
function jobForm(content, button, send, settings = []) {
  const problem = element('div');
  const submit = element('button', { class: button.danger ? 'danger' : 'main', type: 'submit' }, button.text);
  const form = element('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      submit.disabled = true;
      problem.replaceChildren();
      try {
        begun((await send(form, settings)).job);
        close();
      } catch (refusal) {
        mark(form, refusal);
        problem.replaceChildren(trouble(refusal.message, refusal.hint));
      }
      submit.disabled = false;
    },
  }, ...content, problem,
  element('div', { class: 'actions' }, submit, element('button', { type: 'button', onclick: close }, 'Cancel')));
  return form;
}

function facts(plan) {
  const also = plan.steps.filter((step) => step.app !== plan.name && !step.already_installed).map((step) => step.app);
  const ports = plan.ports.map((port) => port.published).join(', ');
  return [
    also.length > 0 && `Also installs: ${also.join(', ')}`,
    ports && `Uses port ${ports}`,
    plan.disk_free > 0 && `${bytes(plan.disk_free)} free on the disk`,
  ].filter(Boolean).map((text) => element('p', {}, text));
}

export async function installDialog(app) {
  open(`Install ${app.display_name}`, element('p', {}, 'Looking what it needs…'));
  let plan;
  try {
    plan = await api.plan(app.name);
  } catch (refusal) {
    open(`Install ${app.display_name}`, trouble(refusal.message, refusal.hint), element('div', { class: 'actions' }, element('button', { onclick: close }, 'Close')));
    return;
  }
  const content = [...facts(plan), ...plan.port_conflicts.map((text) => trouble(text, 'Stop what uses it first.')),
    ...fields(plan.settings, plan.values, plan.secrets_set)];
  open(`Install ${app.display_name}`,
    jobForm(content, { text: 'Install' }, (form, settings) => api.install(app.name, typed(form, settings)), plan.settings));
}

export async function settingsDialog(app) {
  const title = `Settings of ${app.display_name}`;
  let answer;
  try {
    answer = await api.settings(app.name);
  } catch (refusal) {
    open(title, trouble(refusal.message, refusal.hint), element('div', { class: 'actions' }, element('button', { onclick: close }, 'Close')));
    return;
  }
  if (answer.form.length === 0) {
    open(title, element('p', {}, 'This app has no settings.'), element('div', { class: 'actions' }, element('button', { onclick: close }, 'Close')));
    return;
  }
  open(title, jobForm(fields(answer.form, answer.values, answer.secrets_set), { text: 'Save and apply' },
    (form, settings) => api.saveSettings(app.name, typed(form, settings)), answer.form));
}

export function removeDialog(app) {
  const choice = (value, text, checked) => element('label', { class: 'choice' },
    element('input', { type: 'radio', name: 'data', value, checked }), element('span', {}, text));
  open(`Remove ${app.display_name}?`, jobForm([
    element('div', { class: 'stack' },
      choice('keep', 'Keep its data. You can install it again later and go on where you were.', true),
      choice('delete', 'Delete its data too. This cannot be undone.', false)),
  ], { text: 'Remove', danger: true }, (form) => api.remove(app.name, form.elements.data.value)));
}

export function logDialog(app) {
  const log = element('pre', { class: 'log', tabindex: '0', 'aria-label': 'log lines' });
  const source = api.logStream(app.name);
  const lines = [];
  source.addEventListener('log', (message) => {
    const line = JSON.parse(message.data);
    lines.push(`${line.service}  ${line.line}`);
    if (lines.length > 1000) lines.splice(0, lines.length - 1000);
    const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
    log.textContent = lines.join('\n');
    if (atEnd) log.scrollTop = log.scrollHeight;
  });
  source.addEventListener('end', () => source.close());
  dialog().addEventListener('close', () => source.close(), { once: true });
  open(`Log of ${app.display_name}`, element('div', { class: 'stack' }, log,
    element('div', { class: 'actions' }, element('button', { onclick: close }, 'Close'))));
}

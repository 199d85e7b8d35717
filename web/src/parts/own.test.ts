import { expect, it } from 'vitest';
import type { OwnApp, OwnPreview } from '../api/own';
import { emptyOwn, keepRequest, lookRequest, typedOf } from './own';

const seen = { from: 'url', text: 'services: {}', url: 'https://a/raw.yml' } as OwnPreview;

it('asks for a look at what is typed of this kind only', () => {
  const typed = { ...emptyOwn(), compose: 'services: {}', url: ' https://a/b.yml ' };
  expect(lookRequest('compose', typed)).toEqual({ from: 'compose', text: 'services: {}' });
  expect(lookRequest('url', typed, 'notes')).toEqual({ from: 'url', url: 'https://a/b.yml', name: 'notes' });
});

it('keeps the text that was seen', () => {
  expect(keepRequest(seen, { name: 'notes', title: 'Notes', icon: null }, {})).toEqual({ from: 'url', text: 'services: {}', url: 'https://a/raw.yml', name: 'notes', title: 'Notes' });
  expect(keepRequest(seen, { name: 'notes', title: '', icon: '<svg/>' }, { A: 'b' })).toMatchObject({ icon: '<svg/>', settings: { A: 'b' } });
});

it('changes one of an address as the text it has', () => {
  expect(typedOf({ from: 'url', text: 'x' } as OwnApp)).toEqual({ kind: 'compose', typed: { ...emptyOwn(), compose: 'x' } });
  expect(typedOf({ from: 'run', text: 'docker run a' } as OwnApp).kind).toBe('run');
});

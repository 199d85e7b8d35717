import { describe, expect, it } from 'vitest';
import { setting } from '../test/samples';
import { firstValues, sent, wrong } from './form';

describe('a value', () => {
  it.each([
    [setting({ required: true }), '', false, 'required'],
    [setting({ required: true, secret: true }), '', true, undefined],
    [setting({ required: true, generate: 'hex:16' }), '', false, undefined],
    [setting({ type: 'port' }), '0', false, 'between'],
    [setting({ type: 'port' }), '80.5', false, 'number'],
    [setting({ type: 'port' }), '8080', false, undefined],
    [setting({ type: 'number', min: 3 }), '2', false, 'at_least'],
    [setting({ type: 'number', max: 3 }), '4', false, 'at_most'],
    [setting({ type: 'number' }), 'many', false, 'number'],
    [setting({ type: 'path' }), 'srv', false, 'path'],
    [setting({ type: 'select', options: ['a'] }), 'b', false, 'option'],
    [setting({ pattern: '[a-z]+' }), 'abc1', false, 'pattern'],
    [setting({ pattern: '[a-z]+' }), 'abc', false, undefined],
    [setting({ pattern: '(((' }), 'abc', false, undefined],
  ])('%#: %j with %j', (field, value, hasValue, key) => {
    expect(wrong(field, value, hasValue)?.key).toBe(key);
  });
});

describe('what is sent', () => {
  const form = [setting({ name: 'TITLE', default: 'Mine' }), setting({ name: 'PASSWORD', secret: true }), setting({ name: 'KEY', generate: 'uuid' })];

  it('leaves out secrets that were not typed, so that they stay', () => {
    expect(sent(form, { TITLE: '', PASSWORD: '', KEY: '' })).toEqual({ TITLE: '' });
    expect(sent(form, { TITLE: 'a', PASSWORD: 'b', KEY: 'c' })).toEqual({ TITLE: 'a', PASSWORD: 'b', KEY: 'c' });
  });

  it('begins with what was typed before, then what is set, then the default', () => {
    expect(firstValues(form, {}, {}).TITLE).toBe('Mine');
    expect(firstValues(form, { TITLE: 'Set' }, {}).TITLE).toBe('Set');
    expect(firstValues(form, { TITLE: 'Set' }, { TITLE: 'Typed' }).TITLE).toBe('Typed');
  });
});

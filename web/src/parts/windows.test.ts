import { describe, expect, it } from 'vitest';
import { dayNames, isWindow, nightly, parseWindow, windowText } from './windows';

describe('a window', () => {
  it.each([
    ['daily 02:00-05:00', 'daily 02:00-05:00'],
    ['mon,tue 22:00-06:00', 'mon,tue 22:00-06:00'],
    ['fri-mon 01:00-02:00', 'mon,fri,sat,sun 01:00-02:00'],
    ['sat,sun 00:00-24:00', 'sat,sun 00:00-00:00'],
    ['mon-sun 02:00-05:00', 'daily 02:00-05:00'],
  ])('%s is shown and sent as %s', (text, sent) => {
    expect(windowText(parseWindow(text)!)).toBe(sent);
  });

  it.each(['', 'daily', 'someday 02:00-05:00', 'mon-never 02:00-05:00', 'daily 2:00-5:00'])('%j is none', (text) => {
    expect(parseWindow(text)).toBeNull();
  });

  it('needs a day and two times', () => {
    expect(isWindow(nightly)).toBe(true);
    expect(isWindow({ ...nightly, days: nightly.days.map(() => false) })).toBe(false);
    expect(isWindow({ ...nightly, to: '' })).toBe(false);
  });

  it('has its days named in the language of the page, Monday first', () => {
    expect(dayNames('en')).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    expect(dayNames('de', 'long')[6]).toBe('Sonntag');
  });
});

import { expect, it } from 'vitest';
import { sentGate, typedGate, wrongGate } from './gate';

it('what is left as usual is not sent', () => {
  expect(sentGate(typedGate(null))).toBeNull();
  expect(sentGate({ settle: ' ', timeout: '', ports: 'usual', http: 'usual' })).toBeNull();
  expect(sentGate({ settle: '0', timeout: '', ports: 'usual', http: 'no' })).toEqual({ settle_seconds: 0, timeout_seconds: null, ports: null, http: false });
});

it('what was sent comes back into the form', () => {
  const typed = { settle: '60', timeout: '600', ports: 'yes', http: 'no' } as const;
  expect(typedGate(sentGate(typed))).toEqual(typed);
});

it('seconds are whole and within what the server takes', () => {
  const typed = typedGate(null);
  expect(wrongGate({ ...typed, settle: '0', timeout: '3600' })).toEqual({});
  expect(wrongGate({ ...typed, settle: '1.5', timeout: '0' })).toEqual({ settle: { min: 0, max: 3600 }, timeout: { min: 1, max: 3600 } });
  expect(wrongGate({ ...typed, settle: 'soon', timeout: '3601' })).toEqual({ settle: { min: 0, max: 3600 }, timeout: { min: 1, max: 3600 } });
});

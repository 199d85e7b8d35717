// What is asked of an app after an update, as its form has it and as it is sent. Empty, or `usual`: what the app's author and the server say.

import type { Gate } from '../api/updates';

export type Asked = 'usual' | 'yes' | 'no';
export interface TypedGate { settle: string; timeout: string; ports: Asked; http: Asked }

const mostSeconds = 3600;
const asked = (value: boolean | null | undefined): Asked => (value === true ? 'yes' : value === false ? 'no' : 'usual');
const flag = (value: Asked): boolean | null => (value === 'usual' ? null : value === 'yes');
const text = (seconds: number | null | undefined) => (seconds === null || seconds === undefined ? '' : String(seconds));
const number = (typed: string) => (typed.trim() === '' ? null : Number(typed));

export const typedGate = (gate: Gate | null): TypedGate => ({ settle: text(gate?.settle_seconds), timeout: text(gate?.timeout_seconds), ports: asked(gate?.ports), http: asked(gate?.http) });

/** null: nothing of its own is asked. */
export function sentGate(typed: TypedGate): Gate | null {
  const gate: Gate = { settle_seconds: number(typed.settle), timeout_seconds: number(typed.timeout), ports: flag(typed.ports), http: flag(typed.http) };
  return Object.values(gate).every((each) => each === null) ? null : gate;
}

export type GateErrors = Partial<Record<'settle' | 'timeout', { min: number; max: number }>>;

/** What the server would refuse. */
export function wrongGate(typed: TypedGate): GateErrors {
  const errors: GateErrors = {};
  for (const [name, min] of [['settle', 0], ['timeout', 1]] as const) {
    const seconds = number(typed[name]);
    if (seconds !== null && (!Number.isInteger(seconds) || seconds < min || seconds > mostSeconds)) errors[name] = { min, max: mostSeconds };
  }
  return errors;
}

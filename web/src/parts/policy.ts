// A policy as its form has it, and as it is sent.

import type { Mode, OwnPolicy, Policy } from '../api/updates';
import { isWindow, parseWindow, windowText, type Window } from './windows';

export interface TypedPolicy { mode: Mode; windows: Window[]; time_zone: string; cooling: string }

export const mostCooling = 8760;

export const typedPolicy = (policy: Policy): TypedPolicy => ({
  mode: policy.mode, windows: policy.windows.map(parseWindow).filter((each) => each !== null), time_zone: policy.time_zone, cooling: String(policy.cooling_hours),
});

export const sentPolicy = (typed: TypedPolicy): Policy => ({
  mode: typed.mode, windows: typed.windows.map(windowText), time_zone: typed.time_zone.trim(), cooling_hours: Number(typed.cooling),
});

export type PolicyErrors = Partial<Record<'windows' | 'time_zone' | 'cooling_hours', string>>;

/** Keys of what the server would refuse, by its member. */
export function wrongPolicy(typed: TypedPolicy): PolicyErrors {
  const errors: PolicyErrors = {};
  if (!typed.windows.every(isWindow)) errors.windows = 'window';
  const hours = Number(typed.cooling);
  if (typed.cooling.trim() === '' || !Number.isInteger(hours) || hours < 0 || hours > mostCooling) errors.cooling_hours = 'cooling';
  return errors;
}

type Own = Pick<OwnPolicy, 'mode' | 'windows' | 'time_zone' | 'cooling_hours'>;

/** What is sent as an app's own: only what it had of its own already, or what is otherwise for all apps. */
export function ownPolicy(wanted: Policy, global: Policy, before: OwnPolicy, mode: Mode | null, ownTimes: boolean): Own {
  const isOwn = (key: 'windows' | 'time_zone' | 'cooling_hours') =>
    ownTimes && (before[key] !== null || JSON.stringify(wanted[key]) !== JSON.stringify(global[key]));
  return {
    mode,
    windows: isOwn('windows') ? wanted.windows : null,
    time_zone: isOwn('time_zone') ? wanted.time_zone : null,
    cooling_hours: isOwn('cooling_hours') ? wanted.cooling_hours : null,
  };
}

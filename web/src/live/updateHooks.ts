// What the pages about updates read.

import { useQuery } from '@tanstack/react-query';
import { updatesApi } from '../api/updates';
import { keys } from './keys';

const once = { retry: 0 } as const;

/** A plan asks the registries, which count how often they are asked: it is kept for ten minutes, until a job of the app ends, or until something else is `offered`. */
export const usePlan = (name: string, wanted: boolean, offered: string[]) =>
  useQuery({ queryKey: [...keys.updatesOf(name, 'plan'), ...offered], queryFn: () => updatesApi.plan(name), enabled: wanted, staleTime: 600_000, ...once });
export const useHistory = (name: string) => useQuery({ queryKey: keys.updatesOf(name, 'history'), queryFn: () => updatesApi.history(name), staleTime: 0, ...once });
export const usePoints = (name: string) => useQuery({ queryKey: keys.updatesOf(name, 'points'), queryFn: () => updatesApi.points(name), staleTime: 0, ...once });
export const useAppPolicy = (name: string) => useQuery({ queryKey: keys.updatesOf(name, 'policy'), queryFn: () => updatesApi.appPolicy(name), staleTime: 0, ...once });
export const usePolicy = () => useQuery({ queryKey: keys.policy, queryFn: updatesApi.policy, staleTime: 0, ...once });
export const useChecks = () => useQuery({ queryKey: keys.checks, queryFn: updatesApi.known, staleTime: 0, ...once });

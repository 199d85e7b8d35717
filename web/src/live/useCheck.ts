// Asking the registries from a button: it works until they have answered.

import { useState } from 'react';
import { asProblem, type Problem } from '../api/client';
import { updatesApi } from '../api/updates';
import { live } from './live';

/** All apps when no name is given. */
export function useCheck(app?: string) {
  const [checking, setChecking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const check = async () => {
    setChecking(true);
    setProblem(null);
    try {
      live.tellUpdates(await updatesApi.check(app));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setChecking(false);
    }
  };
  return { checking, problem, check, forget: () => setProblem(null) };
}

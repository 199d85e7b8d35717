// Starting a job from a button: the button works until the server has answered; a refusal stays until it is closed.

import { useState } from 'react';
import { asProblem, type JobSummary } from '../api/client';
import { live } from './live';
import { troubles } from './troubles';

export function useStart(app: string) {
  const [working, setWorking] = useState<string | null>(null);
  const start = async (what: string, send: () => Promise<JobSummary>) => {
    setWorking(what);
    troubles.forget(app);
    try {
      live.begun(await send());
      return true;
    } catch (error) {
      troubles.refuse(app, asProblem(error));
      return false;
    } finally {
      setWorking(null);
    }
  };
  return { working, start };
}

// Sending a form: its button works meanwhile, a refusal stays until it is closed or sent again.

import { useState } from 'react';
import { asProblem, type Problem } from '../api/client';

export function useSend() {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** What the call answered; undefined when it was refused. */
  const send = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    setSending(true);
    setProblem(null);
    try {
      return await call();
    } catch (error) {
      setProblem(asProblem(error));
      return undefined;
    } finally {
      setSending(false);
    }
  };
  return { sending, problem, send, forget: () => setProblem(null) };
}

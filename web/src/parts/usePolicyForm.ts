// What the two forms of a policy share: what was typed, what is wrong with it, and how sending it went.

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/client';
import { problemLine } from './serverWords';
import { wrongPolicy, type PolicyErrors, type TypedPolicy } from './policy';

export function usePolicyForm() {
  const { t, i18n } = useTranslation();
  const [errors, setErrors] = useState<PolicyErrors>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [state, setState] = useState<'typing' | 'sending' | 'saved'>('typing');

  const touched = () => { setErrors({}); setProblem(null); setState('typing'); };
  const submit = async (typed: TypedPolicy, send: () => Promise<void>) => {
    touched();
    const wrong = wrongPolicy(typed);
    if (Object.keys(wrong).length > 0) {
      setErrors(Object.fromEntries(Object.entries(wrong).map(([member, key]) => [member, t(`policy.wrong.${key}`)])));
      return;
    }
    setState('sending');
    try {
      await send();
      setState('saved');
    } catch (error) {
      const refusal = asProblem(error);
      const member = refusal.key === 'time_zone' ? 'time_zone' : refusal.more.member;
      setState('typing');
      if (member === 'windows' || member === 'time_zone' || member === 'cooling_hours') setErrors({ [member]: problemLine(i18n, refusal) });
      else setProblem(refusal);
    }
  };
  return { errors, problem, sending: state === 'sending', saved: state === 'saved', touched, submit, forget: () => setProblem(null) };
}

// What is asked of this app after an update, before the update is called done.

import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/client';
import { updatesApi, type Gate } from '../../../api/updates';
import { useAppPolicy } from '../../../live/updateHooks';
import { sentGate, typedGate, wrongGate, type Asked, type GateErrors, type TypedGate } from '../../../parts/gate';
import { Trouble } from '../../../parts/Message';
import { Saved } from '../../../parts/Saved';
import { useTellPolicy } from './useTellPolicy';

function Form({ app, gate }: { app: string; gate: Gate | null }) {
  const { t } = useTranslation();
  const tell = useTellPolicy(app);
  const [typed, setTyped] = useState(typedGate(gate));
  const [errors, setErrors] = useState<GateErrors>({});
  const [state, setState] = useState<'typing' | 'sending' | 'saved'>('typing');
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (more: Partial<TypedGate>) => { setTyped({ ...typed, ...more }); setErrors({}); setState('typing'); };
  const submit = async () => {
    const wrong = wrongGate(typed);
    setErrors(wrong);
    setProblem(null);
    if (Object.keys(wrong).length > 0) return;
    setState('sending');
    try {
      tell(await updatesApi.saveAppPolicy(app, { gate: sentGate(typed) }));
      setState('saved');
    } catch (error) {
      setProblem(asProblem(error));
      setState('typing');
    }
  };
  const seconds = (name: 'settle' | 'timeout') => (
    <TextInput label={t(`gate.${name}`)} description={t(`gate.${name}_text`)} placeholder={t('gate.usual')} inputMode="numeric" autoComplete="off" maw={320} value={typed[name]}
      error={errors[name] && t('form.wrong.between', errors[name])} onChange={(event) => change({ [name]: event.currentTarget.value })} />
  );
  const asked = (name: 'ports' | 'http') => (
    <Select label={t(`gate.${name}`)} description={t(`gate.${name}_text`)} allowDeselect={false} maw={320} value={typed[name]} onChange={(value) => change({ [name]: value as Asked })}
      data={(['usual', 'yes', 'no'] as const).map((value) => ({ value, label: t(`gate.${value}`) }))} />
  );
  return (
    <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      {seconds('settle')}
      {seconds('timeout')}
      {asked('ports')}
      {asked('http')}
      {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
      <div className="actions"><Button type="submit" loading={state === 'sending'}>{t('save')}</Button><Saved shown={state === 'saved'} /></div>
    </form>
  );
}

export function GateSection({ app }: { app: string }) {
  const { t } = useTranslation();
  const policy = useAppPolicy(app);
  if (!policy.data) return null; // the section of the policy tells why it cannot be read
  return (
    <details className="panel" data-gate={app}>
      <summary><h2>{t('gate.title')}</h2></summary>
      <p className="dim panel-text">{t('gate.text')}</p>
      <Form key={app} app={app} gate={policy.data.own.gate} />
    </details>
  );
}

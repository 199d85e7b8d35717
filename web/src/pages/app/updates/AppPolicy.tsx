// When this app updates: as all apps, or otherwise.

import { Button, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type App } from '../../../api/client';
import { updatesApi, type AppPolicy, type Mode, type Policy } from '../../../api/updates';
import { useAppPolicy, usePolicy } from '../../../live/updateHooks';
import { Trouble } from '../../../parts/Message';
import { ownPolicy, sentPolicy, typedPolicy } from '../../../parts/policy';
import { PolicyTimes } from '../../../parts/PolicyTimes';
import { Saved } from '../../../parts/Saved';
import { usePolicyForm } from '../../../parts/usePolicyForm';
import { useTellPolicy } from './useTellPolicy';

const modes: Mode[] = ['hand', 'tell', 'auto'];

function Form({ app, policy, global }: { app: App; policy: AppPolicy; global: Policy }) {
  const { t } = useTranslation();
  const tell = useTellPolicy(app.name);
  const form = usePolicyForm();
  const { own } = policy;
  const [mode, setMode] = useState<Mode | null>(own.mode);
  const [hold, setHold] = useState(own.hold);
  const [ownTimes, setOwnTimes] = useState(own.windows !== null || own.time_zone !== null || own.cooling_hours !== null);
  const [typed, setTyped] = useState(typedPolicy(policy.effective));
  const effectiveMode = mode ?? global.mode;
  const send = async () => {
    const wanted = ownPolicy(ownTimes ? sentPolicy(typed) : global, global, own, mode, ownTimes);
    tell(await updatesApi.saveAppPolicy(app.name, { ...wanted, hold }));
  };
  return (
    <form className="form" noValidate onChange={form.touched} onSubmit={(event) => { event.preventDefault(); void form.submit(ownTimes ? typed : typedPolicy(global), send); }}>
      <Switch label={t('policy.hold')} description={t('policy.hold_text')} checked={hold} onChange={(event) => setHold(event.currentTarget.checked)} />
      <Select label={t('policy.mode')} allowDeselect={false} value={mode ?? 'all'} onChange={(value) => { form.touched(); setMode(value === 'all' ? null : (value as Mode)); }}
        data={[{ value: 'all', label: t('policy.as_all', { mode: t(`policy.modes.${global.mode}`) }) }, ...modes.map((each) => ({ value: each, label: t(`policy.modes.${each}`) }))]}
        description={t(`policy.mode_text.${effectiveMode}`)} />
      {effectiveMode === 'auto' && <Switch label={t('policy.own_times')} checked={ownTimes} onChange={(event) => setOwnTimes(event.currentTarget.checked)} />}
      {effectiveMode === 'auto' && ownTimes && <PolicyTimes value={typed} errors={form.errors} onChange={(value) => { form.touched(); setTyped(value); }} />}
      {own.skipped.length > 0 && <p className="dim">{t('policy.skipped', { count: own.skipped.length })}</p>}
      {form.problem && <Trouble problem={form.problem} onClose={form.forget} />}
      <div className="actions"><Button type="submit" loading={form.sending}>{t('save')}</Button><Saved shown={form.saved} /></div>
    </form>
  );
}

export function AppPolicySection({ app }: { app: App }) {
  const { t } = useTranslation();
  const policy = useAppPolicy(app.name);
  const global = usePolicy();
  const error = policy.error ?? global.error;
  return (
    <section className="panel" aria-labelledby="policy" data-policy={app.name}>
      <h2 id="policy">{t('policy.title_app')}</h2>
      {error && <Trouble problem={asProblem(error)} actions={<Button variant="default" onClick={() => { void policy.refetch(); void global.refetch(); }}>{t('try_again')}</Button>} />}
      {policy.data && global.data && <Form key={app.name} app={app} policy={policy.data} global={global.data} />}
    </section>
  );
}

// When apps update that have nothing of their own to say about it.

import { Button, Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { asProblem } from '../../api/client';
import { updatesApi, type Mode, type Policy } from '../../api/updates';
import { keys } from '../../live/keys';
import { useChecks, usePolicy } from '../../live/updateHooks';
import { Facts } from '../../parts/Facts';
import { ago, everyText } from '../../parts/format';
import { Trouble } from '../../parts/Message';
import { sentPolicy, typedPolicy } from '../../parts/policy';
import { PolicyTimes } from '../../parts/PolicyTimes';
import { Saved } from '../../parts/Saved';
import { usePolicyForm } from '../../parts/usePolicyForm';

const modes: Mode[] = ['hand', 'tell', 'auto'];

function Form({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = usePolicyForm();
  const [typed, setTyped] = useState(typedPolicy(policy));
  const send = async () => { client.setQueryData(keys.policy, await updatesApi.savePolicy(sentPolicy(typed))); };
  return (
    <form className="form" noValidate onChange={form.touched} onSubmit={(event) => { event.preventDefault(); void form.submit(typed, send); }}>
      <Radio.Group label={t('policy.mode')} value={typed.mode} onChange={(mode) => setTyped({ ...typed, mode: mode as Mode })}>
        <div className="radios">{modes.map((each) => <Radio key={each} value={each} label={t(`policy.modes.${each}`)} description={t(`policy.mode_text.${each}`)} />)}</div>
      </Radio.Group>
      {typed.mode === 'auto' && <PolicyTimes value={typed} errors={form.errors} onChange={(value) => { form.touched(); setTyped(value); }} />}
      {form.problem && <Trouble problem={form.problem} onClose={form.forget} />}
      <div className="actions"><Button type="submit" loading={form.sending}>{t('save')}</Button><Saved shown={form.saved} /></div>
    </form>
  );
}

function Checks() {
  const { t, i18n } = useTranslation();
  const checks = useChecks().data;
  if (!checks) return null;
  return (
    <section className="panel" aria-labelledby="checks">
      <h2 id="checks">{t('checks.title')}</h2>
      <Facts items={[
        [t('checks.every'), checks.interval_seconds > 0 ? everyText(checks.interval_seconds, i18n.language) : t('checks.never')],
        [t('checks.next'), checks.checking ? t('checks.going_on') : checks.next_check_at && ago(checks.next_check_at, i18n.language)],
      ]} />
    </section>
  );
}

export function UpdatesSettings() {
  const { t } = useTranslation();
  const policy = usePolicy();
  return (
    <>
      <section className="panel" aria-labelledby="policy" data-policy="all">
        <h2 id="policy">{t('policy.title')}</h2>
        <p className="dim panel-text">{t('policy.text')}</p>
        {policy.error && <Trouble problem={asProblem(policy.error)} actions={<Button variant="default" onClick={() => void policy.refetch()}>{t('try_again')}</Button>} />}
        {policy.data && <Form policy={policy.data} />}
      </section>
      <Checks />
    </>
  );
}

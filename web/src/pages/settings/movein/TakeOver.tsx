// What taking one over means, and the button that does it.

import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../../api/client';
import { moveInApi, type Offer, type OfferPlan } from '../../../api/moveIn';
import { keys } from '../../../live/keys';
import { live } from '../../../live/live';
import { Trouble } from '../../../parts/Message';
import { PermissionList } from '../../../parts/Permissions';
import { useSend } from '../../../parts/useSend';
import { Notes } from './OfferCard';

function Stays({ title, list }: { title: string; list: string[] }) {
  if (list.length === 0) return null;
  return <><p className="permissions-group">{title}</p><ul className="words">{list.map((each) => <li key={each}>{each}</li>)}</ul></>;
}

function Words({ plan }: { plan: OfferPlan }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('movein.will', { program: plan.program_name })}</p>
      <p>{t('movein.back')}</p>
      <Stays title={t('movein.volumes')} list={plan.volumes} />
      <Stays title={t('movein.folders')} list={plan.folders} />
      {plan.notes.length > 0 && <><p className="permissions-group">{t('movein.notes')}</p><Notes notes={plan.notes} /></>}
    </>
  );
}

export function TakeOver({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const { t } = useTranslation();
  const plan = useQuery({ queryKey: keys.moveInPlan(offer.id), queryFn: () => moveInApi.plan(offer.id), staleTime: 0, gcTime: 0, retry: 0 });
  const [trusted, setTrusted] = useState(false);
  const { sending, problem, send, forget } = useSend();
  if (plan.error) return <Trouble problem={asProblem(plan.error)} onClose={onClose} />;
  if (!plan.data) return <p className="dim" role="status">{t('movein.looking')}</p>;
  const told = plan.data;
  if (told.verdict !== 'ready') return <><Notes notes={told.reasons} /><div className="actions"><Button variant="default" size="sm" onClick={onClose}>{t('close')}</Button></div></>;
  const asked = told.permissions.filter((each) => each.needs_acceptance);
  const take = async () => {
    const job = await send(() => moveInApi.take(offer.id, told.name, trusted ? asked.map((each) => each.id) : []));
    if (!job) return;
    live.begun(job);
    onClose();
  };
  return (
    <div className="take-over" data-plan={offer.id}>
      <Words plan={told} />
      <p className="permissions-group">{t('permissions.title')}</p>
      <PermissionList permissions={told.permissions} />
      {asked.length > 0 && <Checkbox color="red" checked={trusted} onChange={(event) => setTrusted(event.currentTarget.checked)} label={t('permissions.trust', { app: told.display_name })} description={t('permissions.trust_text')} data-key="trust" />}
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions">
        <Button loading={sending} disabled={asked.length > 0 && !trusted} onClick={() => void take()} data-key="yes">{t('movein.take')}</Button>
        <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
      </div>
    </div>
  );
}

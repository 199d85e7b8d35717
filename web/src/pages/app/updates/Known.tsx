// Whether there is an update, how old that is, and the button that takes it.

import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem, type App } from '../../../api/client';
import { useStart } from '../../../live/actions';
import { useRunningJob } from '../../../live/hooks';
import { useMay } from '../../../live/me';
import { usePlan } from '../../../live/updateHooks';
import { useCheck } from '../../../live/useCheck';
import { useMinute } from '../../../live/useMinute';
import { ago } from '../../../parts/format';
import { Icon } from '../../../parts/icons';
import { Trouble } from '../../../parts/Message';
import { isOffered, offeredDigests } from '../../../parts/update';
import { whyText } from '../../../parts/UpdateWords';
import { Newer } from './Newer';
import { Plan } from './Plan';
import { Skip } from './Skip';

export function KnownSection({ app }: { app: App }) {
  const { t, i18n } = useTranslation();
  useMinute();
  const busy = useRunningJob(app.name) !== undefined;
  const { working, start } = useStart(app.name);
  const { checking, problem, check, forget } = useCheck(app.name);
  const { update } = app;
  const offered = isOffered(update);
  const plan = usePlan(app.name, offered && !busy, offeredDigests(update));
  const [agreed, setAgreed] = useState(false);
  const may = useMay();
  const why = update ? whyText(t, update) : '';
  const serious = offered && (plan.data?.serious ?? false);
  return (
    <section className="panel" aria-labelledby="update" data-update-state={update?.state ?? 'never'}>
      <div className="panel-head">
        <h2 id="update">{t(`update.title.${update?.state ?? 'never'}`)}</h2>
        <div className="panel-aside">
          {update?.checked_at && <span className="dim">{t('updates.checked', { ago: ago(update.checked_at, i18n.language) })}</span>}
          {may.operate && <Button variant="default" size="sm" leftSection={<Icon name="restart" size={16} />} loading={checking} disabled={busy} onClick={() => void check()} data-key="check">{t('updates.check')}</Button>}
        </div>
      </div>
      {why !== '' && <p className={update?.state === 'unknown' ? 'reason' : undefined}>{why}</p>}
      {update && <Newer update={update} />}
      {problem && <Trouble problem={problem} onClose={forget} />}
      {offered && !busy && plan.isFetching && <p className="dim" role="status">{t('plan.looking')}</p>}
      {plan.error && <Trouble problem={asProblem(plan.error)} actions={<Button variant="default" onClick={() => void plan.refetch()}>{t('try_again')}</Button>} />}
      {offered && !busy && plan.data && <Plan plan={plan.data} />}
      {may.operate && serious && !busy && <Checkbox className="agree" checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} label={t('plan.agree')} description={t('plan.agree_text')} />}
      <p className="dim">{t('update.text')}</p>
      {may.operate && <div className="actions">
        <Button data-key="update" variant={update?.state === 'available' ? 'filled' : 'default'} leftSection={<Icon name="up" size={16} />} loading={working === 'update'} disabled={busy || app.state === 'broken' || (serious && !agreed)}
          onClick={() => { setAgreed(false); void start('update', () => api.update(app.name)); }}>{t('update.now')}</Button>
        {may.install && update && offered && <Skip app={app.name} update={update} />}
      </div>}
    </section>
  );
}

// Above the grid: how many updates there are and how old that is, "check now", and "update all" with what became of it.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { asProblem, type App, type Problem } from '../api/client';
import { updatesApi } from '../api/updates';
import { useLastRound, useRunningRound } from '../live/hooks';
import { live } from '../live/live';
import { useMay } from '../live/me';
import { useCheck } from '../live/useCheck';
import { useMinute } from '../live/useMinute';
import { ago } from './format';
import { Icon } from './icons';
import { JobProgress } from './JobProgress';
import { Trouble } from './Message';
import { RoundEnd } from './RoundEnd';
import { overviewOf } from './update';

function useUpdateAll() {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    setSending(true);
    setProblem(null);
    try {
      live.begun(await updatesApi.all());
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSending(false);
    }
  };
  return { sending, problem, send, forget: () => setProblem(null) };
}

export function UpdatesBar({ apps }: { apps: App[] }) {
  const { t, i18n } = useTranslation();
  useMinute();
  const { checking, problem, check, forget } = useCheck();
  const all = useUpdateAll();
  const { operate } = useMay();
  const running = useRunningRound();
  const last = useLastRound();
  const { available, revisions, heldBack, unknown, checkedAt } = overviewOf(apps);
  const words = [
    available > 0 ? t('updates.available', { count: available }) : revisions === 0 && (checkedAt ? t('updates.none') : t('updates.never')),
    revisions > 0 && t('updates.revisions', { count: revisions }),
    heldBack > 0 && t('updates.held_back', { count: heldBack }),
    unknown > 0 && t('updates.unknown', { count: unknown }),
  ].filter(Boolean).join(' · ');
  return (
    <section className="updates-bar" aria-label={t('app.updates')}>
      {running ? <JobProgress job={running} /> : (
        <div className="updates-row">
          <p className="updates-words" role="status"><strong>{words}</strong>{checkedAt && <span className="dim">{t('updates.checked', { ago: ago(checkedAt, i18n.language) })}</span>}</p>
          {operate && <div className="updates-actions">
            <Button variant="default" size="sm" leftSection={<Icon name="restart" size={16} />} loading={checking} onClick={() => void check()}>{t('updates.check')}</Button>
            {available > 0 && <Button size="sm" leftSection={<Icon name="up" size={16} />} loading={all.sending} onClick={() => void all.send()} data-key="update-all">{t('updates.all')}</Button>}
          </div>}
        </div>
      )}
      {(problem ?? all.problem) && <Trouble problem={(problem ?? all.problem)!} onClose={() => { forget(); all.forget(); }} />}
      {!running && last && <RoundEnd job={last} link={(app) => <Link to={`/apps/${app}/updates`}>{apps.find((each) => each.name === app)?.display_name ?? app}</Link>} />}
    </section>
  );
}

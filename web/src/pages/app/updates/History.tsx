// What became of the app's updates; one opened tells what was seen or what failed.

import { Button, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, asProblem } from '../../../api/client';
import type { HistoryEntry } from '../../../api/updates';
import { keys } from '../../../live/keys';
import { useHistory } from '../../../live/updateHooks';
import { Facts } from '../../../parts/Facts';
import { bytes, dateTime, measured, shortId } from '../../../parts/format';
import { Icon, type IconName } from '../../../parts/icons';
import { LogTail } from '../../../parts/LogTail';
import { Trouble } from '../../../parts/Message';
import { Proof } from '../../../parts/UpdateEnd';
import { changeNames } from '../../../parts/versions';

const icons: Record<HistoryEntry['outcome'], IconName> = { done: 'check', taken_back: 'back', failed: 'cross' };
/** An entry of an earlier version does not tell which service failed; with one that changed it is that. */
const serviceOf = (entry: HistoryEntry) => entry.service ?? (entry.services.length === 1 ? entry.services[0]!.service : entry.app);

/** The job is kept as long as others are; without it only the last lines are missing. */
function LastLines({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const job = useQuery({ queryKey: keys.job(entry.job), queryFn: () => api.job(entry.job), retry: 0 }).data;
  const log = job?.app === entry.app ? (job.error as { log?: string } | null)?.log : undefined;
  return log ? <LogTail text={log} title={t('taken_back.log')} /> : null;
}

function Details({ entry }: { entry: HistoryEntry }) {
  const { t, i18n } = useTranslation();
  const known = entry.key !== null && i18n.exists(`cause.${entry.key}`);
  return (
    <div className="history-details">
      {entry.outcome !== 'done' && known && <p className="reason">{t(`cause.${entry.key}`, { service: serviceOf(entry) })}</p>}
      {entry.outcome !== 'done' && entry.reason && <p className={known ? 'dim' : 'reason'}>{entry.reason}</p>}
      <Facts items={[
        ...entry.services.map((each): [string, React.ReactNode] => [each.service, <span key={each.service}><code>{shortId(each.from)}</code> → <code>{shortId(each.to)}</code> <span className="dim service-image">{each.tag}</span></span>]),
        [t('history.downloaded'), entry.bytes_pulled > 0 && bytes(entry.bytes_pulled, i18n.language)],
        [t('history.downtime'), entry.downtime_seconds !== null && measured(entry.downtime_seconds, i18n.language)],
      ]} />
      <Proof proof={entry.proof} />
      {entry.outcome !== 'done' && <LastLines entry={entry} />}
    </div>
  );
}

function Row({ entry }: { entry: HistoryEntry }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <li className="job" data-history={entry.outcome}>
      <UnstyledButton className="job-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={`mark ${entry.outcome}`}><Icon name={icons[entry.outcome]} size={16} /></span>
        <span className="job-name">
          <strong>{t(`history.${entry.kind}.${entry.outcome}`)}</strong>
          {entry.services.map((each) => <span className="history-change" key={each.service}>{each.service} {changeNames(each).join(' → ')}</span>)}
          <span className="dim">{dateTime(entry.at, i18n.language)} · {t(`history.by.${entry.by}`, { defaultValue: entry.by })}</span>
        </span>
        <span className={open ? 'chevron open' : 'chevron'}><Icon name="down" size={16} /></span>
      </UnstyledButton>
      {open && <Details entry={entry} />}
    </li>
  );
}

export function HistorySection({ app }: { app: string }) {
  const { t } = useTranslation();
  const history = useHistory(app);
  const [shown, setShown] = useState(10);
  const list = history.data ?? [];
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      {history.error && <Trouble problem={asProblem(history.error)} actions={<Button variant="default" onClick={() => void history.refetch()}>{t('try_again')}</Button>} />}
      {history.data && list.length === 0 && <p className="dim">{t('history.none')}</p>}
      <ul className="jobs">{list.slice(0, shown).map((each) => <Row key={each.id} entry={each} />)}</ul>
      {list.length > shown && <UnstyledButton className="more" onClick={() => setShown(shown + 50)}>{t('jobs.more')}</UnstyledButton>}
    </section>
  );
}

// What became of the update of all apps, app by app, until its owner closes it.

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobSummary } from '../api/client';
import { isOver, jobKey } from '../live/jobs';
import { troubles, useTroubles } from '../live/troubles';
import { isNews } from './JobEnd';
import { endTitle, roundEnd, type RoundEnd as Round } from './jobWords';
import { Message, Trouble, useWords } from './Message';

function List({ title, apps, line }: { title: string; apps: Round['apps']; line: (app: Round['apps'][number]) => ReactNode }) {
  if (apps.length === 0) return null;
  return <div><p>{title}</p><ul className="changes">{apps.map((each) => <li key={each.name}>{line(each)}</li>)}</ul></div>;
}

export function RoundEnd({ job, link }: { job: JobSummary; link: (app: string) => ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const { closed } = useTroubles();
  if (!isOver(job) || closed.includes(jobKey(job))) return null;
  const close = () => troubles.close(jobKey(job));
  const { apps } = roundEnd(job);
  const failed = apps.filter((each) => each.error);
  if (job.state !== 'done') return <Trouble title={endTitle(t, job)} problem={job.error ?? { key: 'unknown', detail: '', hint: '' }} onClose={close} />;
  if (failed.length === 0 && !isNews(job)) return null;
  return (
    <Message kind={failed.length > 0 ? 'trouble' : 'good'} title={endTitle(t, job)} onClose={close}>
      <List title={t('round.list_failed')} apps={failed} line={(each) => <>{link(each.name)}: {each.error && words(each.error).text}</>} />
      <List title={t('round.list_updated')} apps={apps.filter((each) => each.result?.updated)} line={(each) => link(each.name)} />
      <List title={t('round.list_not_tried')} apps={apps.filter((each) => !each.tried)} line={(each) => link(each.name)} />
    </Message>
  );
}

// How a job ended, at the place of what it worked on, until its owner closes it.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JobSummary } from '../api/client';
import { exportUrl, type ExportResult } from '../api/move';
import { isOver, jobKey } from '../live/jobs';
import { troubles, useTroubles } from '../live/troubles';
import { bytes } from './format';
import { changes, endTitle } from './jobWords';
import { Message, OwnWords, Trouble, useWords } from './Message';
import { waitsHere } from './ownExports';
import { UpdateDone, UpdateFailed, useKnownCause } from './UpdateEnd';

const newsFor = 600_000;

/** A success is news for a while only; a failure stays. */
export const isNews = (job: JobSummary, now = Date.now()) => now - Date.parse(job.finished_at ?? job.created_at) <= newsFor;

/** What failed comes first, in plain words; the server's own come last. */
function TakenBack({ job, onClose }: { job: JobSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const { hint, text, own } = useWords()(job.error!);
  return (
    <Message kind="trouble" title={endTitle(t, job)} onClose={onClose}>
      <UpdateFailed job={job} />
      <p className="hint">{hint}</p>
      {own === '' ? <p className="dim">{text}</p> : <OwnWords text={own} />}
    </Message>
  );
}

const exportOf = (job: JobSummary) => (job.result ?? {}) as unknown as Partial<ExportResult>;

/** The file waits at the server for a day. */
function Exported({ job, onClose }: { job: JobSummary; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { id, bytes: size, left_out } = exportOf(job);
  return (
    <Message kind="good" title={endTitle(t, job)} onClose={onClose} actions={id && <Button component="a" href={exportUrl(id)} download data-key="download">{t('move.download', { size: bytes(size ?? 0, i18n.language) })}</Button>}>
      <p>{t('move.kept')}</p>
      {(left_out ?? []).map((each) => <p className="dim" key={each}>{t('move.left_out', { what: each })}</p>)}
    </Message>
  );
}

/** Nothing while the job runs, and nothing once it was closed. */
export function JobEnd({ job }: { job: JobSummary | undefined }) {
  const { t } = useTranslation();
  const { closed } = useTroubles();
  const known = useKnownCause(job);
  if (!job || !isOver(job) || closed.includes(jobKey(job))) return null;
  const close = () => troubles.close(jobKey(job));
  if (known) return <TakenBack job={job} onClose={close} />;
  if (job.state !== 'done') {
    return (
      <Trouble title={endTitle(t, job)} problem={job.error ?? { key: 'unknown', detail: '', hint: '' }} onClose={close}>
        {['update', 'rollback', 'edit'].includes(job.kind) && <UpdateFailed job={job} />}
      </Trouble>
    );
  }
  if (job.kind === 'export' && waitsHere(job.id, exportOf(job).kept_until)) return <Exported job={job} onClose={close} />;
  if (!isNews(job)) return null;
  return <Message kind="good" title={endTitle(t, job)} onClose={close}>{changes(job).length > 0 && <UpdateDone job={job} />}</Message>;
}
